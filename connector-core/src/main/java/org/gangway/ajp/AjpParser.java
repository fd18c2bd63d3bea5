package org.gangway.ajp;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Supplier;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.RequestLimits;

/**
 * Takes an AJP13 connection apart into packets and tells a {@link Listener}.
 *
 * <pre>
 *   0        1        2        3        4
 *  +--------+--------+--------+--------+--------+---------------
 *  |  0x12  |  0x34  |     length      |  type  | ...
 *  +--------+--------+--------+--------+--------+---------------
 *                                      |      count      | data     a packet of a request body
 *                                      | data                       the same from lighttpd
 * </pre>
 *
 * <p>What a packet is depends on what was asked for, so the parser keeps the dialogue: one request at a time, its first
 * body packet unasked if there is a Content-Length, each further one after {@link #askForBody}, several of which may be
 * under way. A packet that isn't due stays in the input until the dialogue has come so far ({@link #isHeld}); nothing of
 * a body is ever taken for a request (rule R-5).
 *
 * <p>Input may be cut anywhere. A FORWARD_REQUEST is collected, up to 64 KiB; bodies are passed on in the caller's own
 * buffer and without copying. In the steady state nothing is allocated. Between two requests a parser holds only a few
 * numbers: what a request is collected in is borrowed. Not thread-safe.
 */
public final class AjpParser {
    private static final int MAGIC = 0x1234;

    /** Where in a packet the input is. */
    private enum State {
        /** In the 4 bytes before the payload. */
        HEADER,
        /** Behind the header of a packet that isn't due. */
        HELD,
        /** Before the type. */
        TYPE,
        /** In the payload of a FORWARD_REQUEST. */
        MESSAGE,
        /** In the payload of a body packet. */
        BODY,
        /** In a payload that nobody wants. */
        SKIPPED,
        /** Behind a SHUTDOWN: everything is dropped. */
        SHUT_DOWN,
        /** Where nothing makes sense any more. */
        BAD
    }

    /** Learns of the packets. No method may keep the buffer that it is given, nor move its limit. */
    public interface Listener {
        /**
         * FORWARD_REQUEST. {@link AjpRequest#map} makes sense of it.
         *
         * @param request the request, which the parser has borrowed; valid until {@link AjpParser#endRequest()}
         */
        void onForwardRequest(ForwardRequest request);

        /**
         * A part of the body, cut anywhere.
         *
         * @param content the bytes from position to limit, at least one; those left over are dropped
         */
        void onBody(ByteBuffer content);

        /**
         * The end of the body. It comes once for each request that has one ({@link AjpRequest#bodyLength()}).
         *
         * @param missing how many bytes the body lacks because its client went away; 0 for a complete body
         */
        void onBodyEnd(long missing);

        /** CPING, which wants {@link AjpEncoder#cpongReply} at once, also where no thread is free for a request. */
        void onCPing();

        /** SHUTDOWN, which is never obeyed: the connection is to be closed. The parser drops what follows. */
        void onShutdown();
    }

    private final RequestLimits limits;
    private final Listener listener;
    private final Supplier<ForwardRequest> requests;
    private final Dialogue dialogue;
    private final BodyPacket packet;
    /** The request from its first byte until its end, or null. */
    private ForwardRequest request;

    private State state = State.HEADER;
    /** How many bytes of the payload are still to come, except of a body packet's. */
    private int left;

    private final AjpInteger number = new AjpInteger();

    /**
     * A parser with a request of its own.
     *
     * @param limits the limits of a request
     * @param bodyPackets how body packets are framed
     * @param listener learns of the packets, on the thread that calls {@link #parse}
     */
    public AjpParser(RequestLimits limits, BodyPackets bodyPackets, Listener listener) {
        this(limits, bodyPackets, new ForwardRequest(limits), listener);
    }

    private AjpParser(RequestLimits limits, BodyPackets bodyPackets, ForwardRequest own, Listener listener) {
        this(limits, bodyPackets, () -> own, listener);
    }

    /**
     * A parser that borrows each request.
     *
     * @param limits the limits of a request
     * @param bodyPackets how body packets are framed
     * @param requests asked for a request when the first byte of a FORWARD_REQUEST is here. It is the parser's until
     *     {@link #endRequest()}, also if the FORWARD_REQUEST turns out to be malformed or never comes to its end
     * @param listener learns of the packets, on the thread that calls {@link #parse}
     */
    public AjpParser(
            RequestLimits limits, BodyPackets bodyPackets, Supplier<ForwardRequest> requests, Listener listener) {
        this.limits = limits;
        this.requests = Objects.requireNonNull(requests, "requests");
        this.listener = Objects.requireNonNull(listener, "listener");
        this.dialogue = new Dialogue(bodyPackets);
        this.packet = new BodyPacket(dialogue, listener);
    }

