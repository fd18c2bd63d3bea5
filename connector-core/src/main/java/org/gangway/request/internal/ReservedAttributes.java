package org.gangway.request.internal;

/** Names of request attributes that no web server may set (rule R-2): header fields, and a container's own state. */
public final class ReservedAttributes {
    private ReservedAttributes() {}

    public static boolean isReserved(String name) {
        return name.startsWith("HTTP_")
                || name.startsWith("jakarta.servlet.")
                || name.startsWith("javax.servlet.")
                || name.startsWith("org.eclipse.jetty.")
                || name.startsWith("org.gangway.");
    }
}
