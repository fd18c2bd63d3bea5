package org.gangway.it;

import static org.gangway.it.Trait.CHUNKED;
import static org.gangway.it.Trait.CHUNKED_UPLOAD;
import static org.gangway.it.Trait.CLIENT_CERTIFICATE;
import static org.gangway.it.Trait.CLIENT_PORT;
import static org.gangway.it.Trait.FAILURE_TOLD;
import static org.gangway.it.Trait.HEAD_KEEPS;
import static org.gangway.it.Trait.LENGTH_UNTOLD;
import static org.gangway.it.Trait.LOCAL_ADDRESS;
import static org.gangway.it.Trait.PARALLEL;
import static org.gangway.it.Trait.PORT_KEPT;
import static org.gangway.it.Trait.RAW_QUERY;
import static org.gangway.it.Trait.RAW_URI;
import static org.gangway.it.Trait.SLASHES_KEPT;
import static org.gangway.it.Trait.STREAMS_APART;
import static org.gangway.it.Trait.TLS_FACTS;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The part of a web server that speaks to the application, where it matters in one of its modes: its protocol, and what
 * it can't do.
 */
enum Forwarder {
    NGINX_FASTCGI("nginx fastcgi_pass", Protocol.FASTCGI, Server.NGINX),
    /** Debian's fastcgi_params set HTTP_HOST to nginx's host name. */
    NGINX_FASTCGI_STOCK("nginx fastcgi_pass", Protocol.FASTCGI, Server.NGINX, PORT_KEPT),
    PROXY_FCGI("Apache mod_proxy_fcgi", Protocol.FASTCGI, Server.APACHE),
    /** Of a body whose length HTTP/2 doesn't tell it sends the length, and at times nothing else (F-44). */
    FCGID("Apache mod_fcgid", Protocol.FASTCGI, Server.FCGID, PARALLEL, FAILURE_TOLD, LENGTH_UNTOLD),
    LIGHTTPD_FASTCGI("lighttpd mod_fastcgi", Protocol.FASTCGI, Server.LIGHTTPD, FAILURE_TOLD),
    /** A chunked request must fit into tune.bufsize; there is no SERVER_ADDR. */
    HAPROXY("HAProxy proto fcgi", Protocol.FASTCGI, Server.HAPROXY, CHUNKED_UPLOAD, LOCAL_ADDRESS, CLIENT_CERTIFICATE),
    NGINX_SCGI("nginx scgi_pass", Protocol.SCGI, Server.NGINX_SCGI, FAILURE_TOLD),
    /** Debian's scgi_params set HTTP_HOST to nginx's host name, and have no SERVER_ADDR. */
    NGINX_SCGI_STOCK("nginx scgi_pass", Protocol.SCGI, Server.NGINX_SCGI, PORT_KEPT, LOCAL_ADDRESS, FAILURE_TOLD),
    PROXY_SCGI("Apache mod_proxy_scgi", Protocol.SCGI, Server.APACHE_SCGI, CHUNKED, LENGTH_UNTOLD, FAILURE_TOLD),
    LIGHTTPD_SCGI("lighttpd mod_scgi", Protocol.SCGI, Server.LIGHTTPD_SCGI, FAILURE_TOLD),
    PROXY_AJP("Apache mod_proxy_ajp", Protocol.AJP, Server.APACHE_AJP, RAW_URI),
    /** With nocanon. */
    PROXY_AJP_NOCANON("Apache mod_proxy_ajp", Protocol.AJP, Server.APACHE_AJP),
    /** With JkOptions +ForwardURIProxy, its default, it escapes what is escaped: %2F becomes %252F. */
    JK("Apache mod_jk", Protocol.AJP, Server.APACHE_JK, RAW_URI, SLASHES_KEPT, FAILURE_TOLD),
    /** With JkOptions +ForwardURICompatUnparsed. */
    JK_UNPARSED("Apache mod_jk", Protocol.AJP, Server.APACHE_JK, FAILURE_TOLD),
    /** Decodes the path, and sends none of the attributes that tell addresses. */
    LIGHTTPD_AJP(
            "lighttpd mod_ajp13",
            Protocol.AJP,
            Server.LIGHTTPD_AJP,
            RAW_URI,
            SLASHES_KEPT,
            RAW_QUERY,
            FAILURE_TOLD,
            CLIENT_PORT,
            LOCAL_ADDRESS),
    /** There is no SERVER_ADDR. */
    CADDY("Caddy transport fastcgi", Protocol.FASTCGI, Server.CADDY, LOCAL_ADDRESS, FAILURE_TOLD),
    /** Of TLS there is only HTTPS=on. */
    H2O("h2o fastcgi.connect", Protocol.FASTCGI, Server.H2O, HEAD_KEEPS, FAILURE_TOLD, TLS_FACTS, CLIENT_CERTIFICATE),
    /** Hands a chunked body on with its framing, decodes the path, and swaps the bytes of the client's port. */
    CHEROKEE("Cherokee fcgi", Protocol.FASTCGI, Server.CHEROKEE, CHUNKED, RAW_URI, SLASHES_KEPT, CLIENT_PORT),

