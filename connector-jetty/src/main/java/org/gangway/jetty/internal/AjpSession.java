package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import org.eclipse.jetty.util.thread.AutoLock;
import org.gangway.ajp.AjpEncoder;
import org.gangway.ajp.AjpParser;
import org.gangway.ajp.ForwardRequest;
import org.gangway.jetty.settings.AjpSettings;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * AJP13 on one connection: one request after the other, and for the body of each a dialogue, in which every packet but
 * the first is asked for.
 *
 * <p>The next packets are asked for when the application takes the last bytes that are here: they are under way while
 * these are used. An application that doesn't read is sent no more than the packet that comes unasked; one that reads on
 * has more and more under way at a time, where it is certain that as many will come ({@link AjpParser#mayAskForBody}).
 */
final class AjpSession implements Session, AjpParser.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(AjpSession.class);

    /** How many packets of a body are asked for at once. */
    private static final int MOST_ASKED = 8;
    /** Bytes of CPONG that wait for the peer to read; whoever asks for more doesn't read any. */
    private static final int MOST_PONG_BYTES = 64 * 1024;

    private final AjpSettings settings;
    private final AjpSessions sessions;
    private final GatewayConnection connection;
    private final AjpParser parser;
    /** Made for the first. */
    @GuardedBy("connection")
    private WaitingAnswers pongs;

    /** The request whose FORWARD_REQUEST is coming in, or null. */
    @GuardedBy("connection")
    private AjpHead coming;

    /** The request that is being served until its answer is out, or null. */
    @GuardedBy("connection")
    private AjpHead active;

    /** Whether the connection serves another request; written under the lock of the connection, read by anybody. */
    private volatile boolean keepConnection = true;

    /** Whether the input made no sense; what follows is dropped. */
    @GuardedBy("connection")
    private boolean bad;

    /** Whether the connection is about to be closed, whatever comes. */
    @GuardedBy("connection")
    private boolean leaving;

    AjpSession(AjpSettings settings, AjpSessions sessions, GatewayConnection connection) {
        this.settings = settings;
        this.sessions = sessions;
        this.connection = connection;
        this.parser = new AjpParser(settings.getRequestLimits(), settings.getBodyPackets(), this::onRequestBegin, this);
    }

    private boolean isLocked() {
        return connection.lock().isHeldByCurrentThread();
    }

    /** The request that the web server may still send something for, or null. */
    private AjpHead open() {
        return active == null || active.exchange().isEnded() ? null : active;
    }

    /** CPING is answered also where no thread is free for a request (mod_jk takes silence for death). */
    @Override
    public boolean answersAtOnce() {
        return true;
    }

    @Override
    public void parse(ByteBuffer input) {
        assert isLocked();
        if (bad) {
            input.position(input.limit());
            return;
        }
        try {
            parser.parse(input);
        } catch (GatewayException x) {
            keepConnection = false;
            if (x.disposition() == Disposition.CLOSE_NOW) {
                throw x;
            }
            input.position(input.limit());
            onBad(x);
        }
        if (!bad && parser.isHeldBad()) {
            input.position(input.limit());
            onBad(new GatewayException(400, "what follows a request is no packet", Disposition.CLOSE_AFTER_RESPONSE));
        }
    }

    /** Framing is lost, but there is a request that can be told. */
    private void onBad(GatewayException cause) {
        bad = true;
        keepConnection = false;
        AjpHead head = open();
        if (head == null && !connection.isBusy()) {
            begin().exchange().refuse(cause);
            return;
        }
        connection.inform(cause.getMessage());
        if (head != null) {
            fail(head, new IncompleteBody("the request body makes no sense: " + cause.getMessage()));
        }
    }

    private static void fail(AjpHead head, Throwable cause) {
        head.exchange().body().fail(cause);
        head.exchange().tellOfInput();
    }

    /** A request begins to come in; an idle connection has none. */
    private ForwardRequest onRequestBegin() {
        coming = sessions.idle().acquire();
        return coming.forwarded();
    }

    /** Nobody will hear of the request that is coming in. */
    private void forgetComing() {
        if (coming != null) {
            parser.endRequest();
            sessions.idle().release(coming);
            coming = null;
        }
    }

    private AjpHead begin() {
        AjpHead head = coming == null ? sessions.idle().acquire() : coming;
        coming = null;
        active = head;
        keepConnection &= !connection.isSurplus();
        head.begin(this, connection);
        return head;
    }

    @Override
    public void onForwardRequest(ForwardRequest request) {
        if (leaving) {
            forgetComing();
            return;
        }
        AjpHead head = begin();
        try {
            if (connection.isSurplus()) {
                throw connection.surplusRefusal();
            }
            head.forward();
        } catch (GatewayException x) {
            keepConnection &= x.disposition() != Disposition.CLOSE_AFTER_RESPONSE;
            head.exchange().refuse(x);
        }
    }

    @Override
    public void onBody(ByteBuffer content) {
        AjpHead head = open();
        int length = content.remaining();
        if (head != null
                && head.exchange().body().add(content, connection.pump().buffer())) {
            head.exchange().tellOfInput();
        } else {
            connection.drain(length);
        }
    }

    @Override
    public void onBodyEnd(long missing) {
        AjpHead head = open();
        if (head == null) {
            return;
        }
        if (missing > 0) {
            fail(head, new IncompleteBody("the request body ends " + missing + " bytes early"));
        } else {
            head.exchange().body().end();
            head.exchange().tellOfInput();
        }
    }

    @Override
    public void onCPing() {
        if (connection.connector().isShutdown()) {
            // A load balancer that asks first must not send another request.
            leave();
            return;
        }
        ByteBuffer packet = ByteBuffer.allocate(AjpEncoder.CPONG_REPLY_LENGTH);
        AjpEncoder.cpongReply(packet);
        if (pongs == null) {
            pongs = new WaitingAnswers(connection, MOST_PONG_BYTES, "answers to CPING that the peer does not read");
        }
        pongs.add(packet.flip());
    }

    @Override
    public void onShutdown() {
        LOG.debug(
                "{} {}: SHUTDOWN, which is not obeyed; closing the connection",
                settings.getProtocol(),
                connection.peer());
        leave();
    }

    private void leave() {
        leaving = true;
        keepConnection = false;
        if (!connection.isBusy()) {
            connection.pump().afterwards(() -> connection.close(null));
        }
    }

    /** Asks for more of the body where the application wants some and none is here. */
    @Override
    public Runnable onInputWanted() {
        assert isLocked();
        AjpHead head = open();
        if (head == null || head.exchange().body().isComplete() || !parser.mayAskForBody()) {
            return null;
        }
        boolean held = parser.isHeld();
        ByteBuffer packets = ByteBuffer.allocate(MOST_ASKED * AjpEncoder.GET_BODY_CHUNK_LENGTH);
        do {
            AjpEncoder.getBodyChunk(packets, parser.askForBody(settings.getPacketSize()));
        } while (parser.mayAskForBody() && packets.hasRemaining());
        // In line before whatever else this request sends; after END_RESPONSE it would be an error.
        if (!connection.output().add(new Packet(packets.flip()))) {
            return () -> connection.close(null);
        }
        return held ? this::askAndParseAgain : connection.output()::flush;
    }

    private void askAndParseAgain() {
        connection.output().flush();
        connection.pump().parseAgain();
    }

    /** The last part of a response is about to be sent: decides whether the connection can serve another request. */
    void decideReuse() {
        try (AutoLock ignored = connection.lock().lock()) {
            keepConnection &=
                    !bad && parser.isReusable() && !connection.connector().isShutdown();
        }
    }

    /** Whether the connection serves another request after this one, as far as it is known now. Takes no lock. */
    boolean isReusable() {
        return keepConnection;
    }

    @Override
    public boolean isInputWelcome() {
        assert isLocked();
        if (leaving || parser.isHeld()) {
            return false;
        }
        AjpHead head = open();
        if (head == null) {
            return true;
        }
        RequestBody body = head.exchange().body();
        return body.isComplete() ? keepConnection : body.isDemanded();
    }

    @Override
    public boolean isHeadIncomplete() {
        assert isLocked();
        return active == null && !parser.isIdle() && !parser.isBodyLate();
    }

    @Override
    public boolean onHeadTimeout(GatewayException timeout) {
        assert isLocked();
        if (!isHeadIncomplete()) {
            return false;
        }
        keepConnection = false;
        if (parser.isInRequest()) {
            bad = true;
            begin().exchange().refuse(timeout);
        }
        return true;
    }

    @Override
    public void onInputEnd(Throwable cause) {
        assert isLocked();
        keepConnection = false;
        forgetComing();
        AjpHead head = open();
        if (head != null && !head.exchange().body().isComplete()) {
            fail(head, cause);
        }
    }

    /**
     * Nobody takes this for the end of a response. mod_jk would repeat the request, a POST too, if it weren't asked for
     * more of its body; and its load balancer would take a worker out of service that closes between two packets.
     * mod_proxy_ajp gives up at once where it is asked for more than there is.
     */
    @Override
    public void giveUp(Exchange exchange, Throwable cause, Runnable whenOut) {
        if (!settings.isCloseOnFailedResponse()) {
            ByteBuffer end = exchange.endBytes(false);
            keepConnection = false;
            if (end == null) {
                connection.close(cause);
                whenOut.run();
            } else {
                connection.output().send(new Packet(end, whenOut, whenOut));
            }
            return;
        }
        LOG.debug("response to request {} failed half-way", exchange.getId(), cause);
        try (AutoLock ignored = connection.lock().lock()) {
            keepConnection = false;
            leaving = true;
        }
        ByteBuffer packets = ByteBuffer.allocate(AjpEncoder.GET_BODY_CHUNK_LENGTH + AjpEncoder.HEADER_LENGTH);
        AjpEncoder.getBodyChunk(packets, 1);
        AjpEncoder.cutOff(packets);
        connection.output().send(new Packet(packets.flip(), whenOut, whenOut));
    }

    @Override
    public Next onDone(Exchange exchange) {
        assert isLocked();
        active = null;
        boolean complete = !bad && !leaving && !parser.isBodyDue() && !parser.isHeld();
        // The parser lets go of the request, which serves another one from here on.
        parser.endRequest();
        keepConnection &= !connection.connector().isShutdown();
        return keepConnection ? Next.KEEP : complete ? Next.CLOSE : Next.LINGER;
    }

    @Override
    public void release(Exchange exchange, boolean reusable) {
        if (reusable) {
            AjpHead head = (AjpHead) exchange.head();
            head.recycle();
            sessions.idle().release(head);
        } else {
            exchange.discard();
        }
    }
}
