package org.gangway.request;

/** How far the body of a request reaches. */
public enum BodyLength {
    /** There is no body. */
    NONE,
    /** The body has {@link GatewayRequest#contentLength()} bytes. */
    KNOWN,
    /** The body reaches to the end of its stream: a chunked request that the web server doesn't spool. */
    UNTIL_END
}
