package org.gangway.launcher.conf;

import java.nio.file.Path;

/**
 * One process of Gangway, as the web server sees it.
 *
 * @param socket its Unix socket, or null for TCP
 * @param host its host, or null for a Unix socket
 * @param port its port, 0 for a Unix socket
 * @param route the name that its session ids end with, or null where it is the only one
 */
public record Member(Path socket, String host, int port, String route) {
    /**
     * Whether it listens at a Unix socket.
     *
     * @return whether it does
     */
    public boolean isUnix() {
        return socket != null;
    }

    /**
     * The same with another route.
     *
     * @param name the route
     * @return the member
     */
    public Member routed(String name) {
        return new Member(socket, host, port, name);
    }

    /** The host as it stands in a URL. */
    String literal() {
        return host.indexOf(':') < 0 ? host : '[' + host + ']';
    }

    /** As most web servers write it: {@code unix:/PATH} or {@code HOST:PORT}. */
    @Override
    public String toString() {
        return isUnix() ? "unix:" + socket : literal() + ':' + port;
    }
}
