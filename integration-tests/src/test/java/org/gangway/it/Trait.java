package org.gangway.it;

/** What not every variant of a web server can do. */
enum Trait {
    /** Passes a chunked request of any length. */
    CHUNKED_UPLOAD,
    /** Closes the backend's connection when the client goes away in mid-download. */
    STREAMED_DOWNLOAD,
    /** Hands the response on as the application flushes it. */
    FLUSHED,
    /** Two requests may run at the same time. */
    PARALLEL,
    /** The port of the Host header reaches the application. */
    PORT_KEPT,
    /** The variables of TLS with the client's certificate reach the application. */
    CLIENT_CERTIFICATE,
    /** The application's constraints hold for the web server's user. */
    AUTHORIZES,
    /** A download of 100 MB is run here, 10 MB elsewhere, for the sake of time. */
    LARGE
}
