package org.gangway.cgi;

/** The trailers of a chunked response (RFC 9112, section 7.1.2), over FastCGI or SCGI. */
public final class ResponseTrailers {
    private ResponseTrailers() {}

    /**
     * Whether the web server passes trailers on unharmed, if its configuration says that it passes them on. lighttpd
     * before 1.4.80 does not: of trailers that it has before it sends the head it makes header fields, with the CR that
     * ends their line as part of the value. HTTP/2 clients refuse such a response as a whole. How soon lighttpd sends the
     * head is chance, so they can't be sent to it at all.
     *
     * @param serverSoftware the variable SERVER_SOFTWARE, or null if the web server sent none
     * @return false for a lighttpd that says it is older than 1.4.80
     */
    public static boolean arePassedBy(String serverSoftware) {
        return serverSoftware == null || !LighttpdVersion.isBefore(serverSoftware, 80);
    }
}
