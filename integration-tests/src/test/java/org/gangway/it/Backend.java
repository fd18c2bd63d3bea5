package org.gangway.it;

import java.util.List;

/** The sets of options that a backend is started with. Variants that want the same options share one process. */
enum Backend {
    /** The defaults, over a Unix socket. */
    STOCK("stock.sock", List.of("--socket-mode", "0666"), false, false),
    /** The web server's user is trusted and an encoded slash allowed; over TCP. */
    TRUST(null, List.of("--remote-user", "trust", "--allow-encoded-slash"), true, true),
    /** Deployed at the prefix, whatever the web server says of it; the web server's user has the application's rights. */
    SHOP(
            "shop.sock",
            List.of(
                    "--socket-mode",
                    "0666",
                    "--script-name",
                    "/shop",
                    "--allow-encoded-slash",
                    "--remote-user",
                    "authorize"),
            true,
            true),
    /** Started by the web server itself, by app.fcgi. */
    SPAWNED(null, List.of(), false, false),
    /** An application that decides about access in the role of a FastCGI Authorizer. */
    AUTHORIZER("authorizer.sock", List.of("--socket-mode", "0666"), false, false);

    private final String socket;

    @SuppressWarnings("ImmutableEnumChecker") // an immutable list, which the type doesn't say
    private final List<String> options;

    private final boolean userTrusted;
    private final boolean encodedSlashAllowed;

    Backend(String socket, List<String> options, boolean userTrusted, boolean encodedSlashAllowed) {
        this.socket = socket;
        this.options = options;
        this.userTrusted = userTrusted;
        this.encodedSlashAllowed = encodedSlashAllowed;
    }

    /** The file name of the Unix socket, or null for TCP. */
    String socket() {
        return socket;
    }

    List<String> options() {
        return options;
    }

    boolean userTrusted() {
        return userTrusted;
    }

    boolean encodedSlashAllowed() {
        return encodedSlashAllowed;
    }
}
