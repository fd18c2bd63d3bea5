package org.gangway.jetty.internal;

import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpURI;

/**
 * Makes Jetty's URI of a request. Jetty judges it; but for one thing: characters beyond ASCII, which all web servers
 * pass on as the client sent them, are no reason for a 400. They mean what their percent-encoding means, so it is the
 * percent-encoded URI that is judged, while the application sees the path as it was sent.
 */
public final class RequestUri {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private RequestUri() {}

    static HttpURI of(String scheme, String host, int port, String path, String query) {
        if (isAscii(path)) {
            return HttpURI.from(scheme, host, port, query == null ? path : path + '?' + query);
        }
        String encoded = encode(path);
        HttpURI judged = HttpURI.from(scheme, host, port, query == null ? encoded : encoded + '?' + query);
        // Only Jetty's parser finds path parameters.
        boolean simple = !judged.hasViolations() && path.indexOf(';') < 0;
        return simple ? HttpURI.from(scheme, host, port, path, query, null) : judged;
    }

    /**
     * Gives a URI another path.
     *
     * @param uri the URI that was judged before
     * @param path the path, percent-encoded but for characters beyond ASCII
     * @return the URI with that path and the same query
     */
    public static HttpURI withPath(HttpURI uri, String path) {
        String query = uri.getQuery();
        return isAscii(path)
                ? HttpURI.build(uri)
                        .pathQuery(query == null ? path : path + '?' + query)
                        .asImmutable()
                : of(uri.getScheme(), uri.getHost(), uri.getPort(), path, query);
    }

    private static boolean isAscii(String path) {
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) > 0x7F) {
                return false;
            }
        }
        return true;
    }

    /**
     * Percent-encodes characters beyond ASCII.
     *
     * @param path a path
     * @return the path in ASCII
     */
    public static String encode(String path) {
        StringBuilder encoded = new StringBuilder(path.length() * 2);
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            if (b >= 0) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX[(b >> 4) & 0xF]).append(HEX[b & 0xF]);
            }
        }
        return encoded.toString();
    }
}
