package org.gangway.ajp;

/**
 * Whose turn it is on a connection: one request at a time, its first body packet unasked if there is a Content-Length,
 * each further one after GET_BODY_CHUNK, of which several may be under way, and then the response.
 */
final class Dialogue {
    private final BodyFraming body;
    private RequestTurn turn = RequestTurn.REQUEST;

    Dialogue(BodyPackets bodyPackets) {
        body = new BodyFraming(bodyPackets);
    }

    RequestTurn turn() {
        return turn;
    }

    /** How the body of the request comes. */
    BodyFraming body() {
        return body;
    }

    /** A FORWARD_REQUEST is here in full. */
    void begin(ForwardRequest request) {
        body.begin(request);
        turn = RequestTurn.first(request.bodyLength());
    }

    /** Whether a packet of the active request's body is to come without being asked for (again). */
    boolean isBodyDue() {
        return turn == RequestTurn.BODY_PACKET || (turn == RequestTurn.RESPONSE && body.isDue());
    }

    /**
     * Whether more of the body may be asked for.
     *
     * @param packet the packet that is coming in, if any is
     */
    boolean mayAsk(BodyPacket packet) {
        return turn == RequestTurn.ASK
                || (turn == RequestTurn.BODY_PACKET && !packet.isBeforeData() && body.mayAskAhead(packet.left()));
    }

    /**
     * More of the body is asked for.
     *
     * @param most how many bytes of it a packet holds
     * @return how many bytes to ask for
     */
    int ask(BodyPacket packet, int most) {
        turn = RequestTurn.BODY_PACKET;
        return body.ask(most, packet.left());
    }

    /** The header of a body packet of that length is here. */
    void arrives(int length) {
        body.arrives(length);
        if (turn == RequestTurn.LATE_BODY_PACKET && !body.isDue()) {
            turn = RequestTurn.REQUEST;
        }
    }

    /** A body packet is here in full. */
    void packetEnds() {
        if (body.isComplete()) {
            turn = RequestTurn.RESPONSE;
        } else {
            turn = body.isDue() ? RequestTurn.BODY_PACKET : RequestTurn.ASK;
        }
    }

    /** The body is here, as far as it will ever be. */
    void bodyEnds() {
        turn = RequestTurn.RESPONSE;
    }

    /** The response is over; packets that were asked for may still come. */
    void end() {
        if (turn != RequestTurn.REQUEST && turn != RequestTurn.LATE_BODY_PACKET) {
            turn = body.isDue() ? RequestTurn.LATE_BODY_PACKET : RequestTurn.REQUEST;
        }
    }

    /** Whether it is sure what comes behind the active request: see {@link AjpParser#isReusable()}. */
    boolean isReusable() {
        return switch (turn) {
            case REQUEST -> true;
            case RESPONSE -> !body.isRaw() && !body.isDue();
            case BODY_PACKET, LATE_BODY_PACKET, ASK -> body.isInStep();
        };
    }
}
