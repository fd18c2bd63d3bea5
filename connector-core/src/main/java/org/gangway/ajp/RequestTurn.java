package org.gangway.ajp;

import org.gangway.request.BodyLength;

/** What a web server may send next. */
enum RequestTurn {
    /** A request, or a CPING. */
    REQUEST,
    /** A packet of the body. */
    BODY_PACKET,
    /** A packet of the body of a request that is over. */
    LATE_BODY_PACKET,
    /** Nothing, before more of the body is asked for. */
    ASK,
    /** Nothing, before the response ends. */
    RESPONSE;

    /** Whose turn it is behind a FORWARD_REQUEST. */
    static RequestTurn first(BodyLength body) {
        return switch (body) {
            case NONE -> RESPONSE;
            case KNOWN -> BODY_PACKET;
            case UNTIL_END -> ASK;
        };
    }

    boolean maySend() {
        return this != ASK && this != RESPONSE;
    }
}
