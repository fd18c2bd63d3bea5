package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.gangway.cgi.ResponseTrailers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The response of an {@link Exchange}: what may still be sent of it, and how one part follows the other. Recycled with
 * its exchange.
 *
 * <p>Jetty sends one part at a time; only {@link #cancel} and {@link #abort} may come from other threads.
 */
final class Answer {
    /** The variables by which a web server says that it passes on 103, and trailers. */
    private static final String EARLY_HINTS = "GANGWAY_EARLY_HINTS";

    private static final String TRAILERS = "GANGWAY_TRAILERS";
    private static final Logger LOG = LoggerFactory.getLogger(Answer.class);

    private final Head head;
    private final Wire wire;
    private final Sending sending;
    private final int flushedBelow;
    private GatewayConnection connection;
    private boolean withoutBody;
    /** How the body is sent if trailers come behind it, else null. */
    private ChunkedBody chunks;
    /** Written under the monitor, read by anybody; so is the next. */
    private volatile ResponseState state = ResponseState.HEAD;

    private volatile boolean aborted;

    /**
     * @param head says what the request was
     * @param wire puts the response into buffers
     * @param flushedBelow how many bytes Jetty collects, unless the application flushes
     */
    Answer(Head head, Wire wire, int flushedBelow) {
        this.head = head;
        this.wire = wire;
        this.sending = new Sending(wire);
        this.flushedBelow = flushedBelow;
    }

    void begin(GatewayConnection sendingOn) {
        connection = sendingOn;
        withoutBody = false;
        chunks = null;
        state = ResponseState.HEAD;
        aborted = false;
    }

    ResponseState state() {
        return state;
    }

    /** Whether only the end of a write is waited for, after which nobody looks for a timeout. */
    boolean isAbandoned() {
        return sending.isAbandoned();
    }

    /** The web server wants no more of it. */
    synchronized void abort() {
        aborted = true;
        if (state != ResponseState.ENDED) {
            state = ResponseState.ABORTED;
        }
    }

    boolean isAborted() {
        return aborted;
    }

    /**
     * Nothing more will be sent.
     *
     * @return false if the end is on its way already
     */
    synchronized boolean end() {
        boolean open = state != ResponseState.ENDED;
        state = ResponseState.ENDED;
        return open;
    }

    ByteBuffer endBytes(boolean success) {
        return wire.end(success);
    }

    /** Sends the next part. */
    void send(MetaData.Response response, boolean last, ByteBuffer bytes, Callback callback) {
        if (response != null && isInterim(response.getStatus())) {
            sendInformational(response, last || bytes != null, callback);
            return;
        }
        boolean first = response != null;
        switch (state) {
            case HEAD -> {
                if (!first) {
                    callback.failed(new IllegalStateException("content before the head"));
                    return;
                }
                withoutBody = hasNoBody(response.getStatus());
                chunks = hasTrailers(response) ? new ChunkedBody(response) : null;
            }
            case BODY -> {
                if (first) {
                    callback.failed(new IllegalStateException("committed"));
                    return;
                }
            }
            case ABORTED -> {
                sendAborted(last, callback);
                return;
            }
            case ENDED -> {
                callback.failed(new EofException("the response is complete"));
                return;
            }
        }
        sendPart(response, last, bytes == null ? BufferUtil.EMPTY_BUFFER : bytes, callback);
    }

    /** HAProxy would hand chunks that it has undone to a client of HTTP/1.0, and the trailers behind them. */
    private boolean hasTrailers(MetaData.Response response) {
        return response.getTrailersSupplier() != null
                && !withoutBody
                && wire.hasTrailers()
                && !head.request().protocol().equals("HTTP/1.0")
                && isSaid(TRAILERS)
                && ResponseTrailers.arePassedBy(head.request().variable("SERVER_SOFTWARE"));
    }

    /** Whether the web server's configuration says something. */
    private boolean isSaid(String variable) {
        String value = head.request().variable(variable);
        return value != null && (value.equals("1") || value.equalsIgnoreCase("on"));
    }

    private static boolean isInterim(int status) {
        return HttpStatus.isInformational(status) && status != HttpStatus.SWITCHING_PROTOCOLS_101;
    }

    /** The web server has sent its own 100, and most let no other 1xx pass. */
    private void sendInformational(MetaData.Response response, boolean isFinal, Callback callback) {
        int status = response.getStatus();
        if (isFinal) {
            LOG.warn(
                    "the application sets status {} for {}, which ends no response; it becomes a 500",
                    status,
                    head.request().path());
            callback.failed(new UnsendableHead("Informational Status"));
        } else {
            ByteBuffer bytes =
                    status == HttpStatus.EARLY_HINTS_103 && state == ResponseState.HEAD && isSaid(EARLY_HINTS)
                            ? wire.interim(response)
                            : null;
            send(bytes, callback);
        }
    }

    private void sendAborted(boolean last, Callback callback) {
        if (!last) {
            callback.failed(new GoneException("the web server aborted the request"));
            return;
        }
        state = ResponseState.ENDED;
        send(wire.end(true), callback);
    }

    private void send(ByteBuffer bytes, Callback callback) {
        if (bytes == null) {
            callback.succeeded();
        } else {
            connection
                    .output()
                    .send(new Packet(
                            bytes, callback::succeeded, () -> callback.failed(new EofException("the peer is gone"))));
        }
    }

    private boolean hasNoBody(int status) {
        return head.isHead()
                || status == HttpStatus.NO_CONTENT_204
                || status == HttpStatus.RESET_CONTENT_205
                || status == HttpStatus.NOT_MODIFIED_304;
    }

    private void sendPart(MetaData.Response response, boolean last, ByteBuffer content, Callback callback) {
        if (withoutBody && content.hasRemaining()) {
            content.position(content.limit());
        }
        if (response == null && !last && !content.hasRemaining() && (withoutBody || !wire.hasFlush())) {
            callback.succeeded();
            return;
        }
        // Jetty sends less than its output buffer holds only when the application flushes.
        boolean flush = !withoutBody && content.remaining() < flushedBelow;
        String refusal = chunks == null
                ? wire.prepare(response, content, last, flush)
                : wire.prepare(
                        response == null ? null : ChunkedBody.head(response), chunks.next(content, last), last, flush);
        if (refusal != null) {
            LOG.warn(
                    "the head of the response to {} cannot be sent and becomes a 500: {}",
                    head.request().path(),
                    refusal);
            callback.failed(new UnsendableHead("Response Header Fields Too Large"));
            return;
        }
        if (!proceed(last ? ResponseState.ENDED : ResponseState.BODY)) {
            wire.release();
            sendAborted(last, callback);
            return;
        }
        sending.begin(callback);
        connection.output().send(sending);
    }

    private synchronized boolean proceed(ResponseState next) {
        boolean wanted = state != ResponseState.ABORTED;
        if (wanted) {
            state = next;
        }
        return wanted;
    }

    /** The end was not sent after all. */
    private synchronized void reopen() {
        if (state == ResponseState.ENDED) {
            state = aborted ? ResponseState.ABORTED : ResponseState.BODY;
        }
    }

    /**
     * Gives up the part that is under way.
     *
     * @return does it; it never blocks, but what it tells may
     */
    Runnable cancel(Throwable cause, Callback appCallback) {
        GatewayConnection sendingOn = connection;
        return Invocable.from(appCallback.getInvocationType(), () -> {
            if (sendingOn.output().cancel(sending)) {
                reopen();
                sending.failed(cause);
            } else if (cause instanceof TimeoutException) {
                // Half of it is out, and the web server does not take the rest. Nobody is to take it for the whole.
                TcpReset.onClose(sendingOn);
                sendingOn.close(cause);
            } else if (sending.whenOver(() -> appCallback.failed(cause))) {
                return;
            }
            appCallback.failed(cause);
        });
    }
}
