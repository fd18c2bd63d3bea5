package org.gangway.jetty.internal;

import org.eclipse.jetty.http.HttpURI;

/**
 * The URI of the request before, which serves again where the next one is for the same: most requests of a site are for
 * a few. Not thread-safe.
 */
final class LastUri {
    /** Longer paths and queries aren't kept. */
    private static final int MOST_KEPT = 512;

    private String scheme;
    private String host;
    private int port;
    private String path;
    private String query;
    private HttpURI uri;

    HttpURI of(String newScheme, String newHost, int newPort, String newPath, String newQuery) {
        boolean same = uri != null
                && port == newPort
                && newPath.equals(path)
                && newHost.equals(host)
                && newScheme.equals(scheme)
                && (newQuery == null ? query == null : newQuery.equals(query));
        if (same) {
            return uri;
        }
        HttpURI made = RequestUri.of(newScheme, newHost, newPort, newPath, newQuery);
        int length = newPath.length() + (newQuery == null ? 0 : newQuery.length());
        if (length <= MOST_KEPT) {
            scheme = newScheme;
            host = newHost;
            port = newPort;
            path = newPath;
            query = newQuery;
            uri = made;
        }
        return made;
    }
}