    /** {@return whether no request is active and the input so far ends between two packets} */
    public boolean isIdle() {
        return dialogue.turn() == RequestTurn.REQUEST && state == State.HEADER && number.cursor() == 0;
    }

    /**
     * {@return whether the input stands behind the header of a packet that isn't due} That is the next request while one
     * is active, or lighttpd's next body packet. {@link #parse} leaves what follows in the buffer then, until
     * {@link #askForBody} or {@link #endRequest}.
     */
    public boolean isHeld() {
        return state == State.HELD && !dialogue.turn().maySend();
    }

    /**
     * {@return whether what {@linkplain #isHeld is held} is no packet} {@link #parse} would say so as soon as it were due,
     * but the active request is certain to be the last one already.
     */
    public boolean isHeldBad() {
        return isHeld() && number.value() >>> 16 != MAGIC;
    }

    /** {@return whether a packet of the active request's body is to come without being asked for (again)} */
    public boolean isBodyDue() {
        return dialogue.isBodyDue();
    }

    /** {@return whether a packet of the body of a request that is over is still to come} */
    public boolean isBodyLate() {
        return dialogue.turn() == RequestTurn.LATE_BODY_PACKET;
    }

    /** {@return whether the input so far ends within a FORWARD_REQUEST} */
    public boolean isInRequest() {
        return state == State.MESSAGE;
    }

    /**
     * {@return whether to {@linkplain #askForBody ask} for more of the active request's body, which is certain to come
     * then} That may be while packets are under way, if there must be more behind them.
     */
    public boolean mayAskForBody() {
        return dialogue.mayAsk(packet);
    }

    /**
     * Notes that GET_BODY_CHUNK is about to be sent.
     *
     * @param packetSize the greatest packet in bytes, as agreed with the web server
     * @return how many bytes to ask for with {@link AjpEncoder#getBodyChunk}: 6 less than a packet has, or the rest of
     *     the body. mod_proxy_ajp sends more in spite of it. lighttpd, which sends several packets for it, is asked for
     *     up to 40940
     * @throws IllegalStateException if nothing may be asked for: {@link #mayAskForBody} is false
     */
    public int askForBody(int packetSize) {
        if (!mayAskForBody()) {
            throw new IllegalStateException("GET_BODY_CHUNK when it is the turn of " + dialogue.turn());
        }
        return dialogue.ask(packet, packetSize - AjpEncoder.HEADER_LENGTH - BodyPacket.COUNT_LENGTH);
    }

    /**
     * Whether the connection can serve another request after this one, as END_RESPONSE is to say. It can't after
     * lighttpd's body packets, of which more may come than were asked for, nor after an incomplete body where it isn't
     * sure that they come from another web server.
     *
     * @return true also if no request is active
     */
    public boolean isReusable() {
        return state != State.BAD && state != State.SHUT_DOWN && dialogue.isReusable();
    }

    /**
     * Ends the active request, when END_RESPONSE is sent. What is left of a body packet, and those that are due, will
     * be dropped. A FORWARD_REQUEST that isn't here in full is given up: the parser takes nothing more then.
     */
    public void endRequest() {
        if (request != null) {
            request.clear();
            request = null;
        }
        if (state == State.MESSAGE) {
            state = State.BAD;
        }
        if (state == State.BODY) {
            left = packet.drop();
            skip();
        }
        dialogue.end();
    }

    /**
     * Takes all bytes from position to limit, or as many as are due.
     *
     * @param buffer the input; only where {@link #isHeld} is true afterwards something may be left in it. After
     *     {@link #askForBody} and {@link #endRequest} it is to be called again if it was, also with an empty buffer
     * @throws GatewayException with {@link Disposition#CLOSE_NOW} if the input is not AJP13, with
     *     {@link Disposition#CLOSE_AFTER_RESPONSE} if a request is malformed or its body is; the parser takes nothing
     *     more then. Exceptions of the listener pass through and leave the parser in good order
     */
    public void parse(ByteBuffer buffer) {
        if (state == State.HELD && dialogue.turn().maySend()) {
            state = State.HEADER;
            header();
        }
        while (buffer.hasRemaining() && state != State.HELD) {
            switch (state) {
                case HEADER -> {
                    if (number.collect(buffer, AjpEncoder.HEADER_LENGTH)) {
                        header();
                    }
                }
                case TYPE -> type(buffer);
                case MESSAGE -> message(buffer);
                case BODY -> body(buffer);
                case SKIPPED -> skipped(buffer);
                case SHUT_DOWN -> buffer.position(buffer.limit());
                case HELD -> throw new IllegalStateException();
                case BAD -> throw bad("more input after a protocol error", Disposition.CLOSE_NOW);
            }
        }
    }

