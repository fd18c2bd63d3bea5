package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.eclipse.jetty.server.Request;
import org.gangway.cgi.CgiRequest;
import org.gangway.cgi.CgiVariables;
import org.gangway.fastcgi.NameValuePairs;
import org.gangway.fastcgi.Role;
import org.gangway.jetty.request.FastCgiAttributes;
import org.gangway.jetty.settings.FastCgiSettings;

/** A FastCGI request: its id, its role, and the PARAMS it is made of. */
final class FastCgiHead implements Head {
    private final FastCgiSettings settings;
    private final CgiVariables variables;
    private final CgiRequest request;
    private final FastCgiWire wire;
    private final Exchange exchange;
    private final RequestBody data = new RequestBody();
    private FastCgiSession session;
    private FilterData filterData;
    private int requestId;
    private Role role;
    private boolean keepConnection;
    private boolean stdinEnded;
    private boolean complained;

    FastCgiHead(FastCgiSettings settings, ConnectorState state) {
        this.settings = settings;
        this.variables = new CgiVariables(settings.getRequestLimits());
        this.request = new CgiRequest(
                settings.getRequestLimits(),
                settings.getTrustPolicy(),
                settings.getScriptNamePolicy(),
                settings.getHeaderPolicy());
        this.wire = new FastCgiWire(state, settings.isPadding());
        this.exchange = new Exchange(state, this, wire);
    }

    /** BEGIN_REQUEST. */
    @GuardedBy("connection")
    void begin(FastCgiSession servedBy, GatewayConnection connection, int id, Role wantedRole, boolean keep) {
        session = servedBy;
        requestId = id;
        role = wantedRole;
        keepConnection = keep;
        stdinEnded = false;
        complained = false;
        wire.begin(id);
        exchange.begin(connection);
    }

    Exchange exchange() {
        return exchange;
    }

    int requestId() {
        return requestId;
    }

    boolean keepConnection() {
        return keepConnection;
    }

    /** The connection is to be closed after this request. */
    @GuardedBy("connection")
    void closeConnection() {
        keepConnection = false;
    }

    /** The data stream of the Filter role. */
    @GuardedBy("connection")
    RequestBody data() {
        return data;
    }

    /** Whether the web server has nothing left to send for this request. */
    @GuardedBy("connection")
    boolean isInputComplete() {
        return !exchange.isHeadIncomplete() && exchange.body().isComplete() && data.isComplete();
    }

    /**
     * Whether the body may come although STDIN has ended: mod_fcgid ends it first where the client of an HTTP/2 request
     * doesn't announce a length.
     */
    @GuardedBy("connection")
    boolean mayBodyFollow() {
        String server = request.variable("SERVER_SOFTWARE");
        return !keepConnection
                && server != null
                && server.startsWith("Apache")
                && request.protocol().startsWith("HTTP/2");
    }

    /** Whether somebody waits for input. */
    @GuardedBy("connection")
    boolean isInputAwaited() {
        return exchange.isHeadIncomplete() || exchange.body().isDemanded() || data.isDemanded();
    }

    /** The bytes that wait to be read. */
    @GuardedBy("connection")
    long buffered() {
        return exchange.body().buffered() + data.buffered();
    }

    /** The web server sent the last record of STDIN. */
    @GuardedBy("connection")
    void endStdin() {
        stdinEnded = true;
    }

    /** Whether no record of STDIN is on its way. */
    @GuardedBy("connection")
    boolean isStdinEnded() {
        return stdinEnded;
    }

    /** A part of PARAMS. */
    @GuardedBy("connection")
    void addParams(ByteBuffer content) {
        variables.append(content);
    }

    /**
     * The end of PARAMS: the request is known.
     *
     * @throws org.gangway.request.GatewayException if it is no good
     */
    @GuardedBy("connection")
    void endParams() {
        NameValuePairs.read(variables);
        request.map(variables);
        if (role == Role.FILTER) {
            data.open(FilterData.length(request), exchange.connection().buffered());
            filterData = new FilterData(this, exchange.connection());
        }
        exchange.headComplete(bodyLength());
        exchange.serve();
    }

    private long bodyLength() {
        if (role == Role.AUTHORIZER) {
            // An authorizer gets no body, and some web servers send no STDIN at all for it (section 6.3).
            return 0;
        }
        return switch (request.bodyLength()) {
            case NONE -> 0;
            case KNOWN -> request.contentLength();
            case UNTIL_END -> -1;
        };
    }

    /** Wakes whoever waits for input. */
    @GuardedBy("connection")
    void tellOfInput() {
        exchange.tellOfInput();
        if (filterData != null) {
            filterData.tellOfInput();
        }
    }

    @Override
    public CgiRequest request() {
        return request;
    }

    @Override
    public boolean isHead() {
        return request.isHead();
    }

    @Override
    public long announcedLength() {
        return role == Role.AUTHORIZER ? -1 : request.contentLength();
    }

    @Override
    public String id() {
        return Integer.toString(requestId);
    }

    @Override
    public void describe(Request jettyRequest) {
        if (role == Role.RESPONDER) {
            return;
        }
        jettyRequest.setAttribute(FastCgiAttributes.ROLE, role.name().toLowerCase(Locale.ROOT));
        if (filterData != null) {
            filterData.describe(jettyRequest, request);
        }
    }

    /** The specification allows one STDERR stream for each request. */
    @Override
    public void complain(String reason) {
        if (settings.isStderr() && !complained) {
            complained = true;
            session.sendStderr(requestId, reason);
        }
    }

    /** The request is over: nobody may read its data any more. */
    void closeData() {
        FilterData open = filterData;
        if (open != null) {
            filterData = null;
            open.close();
        }
    }

    /**
     * Makes ready for another request.
     *
     * @param known whether Jetty knew this one
     */
    void recycle(boolean known) {
        exchange.recycle(known);
        variables.clear();
        request.clear();
        data.recycle();
        session = null;
    }
}
