package org.gangway.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The web servers: how each is found and started in the foreground. */
enum Server {
    NGINX(Kind.NGINX, "nginx.conf", "gangway_params"),
    APACHE(Kind.APACHE_PROXY, "apache.conf", "apache-common.conf", "apache-tls.conf"),
    FCGID(Kind.APACHE_FCGID, "fcgid.conf", "apache-common.conf", "apache-tls.conf"),
    LIGHTTPD(Kind.LIGHTTPD_TLS, "lighttpd.conf", "lighttpd-common.conf"),
    HAPROXY(Kind.HAPROXY, "haproxy.cfg"),
    NGINX_SCGI(Kind.NGINX, "nginx-scgi.conf", "gangway_scgi_params"),
    APACHE_SCGI(Kind.APACHE_SCGI, "apache-scgi.conf", "apache-common.conf", "apache-tls.conf"),
    APACHE_AJP(Kind.APACHE_AJP, "apache-ajp.conf", "apache-common.conf", "apache-tls.conf"),
    APACHE_JK(Kind.APACHE_JK, "apache-jk.conf", "workers.properties", "apache-common.conf", "apache-tls.conf"),
    LIGHTTPD_SCGI(Kind.LIGHTTPD_TLS, "lighttpd-scgi.conf", "lighttpd-common.conf"),
    LIGHTTPD_AJP(Kind.LIGHTTPD_AJP, "lighttpd-ajp.conf", "lighttpd-common.conf"),
    CADDY(Kind.CADDY, "Caddyfile"),
    H2O(Kind.H2O, "h2o.conf"),
    CHEROKEE(Kind.CHEROKEE, "cherokee.conf"),
    CHEROKEE_SCGI(Kind.CHEROKEE, "cherokee-scgi.conf"),
    /** nginx before a WAR with a login of its own. */
    LOGIN_NGINX(Kind.NGINX, "login-nginx.conf", "gangway_params"),
    /** Apache before a WAR with a login of its own. */
    LOGIN_APACHE(Kind.APACHE_PROXY, "login-apache.conf", "apache-common.conf", "apache-tls.conf"),
    /** Apache before a stock Jetty. */
    JETTY_HOME(Kind.APACHE_PROXY, "jetty-home.conf", "apache-common.conf"),
    /** Apache's balancer before two nodes, and before a WAR with users whom Apache knows. */
    BALANCER(Kind.APACHE_AJP, "balancer.conf", "apache-common.conf", "apache-users.conf"),
    /** The same with mod_jk. */
    BALANCER_JK(
            Kind.APACHE_JK, "balancer-jk.conf", "balancer-jk.properties", "apache-common.conf", "apache-users.conf"),
    /** nginx before an application that is reloaded. */
    RELOAD_NGINX(Kind.NGINX, "reload-nginx.conf", "gangway_params"),
    /** HTTP before the application, beside FastCGI. */
    HTTP_NGINX(Kind.NGINX, "http-nginx.conf", "gangway_params"),
    /** The same. */
    HTTP_APACHE(Kind.APACHE_HTTP, "http-apache.conf", "apache-common.conf"),
    /** The same, and the PROXY protocol. */
    HTTP_HAPROXY(Kind.HAPROXY, "http-haproxy.cfg"),
    /** The same. */
    HTTP_CADDY(Kind.CADDY, "http-caddy.conf"),
    /** Passes early hints and trailers on. */
    INTERIM_LIGHTTPD(Kind.LIGHTTPD, "interim-lighttpd.conf", "lighttpd-common.conf"),
    /** Passes trailers on. */
    INTERIM_HAPROXY(Kind.HAPROXY, "interim-haproxy.cfg"),
    /** Tunnels WebSockets, since 1.4.74. */
    WEBSOCKET_LIGHTTPD(Kind.LIGHTTPD, "websocket-lighttpd.conf", "lighttpd-common.conf"),
    /** The client's URL is not the application's. */
    REWRITE_NGINX(Kind.NGINX, "rewrite-nginx.conf", "gangway_params", "gangway_scgi_params", "rewrite-page.shtml"),
    /** The same. */
    REWRITE_APACHE(
            Kind.APACHE_AJP, "rewrite-apache.conf", "apache-common.conf", "rewrite.htaccess", "rewrite-page.shtml"),
    /** The same. */
    REWRITE_LIGHTTPD(Kind.LIGHTTPD_AJP, "rewrite-lighttpd.conf", "lighttpd-common.conf"),
    /** The same. */
    REWRITE_CADDY(Kind.CADDY, "rewrite-caddy.conf"),
    /** With the files of an application. */
    NGINX_FILES(Kind.NGINX, "nginx-files.conf"),
    /** With the files of an application. */
    LIGHTTPD_FILES(Kind.LIGHTTPD, "lighttpd-files.conf"),
    /** With the files of an application. */
    APACHE_FILES(Kind.APACHE_PROXY, "apache-files.conf", "apache-common.conf"),
    /** A shared host: what the user has put there is started. */
    RELAY_FCGID(Kind.APACHE_FCGID, "relay-fcgid.conf", "apache-common.conf"),
    /** The same. */
    RELAY_FASTCGI(Kind.APACHE_FASTCGI, "relay-fastcgi.conf", "apache-common.conf"),
    /** The same. */
    RELAY_LIGHTTPD(Kind.LIGHTTPD, "relay-lighttpd.conf", "lighttpd-common.conf"),
    /** As Django's page has it. */
    DJANGO_APACHE(Kind.APACHE_FASTCGI, "django-apache.conf", "apache-common.conf"),
    /** The same. */
    DJANGO_LIGHTTPD(Kind.LIGHTTPD, "django-lighttpd.conf", "lighttpd-common.conf"),
    /** Around what a page prints. */
    RECIPE_APACHE(Kind.APACHE_PROXY, "recipe-apache.conf"),
    /** The same. */
    RECIPE_NGINX(Kind.NGINX, "recipe-nginx.conf"),
    /** The same. */
    RECIPE_LIGHTTPD(Kind.LIGHTTPD_TLS, "recipe-lighttpd.conf"),
    /** The same. */
    RECIPE_HAPROXY(Kind.HAPROXY, "recipe-haproxy.cfg"),
    /** Around lines for a backend. */
    PRINTED_HAPROXY(Kind.HAPROXY, "printed-haproxy.cfg"),
    /** The same. */
    RECIPE_CADDY(Kind.CADDY, "recipe-caddy.conf"),
    /** The same. */
    RECIPE_H2O(Kind.H2O, "recipe-h2o.conf");

