package org.gangway.it;

/**
 * What not every variant of a web server can do. The text completes "These variants ..." for those that don't have the
 * trait.
 */
enum Trait {
    /** Passes a chunked request, at least a short one. */
    CHUNKED(
            "answer a request in chunks with 411: SCGI needs the length first, and Cherokee hands on no such body whole"),
    /** Passes a chunked request of any length. */
    CHUNKED_UPLOAD("pass a request in chunks only if it is short"),
    /** Passes a request of HTTP/2 that has a body and doesn't tell its length. */
    LENGTH_UNTOLD("refuse a request of HTTP/2 with a body of untold length, always or at times"),
    /** Keeps the other streams of HTTP/2 when the client resets one. */
    STREAMS_APART("close the connection when a client of HTTP/2 resets a stream"),
    /** Hands the response on as the application flushes it. */
    FLUSHED("aren't configured to hand a response on as the application flushes it"),
    /** The client learns that a response without a length broke off. */
    FAILURE_TOLD("make a response that breaks off look complete, always or at times"),
    /** The client's connection stays open after the answer to a HEAD request. */
    HEAD_KEEPS("close the client's connection after the answer to a HEAD request that tells a length"),
    /** Two requests may run at the same time. */
    PARALLEL("give the application one request at a time"),
    /** The port of the Host header reaches the application. */
    PORT_KEPT("cut the port off the Host header"),
    /** The URI reaches the application as the client wrote it. */
    RAW_URI("send a path that they have written anew: a character that needs no escape has none"),
    /** An encoded slash and a double one reach the application as they are. */
    SLASHES_KEPT("change `%2F` and `//` in the path"),
    /** The query string reaches the application as the client wrote it. */
    RAW_QUERY("send a query string that they have written anew"),
    /** The client's port reaches the application. */
    CLIENT_PORT("don't tell the client's port, or a wrong one"),
    /** The web server's own address and port reach the application. */
    LOCAL_ADDRESS("don't tell their own address"),
    /** The application learns of TLS more than that it is there. */
    TLS_FACTS("don't tell the cipher of TLS"),
    /** The variables of TLS with the client's certificate reach the application. */
    CLIENT_CERTIFICATE("don't hand the client's certificate on"),
    /** The application's constraints hold for the web server's user. */
    AUTHORIZES("have a backend without `--remote-user authorize`"),
    /** A download of 100 MB is run here, 10 MB elsewhere, for the sake of time. */
    LARGE("get a download of 10 MB, not of 100 MB, for the sake of time");

    private final String without;

    Trait(String without) {
        this.without = without;
    }

    /** What holds for the variants that don't have it. */
    String without() {
        return without;
    }
}