    /** Decodes a chunked body and announces an empty one; its configuration here refuses it. */
    CHEROKEE_SCGI(
            "Cherokee scgi",
            Protocol.SCGI,
            Server.CHEROKEE_SCGI,
            CHUNKED,
            RAW_URI,
            SLASHES_KEPT,
            CLIENT_PORT,
            FAILURE_TOLD);

    /**
     * What a forwarder can do unless it says otherwise; the rest depends on the configuration. A broken SCGI response is
     * reset over TCP, so that some web servers notice.
     */
    private static final Set<Trait> USUAL = Collections.unmodifiableSet(EnumSet.of(
            CHUNKED,
            CHUNKED_UPLOAD,
            LENGTH_UNTOLD,
            STREAMS_APART,
            FAILURE_TOLD,
            HEAD_KEEPS,
            PARALLEL,
            PORT_KEPT,
            RAW_URI,
            SLASHES_KEPT,
            RAW_QUERY,
            CLIENT_PORT,
            LOCAL_ADDRESS,
            TLS_FACTS,
            CLIENT_CERTIFICATE));

    private final String title;
    private final Protocol protocol;
    private final Server server;

    @SuppressWarnings("ImmutableEnumChecker") // an immutable set, which the type doesn't say
    private final Set<Trait> lacks;

    Forwarder(String title, Protocol protocol, Server server, Trait... lacks) {
        this.title = title;
        this.protocol = protocol;
        this.server = server;
        this.lacks = Set.of(lacks);
    }

    String title() {
        return title;
    }

    Protocol protocol() {
        return protocol;
    }

    Server server() {
        return server;
    }

    /** Whether the web server can do that, in that version. */
    boolean has(Trait trait, Optional<Version> version) {
        return version.flatMap(known -> inVersion(trait, known))
                .orElse(USUAL.contains(trait) && !lacks.contains(trait));
    }

    /** Where a version differs from the others. */
    private Optional<Boolean> inVersion(Trait trait, Version version) {
        return switch (this) {
            // Debian's parameters had no HTTP_HOST yet.
            case NGINX_FASTCGI_STOCK, NGINX_SCGI_STOCK ->
                trait == PORT_KEPT && version.isBefore("1.22.0") ? Optional.of(true) : Optional.empty();
            case LIGHTTPD_FASTCGI, LIGHTTPD_SCGI, LIGHTTPD_AJP ->
                (trait == LENGTH_UNTOLD && version.isBefore("1.4.79"))
                                || (trait == STREAMS_APART && version.isBefore("1.4.69"))
                        ? Optional.of(false)
                        : Optional.empty();
            default -> Optional.empty();
        };
    }
}
