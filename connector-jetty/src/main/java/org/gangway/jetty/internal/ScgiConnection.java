package org.gangway.jetty.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
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
    /** How long in milliseconds a body is waited for that its client announced and the web server didn't. */
    private static final long WITHHELD_TIMEOUT = 2_000;

    private final ScgiSettings settings;
    private final ScgiStreams.OfConnector streams;
    private final ScgiParser parser;
    private List<ScgiStream> active = List.of();
    private boolean chunked;
    private long announced;
    private boolean surplusInput;
    /** Whether the request is complete as far as the web server says, and its client said that there is more. */
    private boolean withheld;
    /** Whether the request is served, or somebody waits until no more can come of it. */
    private boolean started;

    private boolean timed;
    private boolean bodyBegun;
    /** Whether more came than anybody would read. */
    private boolean flooded;

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
        if (flooded) {
            buffer.position(buffer.limit());
            return;
        }
        try {
            parser.parse(buffer);
        } catch (GatewayException x) {
            if (x.disposition() == Disposition.CLOSE_NOW && unfinished && !isHeadAwaited()) {
                LOG.info("{} {}: {}", settings.getProtocol(), peer(), x.getMessage());
                flooded = true;
                buffer.position(buffer.limit());
                return;
            }
            ScgiStream stream = stream();
            if (x.disposition() == Disposition.CLOSE_NOW || stream == null) {
                throw x;
            }
            stream.refuse(x);
            parser.parse(buffer);
        }
        startWithheld();
    }

    /** What came along with the headers tells whether the request can be served. */
    private void startWithheld() {
        if (withheld && !started) {
            started = true;
            if (surplusInput) {
                stream().refuse(stream().announcesTooLittle());
            } else {
                ready(stream());
            }
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
        withheld = stream.isWithheld();
        if (!withheld) {
            ready(stream);
        }
        return length;
    }

    @Override
    public void onBody(ByteBuffer part) {
        ScgiStream stream = stream();
        int length = part.remaining();
        if (!bodyBegun) {
            bodyBegun = true;
            if (stream != null && stream.phase() == Phase.BODY && stream.isInflated(part.get(part.position()))) {
                fail(
                        stream,
                        "the body isn't gzip, as HTTP_CONTENT_ENCODING says, so that CONTENT_LENGTH is another's; in"
                                + " Apache, remove \"SetInputFilter DEFLATE\" or use mod_proxy_fcgi");
            }
        }
        if (stream != null && stream.input.add(part, inputBuffer())) {
            stream.notifyDemand();
        } else {
            drain(length);
        }
    }

    private void fail(ScgiStream stream, String reason) {
        LOG.info("{} {}: request {} gets 400: {}", settings.getProtocol(), peer(), stream.getId(), reason);
        stream.input.fail(new IncompleteBody(reason));
        stream.notifyDemand();
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
        if (withheld && started && !surplusInput && stream() != null) {
            fail(stream(), stream().announcesTooLittle().getMessage());
        }
        surplusInput = true;
        drain(bytes);
    }

    /** An application reads a body that may never come. */
    @Override
    Runnable moreInput() {
        ScgiStream stream = stream();
        if (withheld && !timed && stream != null && !stream.input.isComplete()) {
            timed = true;
            connector().getScheduler().schedule(this::endWithheld, WITHHELD_TIMEOUT, TimeUnit.MILLISECONDS);
        }
        return null;
    }

    private void endWithheld() {
        List<Runnable> woken;
        Runnable task;
        try (AutoLock ignored = lock.lock()) {
            ScgiStream stream = stream();
            if (stream == null) {
                return;
            }
            if (stream.isMainRequest()) {
                // auth_request makes a subrequest, with a URI of its own.
                fail(stream, stream.announcesTooLittle().getMessage());
            } else {
                stream.input.end();
                stream.notifyDemand();
            }
            woken = takeWakes();
            task = takeReady();
        }
        proceed(false, woken, task, true);
    }

    /** Whether no part of the body is on its way any more. */
    boolean isBodySent() {
        return bodySent;
    }

    @Override
    boolean isInputWelcome() {
        ScgiStream stream = stream();
        if (stream == null || stream.phase() != Phase.BODY) {
            return !flooded || stream == null;
        }
        return (!parser.isComplete() || withheld) && stream.input.isDemanded();
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
        } else if (withheld) {
            stream.input.end();
            stream.notifyDemand();
        } else if (!stream.input.isComplete()) {
            stream.input.fail(new IncompleteBody("the web server closed the connection in the request body"));
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
            inputComplete = parser.isComplete() && !surplusInput && !chunked && !withheld;
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
