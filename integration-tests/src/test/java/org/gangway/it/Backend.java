package org.gangway.it;

import java.util.List;

/** The sets of options that a backend is started with. Variants that want the same options share one process. */
enum Backend {
    /** The defaults, over a Unix socket. */
    STOCK(Protocol.FASTCGI, Transport.UNIX, Trust.NONE, "--socket-mode", "0666"),
    /** The web server's user is trusted and an encoded slash allowed; over TCP. */
    TRUST(Protocol.FASTCGI, Transport.TCP, Trust.USER_AND_SLASH, "--remote-user", "trust", "--allow-encoded-slash"),
    /**
     * Deployed at the prefix, whatever the web server says of it; the web server's user has the application's rights.
     * FastCGI, SCGI and AJP web servers share its socket.
     */
    SHOP(
            Protocol.AUTO,
            Transport.UNIX,
            Trust.USER_AND_SLASH,
            "--socket-mode",
            "0666",
            "--script-name",
            "/shop",
            "--allow-encoded-slash",
            "--remote-user",
            "authorize"),
    /** The defaults over TCP; FastCGI, SCGI and AJP web servers share its port. */
    AUTO(Protocol.AUTO, Transport.TCP, Trust.NONE),
    /** HTTP and FastCGI at one port; who asks over HTTP is believed to say for whom. */
    HTTP(Protocol.AUTO, Transport.TCP, Trust.NONE, "--forwarded", "trust"),
    /** The same over a Unix socket. */
    HTTP_UNIX(Protocol.AUTO, Transport.UNIX, Trust.NONE, "--socket-mode", "0666", "--forwarded", "trust"),
    /** The web server's user is trusted and an encoded slash allowed. */
    SCGI(
            Protocol.SCGI,
            Transport.UNIX,
            Trust.USER_AND_SLASH,
            "--socket-mode",
            "0666",
            "--remote-user",
            "trust",
            "--allow-encoded-slash"),
    /** Asks for a secret, and believes who has it; packets of 64 KB. */
    AJP(Protocol.AJP, Transport.TCP, Trust.USER_AND_SLASH, "--packet-size", "65536", "--allow-encoded-slash"),
    /** Started by the web server itself, by app.fcgi. */
    SPAWNED(Protocol.FASTCGI, Transport.UNIX, Trust.NONE),
    /** An application that decides about access in the role of a FastCGI Authorizer. */
    AUTHORIZER(Protocol.FASTCGI, Transport.UNIX, Trust.NONE, "--socket-mode", "0666");

    /** How a web server reaches a backend. */
    enum Transport {
        TCP("TCP"),
        UNIX("Unix socket");

        private final String title;

        Transport(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /** What a backend lets in. */
    private enum Trust {
        NONE,
        USER_AND_SLASH
    }

    private final Protocol protocol;
    private final Transport transport;
    private final Trust trust;

    @SuppressWarnings("ImmutableEnumChecker") // an immutable list, which the type doesn't say
    private final List<String> options;

    Backend(Protocol protocol, Transport transport, Trust trust, String... options) {
        this.protocol = protocol;
        this.transport = transport;
        this.trust = trust;
        this.options = List.of(options);
    }

    Protocol protocol() {
        return protocol;
    }

    Transport transport() {
        return transport;
    }

    /** The options but those for protocol, address and secret. */
    List<String> options() {
        return options;
    }

    /** Whether a web server must give the secret of the {@link Sandbox}. */
    boolean needsSecret() {
        return this == AJP;
    }

    boolean userTrusted() {
        return trust == Trust.USER_AND_SLASH;
    }

    boolean encodedSlashAllowed() {
        return trust == Trust.USER_AND_SLASH;
    }
}
