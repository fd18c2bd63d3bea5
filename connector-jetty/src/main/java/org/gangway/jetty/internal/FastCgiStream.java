package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.gangway.cgi.CgiRequest;
import org.gangway.cgi.CgiVariables;
import org.gangway.fastcgi.NameValuePairs;
import org.gangway.fastcgi.Role;
import org.gangway.jetty.request.FastCgiAttributes;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;

/**
 * A FastCGI request: from its PARAMS to Jetty, and from Jetty to STDOUT and END_REQUEST.
 */
final class FastCgiStream extends RespondingStream {
    private final FastCgiSettings settings;
    private final Connector connector;
    private final CgiVariables variables;
    private final CgiRequest request;
    private final FastCgiSender sender;
    private final FastCgiReport report;
    private final StreamInput data = new StreamInput();
    private FilterData filterData;
    private int requestId;
    private Role role;
    private boolean keepConnection;
    private boolean stdinEnded;

    FastCgiStream(FastCgiSettings settings, Connector connector) {
        super(settings, connector);
        this.settings = settings;
        this.connector = connector;
        this.variables = new CgiVariables(settings.getRequestLimits());
        this.request = new CgiRequest(
                settings.getRequestLimits(),
                settings.getTrustPolicy(),
                settings.getScriptNamePolicy(),
                settings.getHeaderPolicy());
        this.sender = newSender();
        this.report = new FastCgiReport(settings);
    }

    private FastCgiSender newSender() {
        return new FastCgiSender(
                connector.getByteBufferPool(), settings.isUseOutputDirectByteBuffers(), settings.isPadding());
    }

    void begin(FastCgiConnection connection, int requestId, Role role, boolean keepConnection) {
        beginResponse(connection);
        this.requestId = requestId;
        this.role = role;
        this.keepConnection = keepConnection;
        stdinEnded = false;
        report.begin(connection, requestId);
    }

    @Override
    FastCgiConnection connection() {
        return (FastCgiConnection) super.connection();
    }

    int requestId() {
        return requestId;
    }

    boolean keepConnection() {
        return keepConnection;
    }

    /** The data stream of the Filter role. */
    StreamInput data() {
        return data;
    }

    /** Whether the web server has nothing left to send for this request. Called under the connection's lock. */
    boolean isInputComplete() {
        return phase() != Phase.HEAD && input.isComplete() && data.isComplete();
    }

    /** Nothing more will come of the body. Called under the connection's lock. */
    void failInput(String reason) {
        IncompleteBody failure = new IncompleteBody(reason);
        input.fail(failure);
        data.fail(failure);
        notifyInput();
    }

    /**
     * Whether the body may come although STDIN has ended: mod_fcgid ends it first where the client of an HTTP/2 request
     * doesn't announce a length.
     */
    boolean mayBodyFollow() {
        String server = request.variable("SERVER_SOFTWARE");
        return !keepConnection
                && server != null
                && server.startsWith("Apache")
                && request.protocol().startsWith("HTTP/2");
    }

    /** Whether somebody waits for input. Called under the connection's lock. */
    boolean isInputAwaited() {
        return phase() == Phase.HEAD || input.isDemanded() || data.isDemanded();
    }

    /** The web server sent the last record of STDIN. */
    void endStdin() {
        stdinEnded = true;
    }

    /** Whether no record of STDIN is on its way. */
    @Override
    boolean isBodySent() {
        return stdinEnded;
    }

    /** A part of PARAMS. Called under the connection's lock. */
    void addParams(ByteBuffer content) {
        variables.append(content);
    }

    /**
     * The end of PARAMS: the request is known. Called under the connection's lock.
     *
     * @throws GatewayException if it is no good
     */
    void endParams() {
        NameValuePairs.read(variables);
        request.map(variables);
        if (role == Role.AUTHORIZER) {
            // An authorizer gets no body, and some web servers send no STDIN at all for it (section 6.3).
            input.open(0);
        } else {
            switch (request.bodyLength()) {
                case NONE -> input.open(0);
                case KNOWN -> input.open(request.contentLength());
                case UNTIL_END -> input.open(-1);
            }
        }
        if (role == Role.FILTER) {
            filterData = new FilterData(this, FilterData.length(request));
        }
        headComplete();
    }

    @Override
    void onRefusal(Disposition disposition) {
        if (disposition == Disposition.CLOSE_AFTER_RESPONSE) {
            keepConnection = false;
        }
    }

    @Override
    void complain(String reason) {
        report.complain(reason);
    }

    @Override
    void complainOfError(Request failed) {
        report.complainOfError(failed);
    }

    /** Wakes whoever waits for input. Called under the connection's lock. */
    void notifyInput() {
        notifyDemand();
        if (filterData != null) {
            filterData.notifyDemand();
        }
    }

    @Override
    CgiRequest request() {
        return request;
    }

    @Override
    boolean isHead() {
        return request.isHead();
    }

    @Override
    long announcedLength() {
        return role == Role.AUTHORIZER ? -1 : request.contentLength();
    }

    @Override
    void describe(Request jettyRequest) {
        if (role == Role.RESPONDER) {
            return;
        }
        jettyRequest.setAttribute(FastCgiAttributes.ROLE, role.name().toLowerCase(Locale.ROOT));
        if (filterData != null) {
            filterData.describe(jettyRequest, request);
        }
    }

    /** ABORT_REQUEST: nobody wants the response. Called under the connection's lock. */
    void abort() {
        EofException cause = new EofException("the web server aborted the request");
        input.fail(cause);
        data.fail(cause);
        abort(cause);
    }

    @Override
    public String getId() {
        return Integer.toString(requestId);
    }

    @Override
    FastCgiSender sender() {
        return sender;
    }

    @Override
    String prepare(MetaData.Response response, ByteBuffer content, boolean last, Callback callback) {
        return sender.prepare(requestId, response, content, last, 0, settings.getMaxResponseHeadBytes(), callback)
                ? null
                : headTooLong();
    }

    /** Ends the request without a word more on STDOUT. A send that was cancelled may still hold on to the sender. */
    @Override
    void sendEnd(GatewayConnection sendingOn, boolean success, Callback callback) {
        FastCgiSender end = newSender();
        end.prepare(requestId, null, BufferUtil.EMPTY_BUFFER, true, success ? 0 : 1, 0, callback);
        sendingOn.flusher().send(end);
    }

    /** END_REQUEST is on its way: from now on the web server may use the id again. */
    @Override
    void onEnded() {
        connection().ended(this);
    }

    @Override
    void onCompleted(boolean reusable) {
        connection().completed(this, reusable);
    }

    @Override
    boolean isAlone() {
        return connection().isAlone(this);
    }

    @Override
    boolean isWaker() {
        return super.isWaker() || data.isWaker();
    }

    /** The request is over: nobody may read its data any more. */
    void closeData() {
        FilterData open = filterData;
        if (open != null) {
            filterData = null;
            open.close();
        }
    }

    /** Makes ready for another request; Jetty never heard of this one. */
    void recycleUnused() {
        recycleInput();
        clear();
    }

    @Override
    void recycle() {
        super.recycle();
        clear();
    }

    private void clear() {
        variables.clear();
        request.clear();
        report.recycle();
        data.recycle();
    }
}
