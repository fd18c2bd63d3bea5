package org.gangway.it;

import static org.gangway.it.Trait.AUTHORIZES;
import static org.gangway.it.Trait.CHUNKED_UPLOAD;
import static org.gangway.it.Trait.CLIENT_CERTIFICATE;
import static org.gangway.it.Trait.FLUSHED;
import static org.gangway.it.Trait.LARGE;
import static org.gangway.it.Trait.PARALLEL;
import static org.gangway.it.Trait.PORT_KEPT;
import static org.gangway.it.Trait.STREAMED_DOWNLOAD;

import java.util.Set;

/** One way to put a web server before the connector; the configuration is the part of the template with that port. */
enum Variant {
    NGINX_STOCK(
            "nginx, stock fastcgi_params", Server.NGINX, "stock", "", Backend.STOCK, CHUNKED_UPLOAD, PARALLEL, FLUSHED),
    NGINX_SPLIT(
            "nginx, split_path_info at /shop",
            Server.NGINX,
            "split",
            "/shop",
            Backend.STOCK,
            CHUNKED_UPLOAD,
            PARALLEL,
            FLUSHED,
            PORT_KEPT),
    NGINX_KEEPALIVE(
            "nginx, keep-alive upstream, TCP",
            Server.NGINX,
            "keepalive",
            "",
            Backend.TRUST,
            CHUNKED_UPLOAD,
            PARALLEL,
            FLUSHED,
            PORT_KEPT,
            LARGE),
    NGINX_UNBUFFERED(
            "nginx, no buffering",
            Server.NGINX,
            "unbuffered",
            "",
            Backend.STOCK,
            CHUNKED_UPLOAD,
            PARALLEL,
            FLUSHED,
            PORT_KEPT,
            STREAMED_DOWNLOAD),
    NGINX_TLS("nginx, TLS", Kind.TLS, Server.NGINX, "tls", "", Backend.STOCK, PORT_KEPT, CLIENT_CERTIFICATE),
    APACHE_PROXYPASS(
            "mod_proxy_fcgi, ProxyPass",
            Server.APACHE,
            "proxypass",
            "",
            Backend.STOCK,
            CHUNKED_UPLOAD,
            PARALLEL,
            PORT_KEPT,
            STREAMED_DOWNLOAD),
    APACHE_SETHANDLER(
            "mod_proxy_fcgi, SetHandler at /shop",
            Server.APACHE,
            "sethandler",
            "/shop",
            Backend.STOCK,
            CHUNKED_UPLOAD,
            PARALLEL,
            PORT_KEPT),
    APACHE_DOCROOT(
            "mod_proxy_fcgi, SetHandler, /shop in docroot",
            Server.APACHE,
            "docroot",
            "/shop",
            Backend.SHOP,
            AUTHORIZES,
            CHUNKED_UPLOAD,
            PARALLEL,
            PORT_KEPT),
    APACHE_REUSE(
            "mod_proxy_fcgi, enablereuse=on, TCP",
            Server.APACHE,
            "reuse",
            "",
            Backend.TRUST,
            CHUNKED_UPLOAD,
            PARALLEL,
            FLUSHED,
            PORT_KEPT,
            STREAMED_DOWNLOAD),
    APACHE_ENCODED(
            "mod_proxy_fcgi, mapping=encoded at /shop",
            Server.APACHE,
            "encoded",
            "/shop",
            Backend.SHOP,
            AUTHORIZES,
            CHUNKED_UPLOAD,
            PARALLEL,
            FLUSHED,
            PORT_KEPT),
    APACHE_TLS("mod_proxy_fcgi, TLS", Kind.TLS, Server.APACHE, "tls", "", Backend.STOCK, PORT_KEPT, CLIENT_CERTIFICATE),
    FCGID_SCRIPTALIAS(
            "mod_fcgid spawns, ScriptAlias /shop",
            Server.FCGID,
            "scriptalias",
            "/shop",
            Backend.SPAWNED,
            CHUNKED_UPLOAD,
            FLUSHED,
            PORT_KEPT),
    FCGID_TLS("mod_fcgid, TLS", Kind.TLS, Server.FCGID, "tls", "", Backend.SPAWNED, PORT_KEPT, CLIENT_CERTIFICATE),
    LIGHTTPD_PREFIX(
            "lighttpd, key /shop",
            Server.LIGHTTPD,
            "prefix",
            "/shop",
            Backend.STOCK,
            CHUNKED_UPLOAD,
            PARALLEL,
            FLUSHED,
            PORT_KEPT,
            LARGE),
    LIGHTTPD_REWRITE(
            "lighttpd, rewrite-once, TCP",
            Server.LIGHTTPD,
            "rewrite",
            "",
            Backend.TRUST,
            CHUNKED_UPLOAD,
            PARALLEL,
            PORT_KEPT),
    LIGHTTPD_SPAWN(
            "lighttpd spawns (bin-path)",
            Server.LIGHTTPD,
            "spawn",
            "",
            Backend.SPAWNED,
            CHUNKED_UPLOAD,
            PARALLEL,
            FLUSHED,
            PORT_KEPT),
    LIGHTTPD_TLS("lighttpd, TLS", Kind.TLS, Server.LIGHTTPD, "tls", "", Backend.STOCK, PORT_KEPT, CLIENT_CERTIFICATE),
    LIGHTTPD_AUTHORIZER("lighttpd, authorizer", Kind.AUTHORIZER, Server.LIGHTTPD, "authorizer", "", Backend.AUTHORIZER),
    HAPROXY_MPXS(
            "HAProxy, get-values, mpxs-conns at /shop",
            Server.HAPROXY,
            "mpxs",
            "/shop",
            Backend.STOCK,
            PARALLEL,
            FLUSHED,
            PORT_KEPT,
            STREAMED_DOWNLOAD),
    HAPROXY_PLAIN(
            "HAProxy, one request a connection, TCP",
            Server.HAPROXY,
            "plain",
            "",
            Backend.TRUST,
            PARALLEL,
            FLUSHED,
            PORT_KEPT,
            STREAMED_DOWNLOAD),
    HAPROXY_TLS("HAProxy, TLS", Kind.TLS, Server.HAPROXY, "tls", "", Backend.TRUST, PORT_KEPT);

    /** What a variant is there for. */
    enum Kind {
        /** Everything that works without TLS. */
        HTTP,
        /** TLS only. */
        TLS,
        /** The Authorizer role only. */
        AUTHORIZER
    }

    private final String title;
    private final Kind kind;
    private final Server server;
    private final String port;
    private final String prefix;
    private final Backend backend;

    @SuppressWarnings("ImmutableEnumChecker") // an immutable set, which the type doesn't say
    private final Set<Trait> traits;

    Variant(String title, Server server, String port, String prefix, Backend backend, Trait... traits) {
        this(title, Kind.HTTP, server, port, prefix, backend, traits);
    }

    Variant(String title, Kind kind, Server server, String port, String prefix, Backend backend, Trait... traits) {
        this.title = title;
        this.kind = kind;
        this.server = server;
        this.port = port;
        this.prefix = prefix;
        this.backend = backend;
        this.traits = Set.of(traits);
    }

    String title() {
        return title;
    }

    Kind kind() {
        return kind;
    }

    Server server() {
        return server;
    }

    /** The name of the port in the server's template. */
    String port() {
        return port;
    }

    /** Where the application is mounted: empty or {@code /shop}. */
    String prefix() {
        return prefix;
    }

    Backend backend() {
        return backend;
    }

    boolean has(Trait trait) {
        return traits.contains(trait);
    }
}
