package org.gangway.cgi;

import org.gangway.request.WebSocketHandshake;

/**
 * Which web servers tunnel a WebSocket through FastCGI or SCGI: behind a 101 they pass on what either side sends, until
 * one of them ends it. nginx does over SCGI, lighttpd since 1.4.74 over both; with all others the client of a 101 would
 * wait for ever.
 */
public final class WebSocketTunnel {
    private static final int LIGHTTPD_SINCE = 74;

    /** How others begin their SERVER_SOFTWARE, and what {@code gangway conf} calls them. */
    private static final String[][] OVER_HTTP = {
        {"Caddy", "caddy"}, {"HAProxy", "haproxy"}, {"h2o", "h2o --protocol http"}
    };

    private WebSocketTunnel() {}

    /**
     * Why a handshake that came over FastCGI can't be answered with 101.
     *
     * @param handshake the request
     * @return null if it can, else the reason and what to do, in one line
     */
    public static String objectionOverFastCgi(CgiRequest handshake) {
        String server = server(handshake);
        if (server.startsWith("nginx")) {
            return "nginx passes nothing of a WebSocket on over FastCGI; use scgi_pass there (--protocol scgi or auto), or"
                    + " what is printed by " + conf("nginx");
        }
        return isLighttpd(server) ? objectionToLighttpd(handshake, server, "fastcgi.server") : objectionTo(server);
    }

    /**
     * Why a handshake that came over SCGI can't be answered with 101.
     *
     * @param handshake the request
     * @return null if it can, else the reason and what to do, in one line
     */
    public static String objectionOverScgi(CgiRequest handshake) {
        String server = server(handshake);
        if (isLighttpd(server)) {
            return objectionToLighttpd(handshake, server, "scgi.server");
        }
        // nginx's stock scgi_params don't say who it is; but nobody else sends DOCUMENT_URI.
        boolean nginx = server.startsWith("nginx") || (server.isEmpty() && handshake.variable("DOCUMENT_URI") != null);
        if (!nginx) {
            return objectionTo(server);
        }
        return handshake.webSocketHandshake() == WebSocketHandshake.COMPLETE
                ? null
                : "nginx is told not to pass Upgrade on; remove scgi_param HTTP_UPGRADE";
    }

    private static String server(CgiRequest request) {
        String server = request.variable("SERVER_SOFTWARE");
        return server == null ? "" : server;
    }

    private static boolean isLighttpd(String server) {
        return server.startsWith("lighttpd");
    }

    private static String objectionToLighttpd(CgiRequest handshake, String server, String module) {
        if (LighttpdVersion.isBefore(server, LIGHTTPD_SINCE)) {
            return server + " passes no WebSocket on; update to lighttpd 1.4." + LIGHTTPD_SINCE
                    + " or later, or use HTTP as is printed by " + conf("lighttpd --protocol http");
        }
        return handshake.webSocketHandshake() == WebSocketHandshake.COMPLETE
                ? null
                : "lighttpd keeps Upgrade to itself; set \"upgrade\" => \"enable\" in " + module + " (lighttpd 1.4."
                        + LIGHTTPD_SINCE + " or later), as is printed by " + conf("lighttpd");
    }

    private static String objectionTo(String server) {
        if (server.startsWith("Apache")) {
            return "Apache passes WebSocket on to HTTP only; use ProxyPass with http: and upgrade=websocket there"
                    + " (--protocol http or auto), as is printed by " + conf("apache");
        }
        String subject = server.isEmpty() ? "the web server" : "the web server " + server;
        String objection = subject + " passes no WebSocket on over this protocol; use HTTP there";
        for (String[] known : OVER_HTTP) {
            if (server.startsWith(known[0])) {
                return objection + " (--protocol http or auto), as is printed by " + conf(known[1]);
            }
        }
        return objection + " (--protocol http or auto), or nginx with SCGI, or lighttpd; see gangway conf --help";
    }

    /** The command that prints the configuration. */
    private static String conf(String server) {
        return "gangway conf " + server + " --websocket";
    }
}
