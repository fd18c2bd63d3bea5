package org.gangway.sample;

import jakarta.servlet.http.HttpServletRequest;

/** By which web server and which protocol a request came: what the web server said, where it is let through. */
final class Way {
    private static final String UNKNOWN =
            "a web server that isn't let say (--attributes 'SERVER_SOFTWARE|GATEWAY_INTERFACE|SCGI')";

    private Way() {}

    /** In words, for people. */
    static String of(HttpServletRequest request) {
        Object demo = request.getAttribute("GANGWAY_ROAD");
        if (demo != null) {
            return demo.toString();
        }
        Object server = request.getAttribute("SERVER_SOFTWARE");
        String protocol = protocol(request);
        if (server == null && protocol == null) {
            return UNKNOWN;
        }
        return (server == null ? "a web server" : server) + (protocol == null ? "" : " over " + protocol);
    }

    private static String protocol(HttpServletRequest request) {
        if (request.getAttribute("SCGI") != null) {
            return "SCGI";
        }
        return request.getAttribute("GATEWAY_INTERFACE") == null ? null : "FastCGI";
    }
}
