package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A FastCGI request: from its PARAMS to Jetty, and from Jetty to STDOUT and END_REQUEST.
 */
final class FastCgiStream extends GatewayStream implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(FastCgiStream.class);

    /** What the web server may send next. */
    enum Phase {
        /** The variables. */
        PARAMS,
        /** The body. */
        STDIN,
        /** Whatever it likes; nobody listens any more. */
        REFUSED
    }

    /** What may still be sent. */
    private enum Output {
        /** The head of the response. */
        HEAD,
        /** Its body. */
        BODY,
        /** Nothing. */
        ENDED
    }

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
    private Phase phase;
    private volatile Output output = Output.HEAD;
    private volatile boolean aborted;
    private boolean stdinEnded;
    private boolean withoutBody;
    private boolean completed;

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
        begin(connection);
        this.requestId = requestId;
        this.role = role;
        this.keepConnection = keepConnection;
        phase = Phase.PARAMS;
        output = Output.HEAD;
        aborted = false;
        completed = false;
        stdinEnded = false;
        withoutBody = false;
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

    Phase phase() {
        return phase;
    }

    /** The data stream of the Filter role. */
    StreamInput data() {
        return data;
    }

    /** Whether the web server has nothing left to send for this request. Called under the connection's lock. */
    boolean isInputComplete() {
        return phase != Phase.PARAMS && input.isComplete() && data.isComplete();
    }

    /** Whether somebody waits for input. Called under the connection's lock. */
    boolean isInputAwaited() {
        return phase == Phase.PARAMS || input.isDemanded() || data.isDemanded();
    }

    /** The web server sent the last record of STDIN. */
    void endStdin() {
        stdinEnded = true;
    }

    /** Whether no record of STDIN is on its way. Called under the connection's lock. */
    boolean isStdinEnded() {
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
        phase = Phase.STDIN;
    }

    /** The request is no good: it gets an error for an answer. Called under the connection's lock. */
    void refuse(GatewayException refusal) {
        report.refused(refusal.status(), refusal.getMessage());
        if (refusal.disposition() == Disposition.CLOSE_AFTER_RESPONSE) {
            keepConnection = false;
        }
        phase = Phase.REFUSED;
        input.open(0);
        connection().ready(() -> answerRefusal(refusal));
    }

    private void answerRefusal(GatewayException refusal) {
        Throwable gone = announced();
        if (gone == null) {
            report.complain(refusal.getMessage());
            onRefused(refusal).run();
        } else {
            failed(gone);
        }
    }

    /** Wakes whoever waits for input. Called under the connection's lock. */
    void notifyInput() {
        notifyDemand();
        if (filterData != null) {
            filterData.notifyDemand();
        }
    }

    /** Serves the request. */
    @Override
    public void run() {
        Runnable task;
        try {
            task = onRequest(request, role == Role.AUTHORIZER ? -1 : request.contentLength());
            if (role != Role.RESPONDER) {
                describeRole(channel().getRequest());
            }
        } catch (HttpException.RuntimeException | IllegalArgumentException x) {
            int status = x instanceof HttpException http ? http.getCode() : HttpStatus.BAD_REQUEST_400;
            report.refused(status, x.getMessage());
            task = onRefused(new GatewayException(status, "bad request", Disposition.KEEP));
        } catch (RuntimeException x) {
            report.broken(x);
            task = onRefused(
                    new GatewayException(HttpStatus.INTERNAL_SERVER_ERROR_500, "unexpected", Disposition.KEEP));
        }
        Throwable gone = announced();
        if (gone == null) {
            task.run();
        } else {
            failed(gone);
        }
    }

    private void describeRole(Request jettyRequest) {
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
        aborted = true;
        pin();
        connection().ready(() -> failRemotely(cause));
    }

    @Override
    public String getId() {
        return Integer.toString(requestId);
    }

    @Override
    public boolean isCommitted() {
        return aborted || output != Output.HEAD;
    }

    @Override
    public void send(
            MetaData.Request ignored, MetaData.Response response, boolean last, ByteBuffer content, Callback callback) {
        if (response != null && HttpStatus.isInformational(response.getStatus())) {
            // The web server has sent its own 100, and no other 1xx survives the way through it.
            if (response.getStatus() == HttpStatus.SWITCHING_PROTOCOLS_101) {
                callback.failed(new HttpException.RuntimeException(
                        HttpStatus.NOT_IMPLEMENTED_501, "no protocol can be upgraded through a web server"));
            } else {
                callback.succeeded();
            }
            return;
        }
        if (aborted && output != Output.ENDED) {
            if (last) {
                end(0, callback);
            } else {
                callback.failed(new EofException("the web server aborted the request"));
            }
            return;
        }
        switch (output) {
            case HEAD -> {
                if (response == null) {
                    callback.failed(new IllegalStateException("content before the head"));
                    return;
                }
                withoutBody = isWithoutBody(response.getStatus());
            }
            case BODY -> {
                if (response != null) {
                    callback.failed(new IllegalStateException("committed"));
                    return;
                }
            }
            case ENDED -> {
                callback.failed(new EofException("the response is complete"));
                return;
            }
        }
        sendRecords(response, last, content == null ? BufferUtil.EMPTY_BUFFER : content, callback);
    }

    private boolean isWithoutBody(int status) {
        return request.isHead()
                || status == HttpStatus.NO_CONTENT_204
                || status == HttpStatus.RESET_CONTENT_205
                || status == HttpStatus.NOT_MODIFIED_304;
    }

    private void sendRecords(MetaData.Response response, boolean last, ByteBuffer content, Callback callback) {
        if (withoutBody && content.hasRemaining()) {
            content.position(content.limit());
        }
        if (response == null && !last && !content.hasRemaining()) {
            callback.succeeded();
            return;
        }
        if (response != null && response.getStatus() >= HttpStatus.INTERNAL_SERVER_ERROR_500) {
            report.complainOfError(channel().getRequest());
        }
        int maxHeadBytes = settings.getMaxResponseHeadBytes();
        if (!sender.prepare(requestId, response, content, last, 0, maxHeadBytes, callback)) {
            LOG.warn(
                    "the head of the response to {} is longer than {} bytes (maxResponseHeadBytes); it becomes a 500",
                    request.path(),
                    maxHeadBytes);
            callback.failed(new HttpException.RuntimeException(
                    HttpStatus.INTERNAL_SERVER_ERROR_500, "Response Header Fields Too Large"));
            return;
        }
        FastCgiConnection sendingOn = connection();
        boolean drain = last && !stdinEnded;
        if (last) {
            ended();
        } else {
            output = Output.BODY;
        }
        sendingOn.flusher().send(sender);
        if (drain) {
            // The web server may not read the response before it has sent the body.
            sendingOn.resume();
        }
    }

    /** Ends the request without a word more on STDOUT. A send that was cancelled may still hold on to the sender. */
    private void end(int appStatus, Callback callback) {
        FastCgiSender end = newSender();
        end.prepare(requestId, null, BufferUtil.EMPTY_BUFFER, true, appStatus, 0, callback);
        ended();
        connection().flusher().send(end);
    }

    /** END_REQUEST is on its way: from now on the web server may use the id again. */
    private void ended() {
        output = Output.ENDED;
        connection().ended(this);
    }

    @Override
    public Runnable cancelSend(Throwable cause, Callback appCallback) {
        FastCgiConnection sendingOn = connection();
        return () -> {
            if (sendingOn.flusher().cancel(sender)) {
                if (output == Output.ENDED) {
                    // The end was not sent after all.
                    output = Output.BODY;
                }
                sender.failed(cause);
            } else if (cause instanceof TimeoutException) {
                // Half a record is out, and the web server does not take the rest.
                sendingOn.getEndPoint().close(cause);
            } else if (sender.whenDone(() -> appCallback.failed(cause))) {
                return;
            }
            appCallback.failed(cause);
        };
    }

    /**
     * Notes that the request is over. Jetty may say so twice of one that failed. Called under the connection's lock.
     *
     * @return false if it was over already
     */
    boolean complete() {
        boolean first = !completed;
        completed = true;
        return first;
    }

    @Override
    boolean isWaker() {
        return super.isWaker() || data.isWaker();
    }

    @Override
    boolean isAbandoned() {
        return sender.isAbandoned();
    }

    @Override
    public void succeeded() {
        connection().completed(this, true);
    }

    @Override
    public void failed(Throwable x) {
        FastCgiConnection servedOn = connection();
        if (output == Output.ENDED) {
            servedOn.completed(this, false);
        } else if (!aborted && settings.isCloseOnFailedResponse() && servedOn.isAlone(this)) {
            LOG.debug("response to request {} failed half-way", requestId, x);
            ended();
            servedOn.getEndPoint().close(x);
            servedOn.completed(this, false);
        } else {
            end(1, Callback.from(() -> servedOn.completed(this, false), y -> servedOn.completed(this, false)));
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
