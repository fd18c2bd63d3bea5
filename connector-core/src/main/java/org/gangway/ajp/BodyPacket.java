package org.gangway.ajp;

import java.nio.ByteBuffer;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;

/**
 * The payload of one packet of a request body, as it comes in.
 *
 * <pre>
 *   count (2) | data | tail          data                   the same from lighttpd
 * </pre>
 *
 * <p>An instance serves one packet after the other.
 */
final class BodyPacket {
    static final int COUNT_LENGTH = 2;

    /** Where in the payload the input is. */
    private enum State {
        /** In no packet. */
        NONE,
        /** In the count. */
        COUNT,
        /** In the data. */
        DATA,
        /** Behind the data. */
        TAIL,
        /** Where nothing makes sense any more. */
        BAD
    }

    private final Dialogue dialogue;
    private final BodyFraming body;
    private final AjpParser.Listener listener;
    private final AjpInteger number = new AjpInteger();
    private final BodyPacketTrailer tail = new BodyPacketTrailer();
    private State state = State.NONE;
    /** How many bytes are still to come, without the tail; in no packet 0. */
    private int left;

    BodyPacket(Dialogue dialogue, AjpParser.Listener listener) {
        this.dialogue = dialogue;
        this.body = dialogue.body();
        this.listener = listener;
    }

    /** Whether the input is within a packet. */
    boolean isOpen() {
        return state != State.NONE;
    }

    boolean isBad() {
        return state == State.BAD;
    }

    /** Whether it isn't known yet where the data begins. */
    boolean isBeforeData() {
        return state == State.COUNT;
    }

    /** How many bytes are still to come, without the tail. */
    int left() {
        return left;
    }

    /** Gives a packet up; returns how many bytes of it are still to come. */
    int drop() {
        int dropped = left + tail.left() - number.cursor();
        left = 0;
        number.drop();
        tail.expect(0, false);
        state = State.NONE;
        return dropped;
    }

    /**
     * Begins behind the header of a packet. An empty one ends the body.
     *
     * @throws GatewayException if it can't be a packet of this body; the packet is bad then
     */
    void begin(int length) {
        left = length;
        if (length == 0) {
            endOfBody();
        } else if (body.isRaw() || (length < COUNT_LENGTH && body.mayBeRaw(length))) {
            raw();
        } else if (length < COUNT_LENGTH) {
            throw bad("a body packet has no room for its count");
        } else {
            state = State.COUNT;
        }
    }

    /**
     * Takes what is there of the packet, or some of it.
     *
     * @throws GatewayException if it can't be a packet of this body; the packet is bad then
     */
    void take(ByteBuffer buffer) {
        switch (state) {
            case COUNT -> count(buffer);
            case DATA -> data(buffer);
            case TAIL -> tail(buffer);
            case NONE, BAD -> throw new IllegalStateException();
        }
    }

    private void count(ByteBuffer buffer) {
        if (!number.collect(buffer, COUNT_LENGTH)) {
            return;
        }
        int rest = left - COUNT_LENGTH;
        int count = number.value() & 0xFFFF;
        boolean mayBeRaw = body.mayBeRaw(left);
        if (count == rest || (!mayBeRaw && BodyPacketTrailer.isLength(rest - count))) {
            standard(count, rest - count);
            return;
        }
        if (!mayBeRaw) {
            throw bad("a body packet of " + left + " bytes has a count of " + count
                    + "; if the web server is lighttpd, set bodyPackets to raw");
        }
        raw();
        // They were no count. The listener may keep what it gets, so it gets a buffer of its own.
        data(ByteBuffer.wrap(new byte[] {(byte) (count >> 8), (byte) count}));
    }

    private void standard(int count, int tailLength) {
        body.recognise(BodyPackets.STANDARD);
        body.expect(count);
        left = count;
        tail.expect(tailLength, count == 0);
        state = count > 0 ? State.DATA : State.TAIL;
        if (count == 0 && tailLength == 0) {
            end();
        }
    }

    private void raw() {
        body.recognise(BodyPackets.RAW);
        if (body.isTooMuch(left)) {
            throw bad("a body packet of " + left + " bytes where the body has only " + body.missing() + " more");
        }
        tail.expect(0, false);
        state = State.DATA;
    }

    private void data(ByteBuffer buffer) {
        int limit = buffer.limit();
        int length = Math.min(left, limit - buffer.position());
        int end = buffer.position() + length;
        left -= length;
        body.look(buffer.get(buffer.position()));
        body.take(length);
        boolean whole = left == 0 && tail.left() == 0;
        if (whole) {
            state = State.NONE;
            dialogue.packetEnds();
        } else if (left == 0) {
            state = State.TAIL;
        }
        buffer.limit(end);
        try {
            listener.onBody(buffer);
        } finally {
            buffer.limit(limit);
            buffer.position(end);
        }
        if (whole && dialogue.turn() == RequestTurn.RESPONSE) {
            listener.onBodyEnd(0);
        }
    }

    private void tail(ByteBuffer buffer) {
        if (!tail.take(buffer)) {
            throw bad("a body packet is longer than its count says");
        } else if (tail.left() == 0) {
            end();
        }
    }

    private void end() {
        state = State.NONE;
        if (tail.isOfEnd() || body.isComplete()) {
            endOfBody();
        } else {
            dialogue.packetEnds();
        }
    }

    private void endOfBody() {
        dialogue.bodyEnds();
        listener.onBodyEnd(body.missing());
    }

    private GatewayException bad(String reason) {
        state = State.BAD;
        return new GatewayException(400, reason, Disposition.CLOSE_AFTER_RESPONSE);
    }
}
