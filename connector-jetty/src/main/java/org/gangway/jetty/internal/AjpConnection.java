package org.gangway.jetty.internal;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.thread.AutoLock;
import org.gangway.ajp.AjpEncoder;
import org.gangway.ajp.AjpParser;
import org.gangway.ajp.ForwardRequest;
import org.gangway.jetty.internal.RespondingStream.Phase;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An AJP13 connection: one request after the other, and for the body of each a dialogue, in which every packet but the
 * first is asked for.
 *
 * <p>The next packets are asked for when the application takes the last bytes that are here: they are under way while
 * these are used. An application that doesn't read is sent no more than the packet that comes unasked; one that reads on
 * has more and more under way at a time, where it is certain that as many will come ({@link AjpParser#mayAskForBody}).
 */
public final class AjpConnection extends GatewayConnection implements AjpParser.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(AjpConnection.class);

    /** How many packets of a body are asked for at once. */
    private static final int MOST_ASKED = 8;

    private final AjpSettings settings;
    private final AjpStreams.OfConnector streams;
    private final AjpParser parser;
    private final List<AjpStream> active = new ArrayList<>(1);
    private boolean unfinished;
    /** Whether the input made no sense; what follows is dropped. */
    private volatile boolean bad;
    /** Whether the connection is about to be closed. */
    private boolean leaving;

    /**
     * @param settings the settings
     * @param connector where the connection was accepted
     * @param endPoint the transport
     * @param streams the connector's streams
     */
    public AjpConnection(AjpSettings settings, Connector connector, EndPoint endPoint, AjpStreams.OfConnector streams) {
        super(settings, connector, endPoint, streams, 1);
        this.settings = settings;
        this.streams = streams;
        this.parser = new AjpParser(settings.getRequestLimits(), settings.getBodyPackets(), this);
    }

    @Override
    public void onOpen() {
        if (isExposed()) {
            LOG.warn(
                    "{} {}: no secret is set, and others can reach {}; set one (secret) or listen on 127.0.0.1 or a Unix"
                            + " socket; closing",
                    settings.getProtocol(),
                    peer(),
                    getEndPoint().getLocalSocketAddress());
            getEndPoint().close();
            return;
        }
        super.onOpen();
    }

    /** AJP has a user's name and much else believed, so whoever can connect must be known. */
    private boolean isExposed() {
        return !settings.secret().isRequired()
                && getEndPoint().getLocalSocketAddress() instanceof InetSocketAddress address
                && !address.getAddress().isLoopbackAddress();
    }

    @Override
    List<AjpStream> activeStreams() {
        return active;
    }

    private AjpStream stream() {
        return active.isEmpty() ? null : active.get(0);
    }

    @Override
    boolean isBusy() {
        return unfinished;
    }

    /** CPING is answered also where no thread is free for a request (mod_jk takes silence for death). */
    @Override
    boolean isReadWithoutThread() {
        return true;
    }

    @Override
    void parse(ByteBuffer buffer) {
        if (bad) {
            buffer.position(buffer.limit());
            return;
        }
        try {
            parser.parse(buffer);
        } catch (GatewayException x) {
            if (x.disposition() == Disposition.CLOSE_NOW) {
                throw x;
            }
            bad = true;
            buffer.position(buffer.limit());
            onBad(x);
        }
        if (!bad && parser.isHeldBad()) {
            bad = true;
            buffer.position(buffer.limit());
            onBad(new GatewayException(400, "what follows a request is no packet", Disposition.CLOSE_AFTER_RESPONSE));
        }
    }

    /** Framing is lost, but there is a request that can be told. */
    private void onBad(GatewayException cause) {
        AjpStream stream = stream();
        if (stream == null && !unfinished) {
            begin().refuse(cause);
            return;
        }
        LOG.info("{} {}: {}", settings.getProtocol(), peer(), cause.getMessage());
        if (stream != null) {
            stream.closeConnection();
            stream.input.fail(
                    new HttpException.RuntimeException(HttpStatus.BAD_REQUEST_400, "the request body makes no sense"));
            stream.notifyDemand();
        }
    }

    private AjpStream begin() {
        requestBegun();
        AjpStream stream = streams.acquire();
        active.add(stream);
        unfinished = true;
        stream.begin(this, getMessagesIn(), !isSurplus());
        return stream;
    }

    @Override
    public void onForwardRequest(ForwardRequest request) {
        if (leaving) {
            return;
        }
        AjpStream stream = begin();
        try {
            stream.forward(request);
            if (isSurplus()) {
                throw surplusRefusal();
            }
            ready(stream);
        } catch (GatewayException x) {
            stream.refuse(x);
        }
    }

    @Override
    public void onBody(ByteBuffer content) {
        AjpStream stream = stream();
        int length = content.remaining();
        if (stream != null && stream.phase() == Phase.BODY && stream.input.add(content, inputBuffer())) {
            stream.notifyDemand();
        } else {
            drain(length);
        }
    }

    @Override
    public void onBodyEnd(long missing) {
        AjpStream stream = stream();
        if (stream == null || stream.phase() != Phase.BODY) {
            return;
        }
        if (missing > 0) {
            stream.input.fail(new IncompleteBody("the request body ends " + missing + " bytes early"));
        } else {
            stream.input.end();
        }
        stream.notifyDemand();
    }

    @Override
    public void onCPing() {
        if (connector().isShutdown()) {
            // A load balancer that asks first must not send another request.
            leave();
        } else {
            ByteBuffer packet = ByteBuffer.allocate(AjpEncoder.CPONG_REPLY_LENGTH);
            AjpEncoder.cpongReply(packet);
            if (flusher().queue(new AjpPacket(packet.flip()))) {
                ready(flusher()::flush, true);
            } else {
                leave();
            }
        }
    }

    @Override
    public void onShutdown() {
        LOG.debug("{} {}: SHUTDOWN, which is not obeyed; closing the connection", settings.getProtocol(), peer());
        leave();
    }

    private void leave() {
        leaving = true;
        ready(() -> getEndPoint().close(), true);
    }

    /** Asks for more of the body where the application wants some and none is here. */
    @Override
    Runnable moreInput() {
        AjpStream stream = stream();
        if (stream == null || stream.input.isComplete() || !parser.mayAskForBody()) {
            return null;
        }
        boolean held = parser.isHeld();
        ByteBuffer packets = ByteBuffer.allocate(MOST_ASKED * AjpEncoder.GET_BODY_CHUNK_LENGTH);
        do {
            AjpEncoder.getBodyChunk(packets, parser.askForBody(settings.getPacketSize()));
        } while (parser.mayAskForBody() && packets.hasRemaining());
        // In line before whatever else this request sends; after END_RESPONSE it would be an error.
        if (!flusher().queue(new AjpPacket(packets.flip()))) {
            return () -> getEndPoint().close();
        }
        return held ? this::askAndParseAgain : flusher()::flush;
    }

    private void askAndParseAgain() {
        flusher().flush();
        parseAgain();
    }

    /** Whether the input made no sense, so that there is no other request. */
    boolean isBad() {
        return bad;
    }

    /** Whether no packet of the body is on its way. */
    boolean isBodySent() {
        try (AutoLock ignored = lock.lock()) {
            return !parser.isBodyDue();
        }
    }

    /** Whether what comes next can be told from what is left of the active request. */
    boolean isReusable() {
        try (AutoLock ignored = lock.lock()) {
            return !bad && parser.isReusable();
        }
    }

    @Override
    boolean isInputWelcome() {
        if (leaving || parser.isHeld()) {
            return false;
        }
        AjpStream stream = stream();
        if (stream == null) {
            return true;
        }
        return stream.input.isComplete() ? stream.keepConnection() : stream.input.isDemanded();
    }

    @Override
    boolean isHeadIncomplete() {
        return active.isEmpty() && !unfinished && !parser.isIdle() && !parser.isBodyLate();
    }

    @Override
    boolean isHeadTooOld() {
        return isHeadIncomplete();
    }

    @Override
    void onHeadTimeout(GatewayException timeout) {
        if (parser.isInRequest()) {
            bad = true;
            begin().refuse(timeout);
        }
    }

    @Override
    void onInputShutdown(Throwable cause) {
        AjpStream stream = stream();
        if (stream != null && !stream.input.isComplete()) {
            stream.input.fail(new IncompleteBody("the web server closed the connection in the request body"));
            stream.notifyDemand();
        }
    }

    /** END_RESPONSE is about to be written. */
    void ended(AjpStream stream) {
        try (AutoLock ignored = lock.lock()) {
            active.remove(stream);
        }
    }

    /**
     * Nobody takes this for the end of a response. mod_jk would repeat the request, a POST too, if it weren't asked for
     * more of its body; and its load balancer would take a worker out of service that closes between two packets.
     * mod_proxy_ajp gives up at once where it is asked for more than there is.
     */
    @Override
    void giveUp(Throwable cause) {
        try (AutoLock ignored = lock.lock()) {
            leaving = true;
        }
        ByteBuffer packets = ByteBuffer.allocate(AjpEncoder.GET_BODY_CHUNK_LENGTH + AjpEncoder.HEADER_LENGTH);
        AjpEncoder.getBodyChunk(packets, 1);
        AjpEncoder.cutOff(packets);
        flusher().send(new AjpPacket(packets.flip(), () -> finish(false)));
    }

    /** The stream is done with. */
    void completed(AjpStream stream, boolean reusable) {
        boolean close;
        boolean finish;
        boolean inputComplete;
        boolean again;
        try (AutoLock ignored = lock.lock()) {
            if (!stream.complete()) {
                return;
            }
            requestCompleted();
            active.remove(stream);
            unfinished = leaving;
            finish = !leaving && (bad || !stream.keepConnection() || connector().isShutdown());
            close = leaving || finish;
            inputComplete = !bad && !parser.isBodyDue() && !parser.isHeld();
            reusable &= stream.isUnpinned();
            again = !bad && parser.isHeld();
            // From here on the parser may overwrite the request.
            parser.endRequest();
        }
        if (reusable) {
            stream.recycle();
            streams.release(stream);
        }
        if (finish) {
            finish(inputComplete);
        }
        if (again) {
            parseAgain();
        }
        if (!close) {
            released();
        }
    }
}
