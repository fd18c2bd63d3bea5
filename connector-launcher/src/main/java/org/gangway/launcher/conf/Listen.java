package org.gangway.launcher.conf;

/**
 * Where the web server listens.
 *
 * @param host an address of this machine, or null for all
 * @param port the port
 */
public record Listen(String host, int port) {
    /** Everywhere at the port, or at the address only. */
    String text() {
        return host == null ? String.valueOf(port) : host + ':' + port;
    }
}