    /** Where Debian keeps Apache's modules. */
    static final Path APACHE_MODULES = Path.of(Kind.APACHE_MODULES);

    /** Debian has it no more; a module of one's own building can be named with -Dgangway.modFastcgi. */
    static final Path MOD_FASTCGI = Kind.APACHE_FASTCGI.module;

    /** A program, and what it must have beside itself. */
    private enum Kind {
        NGINX("nginx", null),
        APACHE_PROXY("apache2", Path.of(Kind.APACHE_MODULES, "mod_proxy_fcgi.so")),
        APACHE_HTTP("apache2", Path.of(Kind.APACHE_MODULES, "mod_proxy_http.so")),
        APACHE_FCGID("apache2", Path.of(Kind.APACHE_MODULES, "mod_fcgid.so")),
        APACHE_FASTCGI(
                "apache2", Path.of(System.getProperty("gangway.modFastcgi", Kind.APACHE_MODULES + "/mod_fastcgi.so"))),
        APACHE_SCGI("apache2", Path.of(Kind.APACHE_MODULES, "mod_proxy_scgi.so")),
        APACHE_AJP("apache2", Path.of(Kind.APACHE_MODULES, "mod_proxy_ajp.so")),
        APACHE_JK("apache2", Path.of(Kind.APACHE_MODULES, "mod_jk.so")),
        LIGHTTPD("lighttpd", null),
        LIGHTTPD_TLS("lighttpd", Path.of("/usr/lib/lighttpd/mod_openssl.so")),
        LIGHTTPD_AJP("lighttpd", Path.of("/usr/lib/lighttpd/mod_ajp13.so")),
        HAPROXY("haproxy", null),
        CADDY("caddy", null),
        /** The module is what asks for passwords. */
        H2O("h2o", Path.of("/usr/share/h2o/mruby/htpasswd.rb")),
        /** Debian has it no more; one of one's own building is found by the PATH. */
        CHEROKEE("cherokee", null);

