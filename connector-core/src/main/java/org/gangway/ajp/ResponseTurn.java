package org.gangway.ajp;

/**
 * What a container may still send for a request: SEND_HEADERS once, then SEND_BODY_CHUNK, then END_RESPONSE once. What
 * would break this order throws, because a web server takes it for the answer to somebody else's request (rule R-15).
 */
public enum ResponseTurn {
    /** SEND_HEADERS. */
    HEADERS,
    /** SEND_BODY_CHUNK, also an empty one, and END_RESPONSE. */
    BODY,
    /** END_RESPONSE: the answer to HEAD, and a 204, 205 or 304. */
    NO_BODY,
    /** Nothing. */
    ENDED;

    /**
     * SEND_HEADERS is about to be sent.
     *
     * @param status the HTTP status, 200 to 999
     * @param head whether the method is HEAD
     * @return what may be sent next
     * @throws IllegalStateException if it was sent before
     */
    public ResponseTurn headers(int status, boolean head) {
        if (this != HEADERS) {
            throw new IllegalStateException("SEND_HEADERS when it is the turn of " + this);
        }
        return head || status == 204 || status == 205 || status == 304 ? NO_BODY : BODY;
    }

    /**
     * Whether SEND_BODY_CHUNK may be sent; if not, its content is dropped.
     *
     * @return false if the response has no body
     * @throws IllegalStateException before SEND_HEADERS and after END_RESPONSE
     */
    public boolean mayHaveBody() {
        return switch (this) {
            case BODY -> true;
            case NO_BODY -> false;
            case HEADERS, ENDED -> throw new IllegalStateException("SEND_BODY_CHUNK when it is the turn of " + this);
        };
    }

    /**
     * END_RESPONSE is about to be sent.
     *
     * @return {@link #ENDED}
     * @throws IllegalStateException before SEND_HEADERS, and if it was sent before
     */
    public ResponseTurn end() {
        if (this == HEADERS || this == ENDED) {
            throw new IllegalStateException("END_RESPONSE when it is the turn of " + this);
        }
        return ENDED;
    }
}
