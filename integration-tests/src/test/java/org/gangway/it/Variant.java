package org.gangway.it;

import static org.gangway.it.Trait.AUTHORIZES;
import static org.gangway.it.Trait.FAILURE_TOLD;
import static org.gangway.it.Trait.FLUSHED;
import static org.gangway.it.Trait.LARGE;

import java.util.Optional;
import java.util.Set;

/** One way to put a web server before the connector; the configuration is the part of the template with that port. */
enum Variant {
    NGINX_STOCK(Forwarder.NGINX_FASTCGI_STOCK, "stock fastcgi_params", "stock", "", Backend.STOCK, FLUSHED),
    NGINX_SPLIT(Forwarder.NGINX_FASTCGI, "split_path_info at /shop", "split", "/shop", Backend.STOCK, FLUSHED),
    NGINX_KEEPALIVE(Forwarder.NGINX_FASTCGI, "keep-alive upstream", "keepalive", "", Backend.TRUST, FLUSHED, LARGE),
    NGINX_UNBUFFERED(Forwarder.NGINX_FASTCGI, "no buffering", "unbuffered", "", Backend.STOCK, FLUSHED),
    NGINX_TLS(Kind.TLS, Forwarder.NGINX_FASTCGI, "TLS", "tls", "", Backend.STOCK, FLUSHED),
    APACHE_PROXYPASS(Forwarder.PROXY_FCGI, "ProxyPass", "proxypass", "", Backend.STOCK),
    APACHE_SETHANDLER(Forwarder.PROXY_FCGI, "SetHandler at /shop", "sethandler", "/shop", Backend.STOCK),
    APACHE_DOCROOT(Forwarder.PROXY_FCGI, "SetHandler, /shop in docroot", "docroot", "/shop", Backend.SHOP, AUTHORIZES),
    APACHE_REUSE(Forwarder.PROXY_FCGI, "enablereuse=on", "reuse", "", Backend.TRUST, FLUSHED),
    APACHE_ENCODED(
            Forwarder.PROXY_FCGI, "mapping=encoded at /shop", "encoded", "/shop", Backend.SHOP, AUTHORIZES, FLUSHED),
    APACHE_TLS(Kind.TLS, Forwarder.PROXY_FCGI, "TLS", "tls", "", Backend.STOCK),
    FCGID_SCRIPTALIAS(Forwarder.FCGID, "spawns, ScriptAlias /shop", "scriptalias", "/shop", Backend.SPAWNED, FLUSHED),
    FCGID_TLS(Kind.TLS, Forwarder.FCGID, "spawns, TLS", "tls", "", Backend.SPAWNED, FLUSHED),
    LIGHTTPD_PREFIX(Forwarder.LIGHTTPD_FASTCGI, "key /shop", "prefix", "/shop", Backend.STOCK, FLUSHED, LARGE),
    LIGHTTPD_REWRITE(Forwarder.LIGHTTPD_FASTCGI, "rewrite-once", "rewrite", "", Backend.TRUST),
    LIGHTTPD_SPAWN(Forwarder.LIGHTTPD_FASTCGI, "spawns (bin-path)", "spawn", "", Backend.SPAWNED, FLUSHED),
    LIGHTTPD_TLS(Kind.TLS, Forwarder.LIGHTTPD_FASTCGI, "TLS", "tls", "", Backend.STOCK, FLUSHED),
    LIGHTTPD_AUTHORIZER(
            Kind.AUTHORIZER, Forwarder.LIGHTTPD_FASTCGI, "authorizer", "authorizer", "", Backend.AUTHORIZER),
    HAPROXY_MPXS(Forwarder.HAPROXY, "get-values, mpxs-conns at /shop", "mpxs", "/shop", Backend.STOCK, FLUSHED),
    HAPROXY_AUTO(Forwarder.HAPROXY, "get-values, mpxs-conns at /shop", "auto", "/shop", Backend.AUTO, FLUSHED),
    HAPROXY_PLAIN(Forwarder.HAPROXY, "one request a connection", "plain", "", Backend.TRUST, FLUSHED),
    HAPROXY_TLS(Kind.TLS, Forwarder.HAPROXY, "TLS", "tls", "", Backend.TRUST, FLUSHED),

