package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.eclipse.jetty.server.Request;
import org.gangway.cgi.CgiRequest;
import org.gangway.cgi.WebSocketTunnel;
import org.gangway.fastcgi.NameValuePairs;
import org.gangway.fastcgi.Role;
import org.gangway.jetty.request.FastCgiAttributes;
import org.gangway.jetty.settings.FastCgiSettings;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;

/** A FastCGI request: its id, its role, and the PARAMS it is made of. */
final class FastCgiHead implements Head {
    /** What no connection has to account for: heads are complete at once, or nearly. */
    private static final int UNCOUNTED_HEAD = 4 * 1024;

    private final FastCgiSettings settings;
    private final CgiHead cgi;
    private final CgiRequest request;
    private final FastCgiWire wire;
    private final Exchange exchange;
    private final FastCgiStreams streams;
    private FastCgiSession session;
    private FilterData filterData;
    private int requestId;
    private int headBytes;
    private int countedBytes;
    private Role role;
    private boolean keepConnection;
    private boolean complained;

    FastCgiHead(FastCgiSettings settings, ConnectorState state) {
        this.settings = settings;
        this.cgi = new CgiHead(settings);
        this.request = cgi.request();
        this.wire = new FastCgiWire(this, state, settings.isPadding());
        this.exchange = new Exchange(state, this, wire);
        this.streams = new FastCgiStreams(this, exchange);
    }

    /** BEGIN_REQUEST. */
    @GuardedBy("connection")
    void begin(FastCgiSession servedBy, GatewayConnection connection, int id, Role wantedRole, boolean keep) {
        session = servedBy;
        requestId = id;
        role = wantedRole;
        keepConnection = keep;
        complained = false;
        streams.begin();
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

    /** What the web server sends for it. */
    @GuardedBy("connection")
    FastCgiStreams streams() {
        return streams;
    }

    /** The request is no good: it gets an error for an answer. */
    @GuardedBy("connection")
    void refuse(GatewayException refusal) {
        uncount();
        if (refusal.disposition() == Disposition.CLOSE_AFTER_RESPONSE) {
            keepConnection = false;
        }
        exchange.refuse(refusal);
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

    /** Whether it is one of the request's streams. */
    @SuppressWarnings("ReferenceEquality") // the same one is meant
    boolean isInput(RequestBody stream) {
        return stream == exchange.inbound() || stream == streams.data();
    }

    /** A part of PARAMS. */
    @GuardedBy("connection")
    void addParams(ByteBuffer content) {
        headBytes += content.remaining();
        if (headBytes > UNCOUNTED_HEAD) {
            session.buffered().addHead(headBytes - countedBytes);
            countedBytes = headBytes;
        }
        cgi.append(content);
    }

    /** No more of PARAMS is waited for. */
    @GuardedBy("connection")
    void uncount() {
        if (countedBytes > 0) {
            session.buffered().addHead(-countedBytes);
            countedBytes = 0;
        }
        headBytes = 0;
    }

    /**
     * The end of PARAMS: the request is known.
     *
     * @throws GatewayException if it is no good
     */
    @GuardedBy("connection")
    void endParams() {
        uncount();
        NameValuePairs.read(cgi.variables());
        cgi.map();
        if (role == Role.FILTER) {
            streams.data().open(FilterData.length(request), session.buffered());
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
        tellOfData();
    }

    private void tellOfData() {
        FilterData open = filterData;
        if (open != null) {
            open.tellOfInput();
        }
    }

    @Override
    @GuardedBy("connection")
    public void abandon(Throwable cause) {
        uncount();
        streams.data().abandon(cause);
        tellOfData();
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
    public String objectionToTunnel() {
        return role == Role.RESPONDER
                ? WebSocketTunnel.objectionOverFastCgi(request)
                : "only the role of the responder has a response that goes on";
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
            FastCgiAnswers.stderr(exchange.connection(), requestId, reason);
        }
    }

    /** The end of the response is about to be sent: whether the web server is asked with it to close the connection. */
    boolean saysFarewell() {
        return keepConnection && exchange.connection().connector().isShutdown() && session.saysFarewell(this);
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
        cgi.clear();
        streams.recycle();
        session = null;
    }
}
