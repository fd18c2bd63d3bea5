package org.gangway.request;

/**
 * The request attributes by which a server tells a servlet filter the prefix of a request. A server that sets
 * them hands the request on without the prefix: the path {@code /shop/app/x} arrives as {@code /app/x}.
 */
public final class ScriptNameAttributes {
    /**
     * The prefix ({@link String}, percent-encoded): it begins with a slash and doesn't end with one, for example
     * {@code /shop}.
     */
    public static final String SCRIPT_NAME = "org.gangway.servlet.scriptName";

    /**
     * The request URI that the client sent ({@link String}, percent-encoded), only where it isn't simply the prefix
     * followed by the path that the server hands on: the prefix without a trailing slash, handed on as {@code /}.
     */
    public static final String REQUEST_URI = "org.gangway.servlet.requestUri";

    /**
     * A modifiable {@code Set<String>} by which the filter tells the server what the application wrote itself, and
     * thus with the prefix: {@code Location}, and the {@linkplain #cookie cookies}. The server adds the prefix to what
     * is not in it. Without the attribute the filter takes the server for one that adds nothing.
     */
    public static final String WRITTEN = "org.gangway.servlet.written";

    /** Where the first filter of a request keeps what it knows, so that a second one, of another copy, does nothing. */
    public static final String MOUNT = "org.gangway.servlet.mount";

    /**
     * The name of an init-param of the application by which it says itself what prefix it has: {@value}.
     */
    public static final String FORCE_SCRIPT_NAME = "FORCE_SCRIPT_NAME";

    /** The entry of {@link #WRITTEN} for the header field {@code Location}. */
    public static final String LOCATION = "Location";

    private ScriptNameAttributes() {}

    /**
     * The entry of {@link #WRITTEN} for a cookie.
     *
     * @param name the name of the cookie
     * @param path its path
     * @return the entry
     */
    public static String cookie(String name, String path) {
        return "Set-Cookie " + name + ' ' + path;
    }
}