    NGINX_SCGI_STOCK(Forwarder.NGINX_SCGI_STOCK, "stock scgi_params", "stock", "", Backend.AUTO, FLUSHED, FAILURE_TOLD),
    NGINX_SCGI_PREFIX(Forwarder.NGINX_SCGI, "SCRIPT_NAME /shop", "prefix", "/shop", Backend.SCGI, FLUSHED),
    NGINX_SCGI_UNBUFFERED(Forwarder.NGINX_SCGI, "scgi_buffering off", "unbuffered", "", Backend.SCGI, FLUSHED),
    NGINX_SCGI_TLS(Kind.TLS, Forwarder.NGINX_SCGI, "TLS", "tls", "", Backend.SCGI),
    APACHE_SCGI_PROXYPASS(Forwarder.PROXY_SCGI, "ProxyPass", "proxypass", "", Backend.AUTO, FLUSHED, FAILURE_TOLD),
    APACHE_SCGI_SETHANDLER(Forwarder.PROXY_SCGI, "SetHandler at /shop", "sethandler", "/shop", Backend.SCGI, FLUSHED),
    APACHE_SCGI_ENCODED(
            Forwarder.PROXY_SCGI, "mapping=encoded at /shop", "encoded", "/shop", Backend.SHOP, AUTHORIZES, FLUSHED),
    APACHE_SCGI_TLS(Kind.TLS, Forwarder.PROXY_SCGI, "TLS", "tls", "", Backend.SCGI),
    LIGHTTPD_SCGI_ROOT(Forwarder.LIGHTTPD_SCGI, "key /, fix-root-scriptname", "root", "", Backend.AUTO),
    LIGHTTPD_SCGI_PREFIX(Forwarder.LIGHTTPD_SCGI, "key /shop", "prefix", "/shop", Backend.SCGI, FLUSHED, LARGE),
    LIGHTTPD_SCGI_TLS(Kind.TLS, Forwarder.LIGHTTPD_SCGI, "TLS", "tls", "", Backend.SCGI, FLUSHED),

    APACHE_AJP_PROXYPASS(Forwarder.PROXY_AJP, "ProxyPass", "proxypass", "", Backend.AUTO),
    APACHE_AJP_SECRET(
            Forwarder.PROXY_AJP_NOCANON, "secret, 64 KB packets, nocanon", "secret", "", Backend.AJP, FLUSHED, LARGE),
    APACHE_AJP_PREFIX(
            Forwarder.PROXY_AJP, "mapping=encoded at /shop", "prefix", "/shop", Backend.SHOP, AUTHORIZES, FLUSHED),
    APACHE_AJP_TLS(Kind.TLS, Forwarder.PROXY_AJP, "secret, TLS", "tls", "", Backend.AJP),
    JK_ROOT(Forwarder.JK, "JkMount /*", "root", "", Backend.AUTO, FLUSHED),
    JK_PREFIX(Forwarder.JK_UNPARSED, "secret, 64 KB packets, JkMount /shop/*", "prefix", "/shop", Backend.AJP, FLUSHED),
    JK_TLS(Kind.TLS, Forwarder.JK, "secret, TLS", "tls", "", Backend.AJP),
    LIGHTTPD_AJP_ROOT(Forwarder.LIGHTTPD_AJP, "key \"\"", "root", "", Backend.AUTO),
    LIGHTTPD_AJP_PREFIX(
            Forwarder.LIGHTTPD_AJP, "key \"\" at /shop", "prefix", "/shop", Backend.SHOP, AUTHORIZES, FLUSHED),
    LIGHTTPD_AJP_TLS(Kind.TLS, Forwarder.LIGHTTPD_AJP, "secret, TLS", "tls", "", Backend.AJP),

