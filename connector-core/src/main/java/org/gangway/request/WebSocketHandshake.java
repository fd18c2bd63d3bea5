package org.gangway.request;

/**
 * Whether a request asks to become a WebSocket (RFC 6455, section 4.1): a GET over HTTP/1.1 without a body that has a
 * {@code Sec-WebSocket-Key}, which no script in a browser can set.
 */
public enum WebSocketHandshake {
    /** It doesn't. */
    NONE,
    /**
     * It did, and the web server has dropped the client's {@code Upgrade}: HAProxy, h2o, Cherokee, and lighttpd before
     * 1.4.74 or without the option {@code "upgrade" => "enable"}.
     */
    WITHOUT_UPGRADE,
    /** It does. */
    COMPLETE
}
