package org.gangway.jetty.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.thread.AutoLock;
import org.gangway.jetty.internal.RespondingStream.Phase;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.scgi.ScgiParser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An SCGI connection: one request, one response, and the close that ends it.
 *
 * <p>Nothing is read once the request is complete: a web server may shut down its side then, and still waits for the
 * response.
 */
public final class ScgiConnection extends GatewayConnection implements ScgiParser.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ScgiConnection.class);

    private static final long WHATEVER_COMES = Long.MAX_VALUE;

    private final ScgiSettings settings;
    private final ScgiStreams.OfConnector streams;
    private final ScgiParser parser;
    private List<ScgiStream> active = List.of();
    private boolean chunked;
    private long announced;
    private boolean surplusInput;
    private boolean unfinished;
    private volatile boolean bodySent;

    /**
     * @param settings the settings
     * @param connector where the connection was accepted
     * @param endPoint the transport
     * @param streams the connector's streams
     */
    public ScgiConnection(
            ScgiSettings settings, Connector connector, EndPoint endPoint, ScgiStreams.OfConnector streams) {
        super(settings, connector, endPoint, streams, 1);
        this.settings = settings;
        this.streams = streams;
        this.parser = new ScgiParser(settings.getRequestLimits(), this);
    }

    @Override
    List<ScgiStream> activeStreams() {
        return active;
    }

    private ScgiStream stream() {
        return active.isEmpty() ? null : active.get(0);
    }

    @Override
    boolean isBusy() {
        return unfinished;
    }

    @Override
    boolean hasServed() {
        // There is no second request to be waited for.
        return false;
    }

    @Override
    void parse(ByteBuffer buffer) {
        if (parser.isIdle() && getMessagesIn() == 0) {
            begin();
        }
        try {
            parser.parse(buffer);
        } catch (GatewayException x) {
            ScgiStream stream = stream();
            if (x.disposition() == Disposition.CLOSE_NOW || stream == null) {
                throw x;
            }
            stream.refuse(x);
            parser.parse(buffer);
        }
    }

    private void begin() {
        requestBegun();
        ScgiStream stream = streams.acquire();
        active = List.of(stream);
        unfinished = true;
        stream.beginResponse(this);
    }

    /** Whether the request is neither known nor refused, which happens to one whose head takes too long. */
    private boolean isHeadAwaited() {
        ScgiStream stream = stream();
        return stream != null && stream.phase() == Phase.HEAD;
    }

    @Override
    public void onHeaders(ByteBuffer part) {
        if (isHeadAwaited()) {
            stream().addHeaders(part);
        } else {
            drain(part.remaining());
        }
    }

    @Override
    public long onHeadersEnd() {
        if (!isHeadAwaited()) {
            return WHATEVER_COMES;
        }
        if (isSurplus()) {
            throw surplusRefusal();
        }
        ScgiStream stream = stream();
        long length = stream.endHeaders();
        if (!stream.isVersioned() && streams.isFirstUnversioned()) {
            LOG.warn(
                    "{} {}: the header SCGI is missing; send SCGI=1, as nginx does with \"include scgi_params;\"",
                    settings.getProtocol(),
                    peer());
        }
        chunked = stream.isChunked();
        announced = length;
        ready(stream);
        return length;
    }

    @Override
    public void onBody(ByteBuffer part) {
        ScgiStream stream = stream();
        int length = part.remaining();
        if (stream != null && stream.input.add(part, inputBuffer())) {
            stream.notifyDemand();
        } else {
            drain(length);
        }
    }

    @Override
    public void onBodyEnd() {
        bodySent = true;
    }

    /** nginx without request buffering, and Cherokee, announce too little of a body that their client sends in chunks. */
    @Override
    public void onSurplus(int bytes) {
        if (chunked && !surplusInput) {
            LOG.warn(
                    "{} {}: a chunked body goes on behind the {} bytes of CONTENT_LENGTH, and the application doesn't get"
                            + " the rest; in nginx, remove \"scgi_request_buffering off;\"",
                    settings.getProtocol(),
                    peer(),
                    announced);
        }
        surplusInput = true;
        drain(bytes);
    }

    /** Whether no part of the body is on its way any more. */
    boolean isBodySent() {
        return bodySent;
    }

    @Override
    boolean isInputWelcome() {
        ScgiStream stream = stream();
        if (stream == null || stream.phase() != Phase.BODY) {
            return true;
        }
        return !parser.isComplete() && stream.input.isDemanded();
    }

    @Override
    boolean isHeadIncomplete() {
        return isHeadAwaited();
    }

    @Override
    boolean isHeadTooOld() {
        return isHeadIncomplete() && stream().age() >= settings.getHeadTimeout();
    }

    @Override
    void onHeadTimeout(GatewayException timeout) {
        stream().refuse(timeout);
    }

    @Override
    void onInputShutdown(Throwable cause) {
        ScgiStream stream = stream();
        if (stream == null) {
            return;
        }
        if (stream.phase() == Phase.HEAD) {
            LOG.debug("{} {}: gone in the headers of the request", settings.getProtocol(), peer());
            active = List.of();
            unfinished = false;
            stream.recycleUnused();
            streams.release(stream);
        } else if (!stream.input.isComplete()) {
            stream.input.fail(new EofException("the web server closed the connection in the request body"));
            stream.notifyDemand();
        }
    }

    /** The last part of the response is about to be written: what still comes is dropped. */
    void ended() {
        try (AutoLock ignored = lock.lock()) {
            active = List.of();
        }
    }

    /** The request is done with. */
    void completed(ScgiStream stream, boolean reusable) {
        boolean inputComplete;
        try (AutoLock ignored = lock.lock()) {
            if (!stream.complete()) {
                return;
            }
            requestCompleted();
            active = List.of();
            unfinished = false;
            inputComplete = parser.isComplete() && !surplusInput && !chunked;
            reusable &= stream.isUnpinned();
        }
        if (reusable) {
            stream.recycle();
            streams.release(stream);
        }
        finish(inputComplete);
    }

    /** A close would look like the end of the response; a reset can't. There is none on a Unix socket. */
    @Override
    void giveUp(Throwable cause) {
        if (getEndPoint().getTransport() instanceof SocketChannel channel) {
            try {
                if (channel.getRemoteAddress() instanceof InetSocketAddress) {
                    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                }
            } catch (IOException x) {
                LOG.debug("{} {}: no reset", settings.getProtocol(), peer(), x);
            }
        }
        super.giveUp(cause);
    }

    @Override
    public void onClose(Throwable cause) {
        try (AutoLock ignored = lock.lock()) {
            if (isHeadIncomplete()) {
                active = List.of();
            }
        }
        super.onClose(cause);
    }
}