        /** A constant, because the constants before need it. */
        private static final String APACHE_MODULES = "/usr/lib/apache2/modules";

        private final String program;

        @SuppressWarnings("ImmutableEnumChecker") // a path is
        private final Path module;

        Kind(String program, Path module) {
            this.program = program;
            this.module = module;
        }
    }

    private static final Map<String, Optional<Version>> VERSIONS = new ConcurrentHashMap<>();

    private final Kind kind;
    private final String configuration;

    @SuppressWarnings("ImmutableEnumChecker") // an immutable list, which the type doesn't say
    private final List<String> templates;

    Server(Kind kind, String configuration, String... included) {
        this.kind = kind;
        this.configuration = configuration;
        this.templates =
                Stream.concat(Stream.of(included), Stream.of(configuration)).toList();
    }

    /** What it takes to run the server that this machine doesn't have. */
    Optional<String> missing() {
        if (ServerRoot.find(kind.program).isEmpty()) {
            return Optional.of(notInstalled());
        }
        return kind.module == null || Files.exists(ServerRoot.seen(kind.module))
                ? Optional.empty()
                : Optional.of(kind.program + "'s " + kind.module.getFileName() + " is not installed");
    }

    /** Whether a machine can have it from packages. */
    boolean isPackaged() {
        return kind != Kind.CHEROKEE;
    }

    /** What is said of the server's absence. */
    String notInstalled() {
        return kind.program + " is not installed";
    }

    /** The version of the program, or nothing if it isn't installed. */
    Optional<Version> version() {
        return VERSIONS.computeIfAbsent(
                kind.program, program -> ServerRoot.find(program).flatMap(file -> versionOf(file.toString())));
    }

    private static Optional<Version> versionOf(String program) {
        String option = program.endsWith("/caddy") ? "version" : program.endsWith("/cherokee") ? "-V" : "-v";
        try {
            Process process = new ProcessBuilder(ServerRoot.command(List.of(program, option)))
                    .redirectErrorStream(true)
                    .start();
            return Version.in(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> templates() {
        return templates;
    }

    List<String> command(Path directory) {
        return ServerRoot.command(commandThere(directory));
    }

    private List<String> commandThere(Path directory) {
        String program = ServerRoot.find(kind.program)
                .map(Path::toString)
                .orElseThrow(() -> new IllegalStateException(notInstalled()));
        String home = directory.toString();
        String file = directory.resolve(configuration).toString();
        return switch (kind) {
            // Its first log is the packaged one, unless told by -e.
            case NGINX ->
                version().orElseThrow().isBefore("1.19.5")
                        ? List.of(program, "-p", home, "-c", file)
                        : List.of(
                                program,
                                "-p",
                                home,
                                "-e",
                                directory.resolve("error.log").toString(),
                                "-c",
                                file);
            case APACHE_PROXY, APACHE_HTTP, APACHE_FCGID, APACHE_FASTCGI, APACHE_SCGI, APACHE_AJP, APACHE_JK ->
                List.of(program, "-d", home, "-f", file, "-DFOREGROUND");
            case LIGHTTPD, LIGHTTPD_TLS, LIGHTTPD_AJP -> List.of(program, "-D", "-f", file);
            case HAPROXY -> List.of(program, "-db", "-f", file);
            case CADDY -> List.of(program, "run", "--adapter", "caddyfile", "--config", file);
            case H2O -> List.of(program, "-c", file);
            case CHEROKEE -> List.of(program, "-C", file);
        };
    }

    /** What the server needs in its environment: Caddy shall write nothing outside of its directory. */
    Map<String, String> environment(Path directory) {
        String home = directory.toString();
        return kind == Kind.CADDY
                ? Map.of("HOME", home, "XDG_DATA_HOME", home + "/data", "XDG_CONFIG_HOME", home + "/config")
                : Map.of();
    }
}
