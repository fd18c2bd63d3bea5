package org.gangway.cgi;

/** A response that has failed half-way, over FastCGI or SCGI. */
public final class BrokenResponse {
    private BrokenResponse() {}

    /**
     * Whether the connection may break off with the response, for the client to learn of it. lighttpd before 1.4.60 does
     * not survive that: at the key "/" it crashes with all that it is serving, and elsewhere it says 404. There the
     * response has to end as if it were whole.
     *
     * @param serverSoftware the variable SERVER_SOFTWARE, or null if the web server sent none
     * @return false for a lighttpd that says it is older than 1.4.60
     */
    public static boolean isSurvivedBy(String serverSoftware) {
        return serverSoftware == null || !LighttpdVersion.isBefore(serverSoftware, 60);
    }
}