    private void header() {
        int collected = number.value();
        boolean empty = collected == MAGIC << 16;
        RequestTurn turn = dialogue.turn();
        if (!turn.maySend()) {
            // lighttpd sends an empty packet after a request without a body, while it is being handled.
            if (!empty || turn == RequestTurn.ASK) {
                state = State.HELD;
            }
            return;
        }
        if (collected >>> 16 != MAGIC) {
            throw bad(
                    "a packet begins with " + Integer.toHexString(collected >>> 16) + " where 1234 was expected",
                    turn == RequestTurn.BODY_PACKET ? Disposition.CLOSE_AFTER_RESPONSE : Disposition.CLOSE_NOW);
        }
        left = collected & 0xFFFF;
        switch (turn) {
            case REQUEST -> state = empty ? State.HEADER : State.TYPE;
            case BODY_PACKET -> {
                dialogue.arrives(left);
                bodyPacket();
            }
            case LATE_BODY_PACKET -> {
                dialogue.arrives(left);
                skip();
            }
            case ASK, RESPONSE -> throw new IllegalStateException();
        }
    }

    private void type(ByteBuffer buffer) {
        int code = buffer.get() & 0xFF;
        left--;
        PacketType type = PacketType.of(code);
        if (type == null) {
            throw bad("packet type " + code + " is none", Disposition.CLOSE_NOW);
        }
        switch (type) {
            case FORWARD_REQUEST -> {
                int length = left + 1;
                if (length > limits.getMaxVariablesBytes()) {
                    state = State.BAD;
                    throw new GatewayException(
                            431,
                            "FORWARD_REQUEST of " + length + " bytes, more than " + limits.getMaxVariablesBytes()
                                    + "; raise maxVariablesBytes",
                            Disposition.CLOSE_AFTER_RESPONSE);
                }
                request = requests.get();
                request.begin(code);
                state = State.MESSAGE;
                if (left == 0) {
                    forwardRequest();
                }
            }
            case CPING -> {
                skip();
                listener.onCPing();
            }
            case PING -> skip();
            case SHUTDOWN -> {
                state = State.SHUT_DOWN;
                listener.onShutdown();
            }
            // A container sends these.
            case SEND_BODY_CHUNK, SEND_HEADERS, END_RESPONSE, GET_BODY_CHUNK, CPONG_REPLY ->
                throw bad(type + " from a web server", Disposition.CLOSE_NOW);
        }
    }

    private void message(ByteBuffer buffer) {
        int length = Math.min(left, buffer.remaining());
        request.append(buffer, length, left);
        left -= length;
        if (left == 0) {
            forwardRequest();
        }
    }

    private void forwardRequest() {
        state = State.BAD;
        request.read();
        state = State.HEADER;
        dialogue.begin(request);
        listener.onForwardRequest(request);
    }

    private void bodyPacket() {
        int length = left;
        left = 0;
        state = State.BODY;
        try {
            packet.begin(length);
        } finally {
            leaveBody();
        }
    }

    private void body(ByteBuffer buffer) {
        try {
            packet.take(buffer);
        } finally {
            leaveBody();
        }
    }

    /** Goes on behind a body packet, unless more of it is to come or the listener has ended the request. */
    private void leaveBody() {
        if (state == State.BODY && packet.isBad()) {
            state = State.BAD;
        } else if (state == State.BODY && !packet.isOpen()) {
            state = State.HEADER;
        }
    }

    private void skipped(ByteBuffer buffer) {
        int length = Math.min(left, buffer.remaining());
        buffer.position(buffer.position() + length);
        left -= length;
        skip();
    }

    /** Goes to what is left of the payload, or past it. */
    private void skip() {
        state = left > 0 ? State.SKIPPED : State.HEADER;
    }

    private GatewayException bad(String reason, Disposition disposition) {
        state = State.BAD;
        return new GatewayException(400, reason, disposition);
    }
}