    CADDY_ROOT(Forwarder.CADDY, "reverse_proxy", "root", "", Backend.TRUST, FLUSHED),
    CADDY_PREFIX(Forwarder.CADDY, "handle_path /shop/*", "prefix", "/shop", Backend.STOCK, FLUSHED),
    CADDY_PHP(Forwarder.CADDY, "php_fastcgi", "php", "", Backend.AUTO, FLUSHED),
    CADDY_KNOWN(Forwarder.CADDY, "reverse_proxy /shop/*", "known", "/shop", Backend.SHOP, AUTHORIZES, FLUSHED, LARGE),
    CADDY_TLS(Kind.TLS, Forwarder.CADDY, "TLS", "tls", "", Backend.STOCK, FLUSHED),
    H2O_ROOT(Forwarder.H2O, "path /, kept connections", "root", "", Backend.TRUST, FLUSHED),
    H2O_PREFIX(Forwarder.H2O, "path /shop", "prefix", "/shop", Backend.SHOP, AUTHORIZES, FLUSHED),
    H2O_TLS(Kind.TLS, Forwarder.H2O, "TLS", "tls", "", Backend.STOCK, FLUSHED),
    CHEROKEE_ROOT(Forwarder.CHEROKEE, "default rule", "root", "", Backend.TRUST, FLUSHED),
    CHEROKEE_PREFIX(Forwarder.CHEROKEE, "Directory rule /shop", "prefix", "/shop", Backend.STOCK, FLUSHED),
    CHEROKEE_SCGI_ROOT(Forwarder.CHEROKEE_SCGI, "default rule", "root", "", Backend.AUTO, FLUSHED, FAILURE_TOLD),
    CHEROKEE_SCGI_PREFIX(Forwarder.CHEROKEE_SCGI, "Directory rule /shop", "prefix", "/shop", Backend.SCGI, FLUSHED);

    /** What a variant is there for. */
    enum Kind {
        /** Everything that works without TLS. */
        HTTP,
        /** TLS only. */
        TLS,
        /** The Authorizer role only. */
        AUTHORIZER
    }

    private final Kind kind;
    private final Forwarder forwarder;
    private final String configuration;
    private final String port;
    private final String prefix;
    private final Backend backend;

    @SuppressWarnings("ImmutableEnumChecker") // an immutable set, which the type doesn't say
    private final Set<Trait> traits;

    Variant(Forwarder forwarder, String configuration, String port, String prefix, Backend backend, Trait... traits) {
        this(Kind.HTTP, forwarder, configuration, port, prefix, backend, traits);
    }

    Variant(
            Kind kind,
            Forwarder forwarder,
            String configuration,
            String port,
            String prefix,
            Backend backend,
            Trait... traits) {
        this.kind = kind;
        this.forwarder = forwarder;
        this.configuration = configuration;
        this.port = port;
        this.prefix = prefix;
        this.backend = backend;
        this.traits = Set.of(traits);
    }

    /** All that tells it from other variants. */
    String title() {
        return forwarder.title() + ", " + configuration + ", " + protocol() + " over "
                + backend.transport().title();
    }

    Kind kind() {
        return kind;
    }

    Forwarder forwarder() {
        return forwarder;
    }

    Server server() {
        return forwarder.server();
    }

    /** What is special about the web server's configuration. */
    String configuration() {
        return configuration;
    }

    /** The protocol, and whether the backend has to find it out. */
    String protocol() {
        return forwarder.protocol().title() + (backend.protocol() == Protocol.AUTO ? " (auto)" : "");
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

    /** Whether it can do that with the web server that is there. */
    boolean has(Trait trait) {
        return has(trait, server().version());
    }

    /** Whether it could do that with that version of the web server. */
    boolean has(Trait trait, Optional<Version> version) {
        return traits.contains(trait) || forwarder.has(trait, version);
    }
}
