package org.gangway.request;

/** What becomes of a request that asks for a WebSocket, and that the application answers with 101. */
public enum WebSocketPolicy {
    /** It becomes one where the web server passes on what follows, and a 501 elsewhere. */
    AUTO,
    /** It is a 501 in any case. */
    OFF
}
