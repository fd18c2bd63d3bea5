package org.gangway.request.internal;

/** The methods whose requests have content, so that a client says Content-Length: 0 where it has none. */
public final class ContentMethod {
    private ContentMethod() {}

    /**
     * Whether a client of that method announces an empty body too (RFC 9110, 8.6). A web server that makes up
     * {@code Content-Length: 0} for every request without one is believed with no other method.
     */
    public static boolean is(String method) {
        return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
    }
}
