package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.GatewayRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The output half of a request, whatever the protocol: what may still be sent, and how a request ends that is refused,
 * that fails or that is served.
 */
abstract class RespondingStream extends GatewayStream implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(RespondingStream.class);

    /** What the web server may send next. */
    enum Phase {
        /** The head of the request. */
        HEAD,
        /** The body. */
        BODY,
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

    /** The stream whose handler the thread runs. */
    private static final ThreadLocal<RespondingStream> HANDLING = new ThreadLocal<>();

    private final GatewaySettings settings;
    private Phase phase;
    private volatile Output output = Output.HEAD;
    private volatile boolean aborted;
    private boolean withoutBody;
    private boolean completed;

    RespondingStream(GatewaySettings settings, Connector connector) {
        super(settings, connector);
        this.settings = settings;
    }

    /** The request, complete when the phase is {@link Phase#BODY}. */
    abstract GatewayRequest request();

    /** Whether the method is HEAD, also of a request that is refused. */
    abstract boolean isHead();

    /** The length of the body that Jetty is told, or -1. */
    abstract long announcedLength();

    /** Sends one response after the other. */
    abstract GatewaySender sender();

    /**
     * Puts a part of the response into {@link #sender()}.
     *
     * @return null, or why its head can't be sent
     */
    abstract String prepare(MetaData.Response response, ByteBuffer content, boolean last, Callback callback);

    /** Ends the request without a word more. */
    abstract void sendEnd(GatewayConnection sendingOn, boolean success, Callback callback);

    /** Whether no part of the body is on its way any more. */
    abstract boolean isBodySent();

    /** The last part of the response is about to be written. */
    abstract void onEnded();

    /** The request is over. */
    abstract void onCompleted(boolean reusable);

    /** Whether the connection can be closed for the failure of this request. */
    abstract boolean isAlone();

    /** The request is refused; the answer may have to be the last one. Called under the connection's lock. */
    abstract void onRefusal(Disposition disposition);

    /** Whether the protocol can have the web server send what it holds back. */
    boolean hasFlush() {
        return false;
    }

    /** Why a head can't be sent that the connector's own limit does not allow. */
    final String headTooLong() {
        return "it is longer than " + settings.getMaxResponseHeadBytes() + " bytes (maxResponseHeadBytes)";
    }

    /** Tells the web server's log why the request gets an error, where the protocol can. */
    void complain(String reason) {}

    /** Tells the web server's log what the application threw, where the protocol can. */
    void complainOfError(Request failed) {}

    /** Gives Jetty's request what only this protocol knows. */
    void describe(Request jettyRequest) {}

    /** A request has begun. */
    void beginResponse(GatewayConnection connection) {
        begin(connection);
        phase = Phase.HEAD;
        output = Output.HEAD;
        aborted = false;
        completed = false;
        withoutBody = false;
    }

    final Phase phase() {
        return phase;
    }

    /** The head is complete and good. */
    final void headComplete() {
        phase = Phase.BODY;
    }

    /** The request is no good: it gets an error for an answer. Called under the connection's lock. */
    final void refuse(GatewayException refusal) {
        logRefusal(refusal.status(), refusal.getMessage());
        onRefusal(refusal.disposition());
        phase = Phase.REFUSED;
        input.open(0);
        connection().ready(() -> answerRefusal(refusal));
    }

    private void logRefusal(int status, String reason) {
        LOG.info(
                "{} {}: request {} gets {}: {}",
                settings.getProtocol(),
                connection().peer(),
                getId(),
                status,
                reason);
    }

    private void answerRefusal(GatewayException refusal) {
        Throwable gone = announced();
        if (gone == null) {
            complain(refusal.getMessage());
            onRefused(refusal).run();
        } else {
            failed(gone);
        }
    }

    /** Serves the request. */
    @Override
    public final void run() {
        Runnable task;
        boolean handler = false;
        try {
            task = onRequest(request(), announcedLength());
            describe(channel().getRequest());
            handler = true;
        } catch (HttpException.RuntimeException | IllegalArgumentException x) {
            int status = x instanceof HttpException http ? http.getCode() : HttpStatus.BAD_REQUEST_400;
            logRefusal(status, x.getMessage());
            task = onRefused(new GatewayException(status, "bad request", Disposition.KEEP));
        } catch (RuntimeException x) {
            LOG.warn(
                    "{} {}: request {} gets 500",
                    settings.getProtocol(),
                    connection().peer(),
                    getId(),
                    x);
            task = onRefused(
                    new GatewayException(HttpStatus.INTERNAL_SERVER_ERROR_500, "unexpected", Disposition.KEEP));
        }
        Throwable gone = announced();
        if (gone == null && handler) {
            handle(task);
        } else if (gone == null) {
            task.run();
        } else {
            failed(gone);
        }
    }

    private void handle(Runnable task) {
        RespondingStream outer = HANDLING.get();
        HANDLING.set(this);
        try {
            task.run();
        } finally {
            HANDLING.set(outer);
        }
    }

    @Override
    final boolean isBackFromHandler() {
        return HANDLING.get() == this;
    }

    /** Nobody wants the response any more. Called under the connection's lock. */
    final void abort(EofException cause) {
        aborted = true;
        pin();
        connection().ready(() -> failRemotely(cause));
    }

    @Override
    public final boolean isCommitted() {
        return aborted || output != Output.HEAD;
    }

    @Override
    public final void send(
            MetaData.Request ignored, MetaData.Response response, boolean last, ByteBuffer content, Callback callback) {
        if (response != null && HttpStatus.isInformational(response.getStatus())) {
            sendInformational(response.getStatus(), last || content != null, callback);
            return;
        }
        if (aborted && output != Output.ENDED) {
            if (last) {
                end(true, callback);
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
                withoutBody = hasNoBody(response.getStatus());
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
        sendPart(response, last, content == null ? BufferUtil.EMPTY_BUFFER : content, callback);
    }

    /** The web server has sent its own 100, and no other 1xx survives the way through it. */
    private void sendInformational(int status, boolean isFinal, Callback callback) {
        if (status == HttpStatus.SWITCHING_PROTOCOLS_101) {
            callback.failed(new HttpException.RuntimeException(
                    HttpStatus.NOT_IMPLEMENTED_501, "no protocol can be upgraded through a web server"));
        } else if (isFinal) {
            LOG.warn(
                    "the application sets status {} for {}, which ends no response; it becomes a 500",
                    status,
                    request().path());
            callback.failed(new UnsendableHead("Informational Status"));
        } else {
            callback.succeeded();
        }
    }

    /** Whether the response has none, whatever the application sends. */
    final boolean isWithoutBody() {
        return withoutBody;
    }

    private boolean hasNoBody(int status) {
        return isHead()
                || status == HttpStatus.NO_CONTENT_204
                || status == HttpStatus.RESET_CONTENT_205
                || status == HttpStatus.NOT_MODIFIED_304;
    }

    private void sendPart(MetaData.Response response, boolean last, ByteBuffer content, Callback callback) {
        if (withoutBody && content.hasRemaining()) {
            content.position(content.limit());
        }
        if (response == null && !last && !content.hasRemaining() && (withoutBody || !hasFlush())) {
            callback.succeeded();
            return;
        }
        if (response != null && response.getStatus() >= HttpStatus.INTERNAL_SERVER_ERROR_500) {
            complainOfError(channel().getRequest());
        }
        String refusal = prepare(response, content, last, callback);
        if (refusal != null) {
            LOG.warn(
                    "the head of the response to {} cannot be sent and becomes a 500: {}",
                    request().path(),
                    refusal);
            callback.failed(new UnsendableHead("Response Header Fields Too Large"));
            return;
        }
        GatewayConnection sendingOn = connection();
        boolean drain = last && !isBodySent();
        if (last) {
            ended();
        } else {
            output = Output.BODY;
        }
        sendingOn.flusher().send(sender());
        if (drain) {
            // The web server may not read the response before it has sent the body.
            sendingOn.resume();
        }
    }

    /** Ends the request without a word more. */
    private void end(boolean success, Callback callback) {
        GatewayConnection sendingOn = connection();
        ended();
        sendEnd(sendingOn, success, callback);
    }

    private void ended() {
        output = Output.ENDED;
        onEnded();
    }

    @Override
    public final Runnable cancelSend(Throwable cause, Callback appCallback) {
        GatewayConnection sendingOn = connection();
        GatewaySender sender = sender();
        return () -> {
            if (sendingOn.flusher().cancel(sender)) {
                if (output == Output.ENDED) {
                    // The end was not sent after all.
                    output = Output.BODY;
                }
                sender.failed(cause);
            } else if (cause instanceof TimeoutException) {
                // Half of it is out, and the web server does not take the rest.
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
    final boolean complete() {
        boolean first = !completed;
        completed = true;
        return first;
    }

    @Override
    final boolean isAbandoned() {
        return sender().isAbandoned();
    }

    @Override
    public final void succeeded() {
        onCompleted(true);
    }

    @Override
    public final void failed(Throwable x) {
        GatewayConnection servedOn = connection();
        if (output == Output.ENDED) {
            onCompleted(false);
        } else if (!aborted && settings.isCloseOnFailedResponse() && isAlone()) {
            LOG.debug("response to request {} failed half-way", getId(), x);
            ended();
            servedOn.giveUp(x);
            onCompleted(false);
        } else {
            end(false, Callback.from(() -> onCompleted(false), y -> onCompleted(false)));
        }
    }
}
