package org.gangway.wars;

/**
 * Where a client finds an application.
 *
 * @param port of the loopback address
 * @param mount the path that the application is mounted at, without a slash at its end; empty for the root
 */
record Site(int port, String mount) {
    static final String HOST = "127.0.0.1";

    String authority() {
        return HOST + ':' + port;
    }

    String origin() {
        return "http://" + authority();
    }

    /** Whether a path belongs to the application. */
    boolean has(String path) {
        return path.equals(mount) || path.startsWith(mount + '/') || path.startsWith(mount + '?');
    }
}
