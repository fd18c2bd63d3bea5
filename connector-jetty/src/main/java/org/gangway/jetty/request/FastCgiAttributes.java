package org.gangway.jetty.request;

/**
 * The request attributes of FastCGI's roles other than the responder's (FastCGI specification, section 6).
 */
public final class FastCgiAttributes {
    /** The request attribute that holds the role, {@code authorizer} or {@code filter}; a responder's has none. */
    public static final String ROLE = "org.gangway.fastcgi.role";

    /** The request attribute that holds the file to be filtered, a {@link java.io.InputStream}. */
    public static final String FILTER_DATA = "org.gangway.fastcgi.filter.data";

    /** The request attribute that holds the length of the file in bytes, a {@link Long}, -1 if it isn't known. */
    public static final String FILTER_DATA_LENGTH = "org.gangway.fastcgi.filter.dataLength";

    /** The request attribute that holds the time of the file's last change in seconds since 1970, a {@link Long}. */
    public static final String FILTER_DATA_LAST_MODIFIED = "org.gangway.fastcgi.filter.dataLastModified";

    private FastCgiAttributes() {}
}
