package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The configurations of the web servers' pages, as they are printed there but for ports, sockets and files, with around
 * them what the server's own configuration has. Cherokee's aren't: it isn't in Debian.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(LandscapeParameter.class)
class RecipeIT {
    /** Her password is "secret"; a line of {@code caddy hash-password}. */
    private static final String CADDY_USER = "alice $2y$04$Fjv/6w0spNNfE.ghhf3zueqB5Qs9OEMvRa.n9n38Wf3gN0IXJFTti\n";

    private static final String ALICE = "Basic YWxpY2U6c2VjcmV0";
    private static final Pattern MODULES = Pattern.compile("(?m)^# +a2enmod (.*)$");

    private static final List<String> TRUST =
            List.of("--remote-user", "trust", "--roles-from", "GANGWAY_ROLES", "--forwarded", "x-forwarded");

    private final List<Gangway> backends = new ArrayList<>();
    private Landscape landscape;
    private Path files;
    private int backendPort;
    private int number;

    @BeforeAll
    void prepare(Landscape landscape) throws IOException {
        this.landscape = landscape;
        files = landscape.sandbox().directory("recipe-files");
        for (String name : List.of("static", "app", "www", "fcgi")) {
            landscape.sandbox().directory("recipe-files/" + name);
        }
        Files.writeString(files.resolve("static/a.txt"), "static");
        Files.writeString(files.resolve("htpasswd.caddy"), CADDY_USER);
        start("");
        start("/shop");
        FreePorts free = new FreePorts();
        backendPort = free.of("backend");
        free.release();
        Sandbox sandbox = landscape.sandbox();
        backends.add(Gangway.onPort(
                sandbox.distribution(),
                sandbox.war(),
                Protocol.AUTO,
                backendPort,
                TRUST,
                sandbox.file("recipe-tcp.log")));
    }

    /** What the comments of the recipes start, for all protocols. */
    private void start(String prefix) {
        List<String> options = new ArrayList<>(TRUST);
        options.addAll(List.of("--socket-mode", "0666"));
        if (!prefix.isEmpty()) {
            options.addAll(List.of("--context-path", prefix));
        }
        Sandbox sandbox = landscape.sandbox();
        Path log = sandbox.file("recipe" + prefix.replace('/', '-') + ".log");
        backends.add(
                Gangway.onSocket(sandbox.distribution(), sandbox.war(), Protocol.AUTO, socket(prefix), options, log));
    }

    private Path socket(String prefix) {
        return landscape.sandbox().file("recipe" + prefix.replace('/', '-') + ".sock");
    }

    @AfterAll
    void end() {
        backends.forEach(Gangway::close);
    }

    static Stream<Recipe> apache() {
        String prefix = Recipe.block("docs/prefix.md", "apache");
        return Stream.concat(
                Recipe.forServers(List.of("apache", "mod_jk", "mod_fcgid", "mod_fastcgi")),
                Stream.of(
                        denying("docs/apache.md", "apache", "(?=</VirtualHost>)"),
                        new Recipe(
                                "docs/prefix.md",
                                "gangway conf apache --name www.example.com --mount /shop --prefix-is-found",
                                """
                                # /etc/apache2/sites-available/shop.conf
                                #   a2enmod proxy proxy_fcgi
                                <VirtualHost *:80>
                                ServerName www.example.com
                                """ + prefix + "</VirtualHost>\n")));
    }

    /** The first recipe of the page, with what docs/trust.md prints to deny paths with a semicolon. */
    private static Recipe denying(String page, String language, String place) {
        Recipe recipe = Recipe.of(page).get(0);
        String lines = Recipe.block("docs/trust.md", language);
        return new Recipe(
                "docs/trust.md",
                recipe.command() + " --denying",
                recipe.text().replaceFirst(place, Matcher.quoteReplacement(lines)));
    }

    /** With the modules that its comment enables, and no other than those that Debian has enabled. */
    @ParameterizedTest
    @MethodSource
    void apache(Recipe recipe) throws Exception {
        new Run(recipe, Server.RECIPE_APACHE) {
            @Override
            void adapt(Map<String, String> printed) throws IOException {
                Matcher enabled = MODULES.matcher(recipe.text());
                assertThat(enabled.find()).isTrue();
                String own = recipe.server().equals("mod_fastcgi") ? " fastcgi" : "";
                StringBuilder lines = new StringBuilder();
                for (String module : (enabled.group(1) + own).split(" ", -1)) {
                    lines.append("LoadModule ")
                            .append(module)
                            .append("_module ")
                            .append(module(module))
                            .append('\n');
                }
                String workers = printed.remove("/etc/libapache2-mod-jk/workers.properties");
                if (workers != null) {
                    lines.append("JkWorkersFile ")
                            .append(write("workers.properties", workers))
                            .append("\nJkLogFile ")
                            .append(directory.resolve("mod_jk.log"))
                            .append('\n');
                }
                String script = printed.remove("/srv/shop/fcgi/shop.fcgi");
                if (script != null) {
                    Path program = Files.writeString(files.resolve("fcgi/shop.fcgi"), addressed(script));
                    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
                }
                if (recipe.has("tls")) {
                    lines.append("Listen 127.0.0.1:").append(https()).append('\n');
                }
                values.put("LINES", lines.toString());
            }

            @Override
            String ports(String text) {
                return text.replace("*:80>", "127.0.0.1:" + http() + ">")
                        .replace("*:443>", "127.0.0.1:" + https() + ">");
            }
        }.serve();
    }

    private static Path module(String name) {
        Path file = name.equals("fastcgi") ? Server.MOD_FASTCGI : Server.APACHE_MODULES.resolve("mod_" + name + ".so");
        // It has to be built by hand.
        assumeTrue(!name.equals("fastcgi") || Files.exists(file), "there is no mod_fastcgi.so");
        if (!Files.exists(file)) {
            LoginServers.skip("Apache's " + file.getFileName() + " is not installed");
        }
        return file;
    }

    static Stream<Recipe> nginx() {
        return Stream.concat(
                Recipe.forServers(List.of("nginx")), Stream.of(denying("docs/nginx.md", "nginx", "(?m)(?=^}\\n\\z)")));
    }

    @ParameterizedTest
    @MethodSource
    void nginx(Recipe recipe) throws Exception {
        new Run(recipe, Server.RECIPE_NGINX) {
            @Override
            void adapt(Map<String, String> printed) throws IOException {
                for (String name : List.of("fastcgi_params", "scgi_params")) {
                    Files.copy(Path.of("/etc/nginx", name), directory.resolve(name));
                }
            }

            /** This machine may have no IPv6. */
            @Override
            String ports(String text) {
                return text.replaceAll("(?m)^ *listen \\[::].*\n", "")
                        .replaceAll("listen 80(80)?(?=[ ;])", "listen 127.0.0.1:" + http())
                        .replaceAll("listen 443(?=[ ;])", "listen 127.0.0.1:" + https());
            }
        }.serve();
    }

    static Stream<Recipe> lighttpd() {
        return Stream.concat(
                Recipe.forServers(List.of("lighttpd")),
                Stream.of(denying("docs/lighttpd.md", "lighttpd", "(?m)(?=^server.modules)")));
    }

    @ParameterizedTest
    @MethodSource
    void lighttpd(Recipe recipe) throws Exception {
        new Run(recipe, Server.RECIPE_LIGHTTPD) {
            @Override
            void adapt(Map<String, String> printed) {
                values.put("AUTH", recipe.text().contains("lighty-enable-mod auth") ? "\"mod_auth\", " : "");
            }

            @Override
            String ports(String text) {
                return text.replaceAll("(?ms)^\\$SERVER\\[\"socket\"] == \"\\[::]:443\" \\{.*?^}\n", "")
                        .replace("\":443\"", "\"127.0.0.1:" + https() + "\"");
            }
        }.serve();
    }

    static Stream<Recipe> haproxy() {
        return Recipe.forServers(List.of("haproxy"));
    }

    @ParameterizedTest
    @MethodSource
    void haproxy(Recipe recipe) throws Exception {
        new Run(recipe, Server.RECIPE_HAPROXY) {
            @Override
            String ports(String text) {
                return text.replace("bind :80\n", "bind 127.0.0.1:" + http() + "\n")
                        .replace("bind :443 ", "bind 127.0.0.1:" + https() + " ")
                        .replaceAll("(?m)^    # For each user.*$", "    user alice insecure-password secret");
            }
        }.serve();
    }

    static Stream<Recipe> caddy() {
        return Recipe.forServers(List.of("caddy"));
    }

    @ParameterizedTest
    @MethodSource
    void caddy(Recipe recipe) throws Exception {
        new Run(recipe, Server.RECIPE_CADDY) {
            @Override
            void adapt(Map<String, String> printed) {
                values.put("HTTP", String.valueOf(http()));
                values.put("HTTPS", recipe.has("tls") ? "https_port " + https() : "");
            }

            @Override
            String ports(String text) {
                return text.replace("http://:80 ", "http://:" + http() + " ");
            }
        }.serve();
    }

    static Stream<Recipe> h2o() {
        return Recipe.forServers(List.of("h2o"));
    }

    @ParameterizedTest
    @MethodSource
    void h2o(Recipe recipe) throws Exception {
        new Run(recipe, Server.RECIPE_H2O) {
            @Override
            String ports(String text) {
                return text.replace("user: www-data", values.get("YAML_USER"))
                        .replace("/run/h2o.pid", directory + "/h2o.pid")
                        .replace("/var/log/h2o/error.log", directory + "/error.log")
                        .replace(":80\"", ":" + http() + "\"")
                        .replace("port: 80\n", "port: " + http() + "\n")
                        .replace(":443\"", ":" + https() + "\"")
                        .replace("port: 443\n", "port: " + https() + "\n");
            }
        }.serve();
    }

    /** One recipe in its web server. */
    private abstract class Run {
        final Recipe recipe;
        final Path directory;
        final Map<String, String> values;
        private final Server server;
        private final FreePorts free = new FreePorts();
        private int secure;

        Run(Recipe recipe, Server server) {
            server.missing().ifPresent(LoginServers::skip);
            this.recipe = recipe;
            this.server = server;
            directory = landscape.sandbox().directory("recipe" + number++);
            values = new HashMap<>(landscape.sandbox().values());
            values.put("DIR", directory.toString());
            http();
        }

        /** Writes the files beside the web server's own, and takes them away. */
        @SuppressWarnings("UnusedVariable") // by those that override it
        void adapt(Map<String, String> printed) throws IOException {}

        /** The text with the ports of this run. */
        abstract String ports(String text);

        int http() {
            return free.of("http");
        }

        int https() {
            return recipe.has("tls") ? free.of("https") : 443;
        }

        Path write(String name, String text) throws IOException {
            return Files.writeString(directory.resolve(name), addressed(text));
        }

        /** With the backends and files of this machine. */
        String addressed(String text) {
            Sandbox sandbox = landscape.sandbox();
            String passwords =
                    switch (recipe.server()) {
                        case "caddy" -> files + "/htpasswd.caddy";
                        case "h2o" -> sandbox.file("htpasswd.sha").toString();
                        default -> sandbox.file("htpasswd").toString();
                    };
            return text.replaceAll(
                            "/run/shop/\\w+\\.sock",
                            socket(recipe.has("prefix-is-found") ? "" : recipe.prefix())
                                    .toString())
                    .replaceAll("(?:127\\.0\\.0\\.1|10\\.0\\.0\\.1[12]):(?:9000|8009)", "127.0.0.1:" + backendPort)
                    .replace("worker.shop.port=8009", "worker.shop.port=" + backendPort)
                    .replace("/srv/shop/htpasswd", passwords)
                    .replace("/srv/shop/shop.war", sandbox.war().toString())
                    .replaceAll("/srv/shop/(static|app|www|fcgi)", files + "/$1")
                    .replace("/opt/gangway", sandbox.distribution().toString())
                    .replaceAll("(?m)^export JAVA_HOME=.*$", "export JAVA_HOME=" + System.getProperty("java.home"))
                    .replace(
                            "/etc/ssl/certs/www.example.com.pem",
                            sandbox.file("ssl/server.crt").toString())
                    .replace(
                            "/etc/ssl/private/www.example.com.key",
                            sandbox.file("ssl/server.key").toString())
                    .replace(
                            "/etc/haproxy/shop.pem",
                            sandbox.file("ssl/server.pem").toString());
        }

        void serve() throws Exception {
            Map<String, String> printed = recipe.files();
            adapt(printed);
            assertThat(printed).as("one file is the web server's").hasSize(1);
            values.put("RECIPE", ports(addressed(printed.values().iterator().next())));
            server.templates().forEach(name -> Template.of(name).write(directory, values, free::of));
            Map<String, Integer> ports = free.release();
            secure = ports.getOrDefault("https", 0);
            ChildProcess process = new ChildProcess(
                    server.command(directory), server.environment(directory), directory.resolve("console.log"));
            try (process) {
                process.awaitReady(() -> ports.values().stream().allMatch(WebServer::accepts));
                ask(ports.get("http"), secure);
            }
        }

        private void ask(int http, int https) throws IOException {
            if (recipe.has("tls")) {
                assertThat(get(http, "/", null).status())
                        .as("http leads to https")
                        .isBetween(301, 308);
            }
            int port = https == 0 ? http : https;
            if (recipe.has("users")) {
                assertThat(get(port, recipe.prefix() + "/admin/x", null).status())
                        .isEqualTo(401);
                assertServed(port, "/admin/x", ALICE);
            }
            if (!recipe.has("users") || recipe.has("users-path")) {
                assertServed(port, "/info/x", null);
            }
            if (recipe.has("denying")) {
                assertThat(get(port, "/info/x;a=b", null).status()).isBetween(403, 404);
            }
            if (recipe.has("mount") && !recipe.has("users") && !recipe.has("prefix-is-found")) {
                assertThat(get(port, recipe.prefix(), null).status())
                        .as("its slash")
                        .isBetween(301, 308);
            }
            if (recipe.has("static")) {
                assertThat(get(port, "/static/a.txt", null).text()).isEqualTo("static");
            }
        }

        private void assertServed(int port, String page, String user) throws IOException {
            String path = recipe.prefix() + page;
            assertThat(Site.json(get(port, path, user)))
                    .containsEntry("contextPath", recipe.prefix())
                    .containsEntry("requestURI", path)
                    .containsEntry("serverName", recipe.host())
                    .containsEntry("serverPort", (long) port)
                    .containsEntry("remoteAddr", "127.0.0.1")
                    .containsEntry("scheme", port == secure ? "https" : "http")
                    // Her roles let her in where web.xml wants an administrator.
                    .containsEntry("remoteUser", user == null ? null : "alice");
        }

        private Response get(int port, String path, String user) throws IOException {
            Request request =
                    Request.get(path).header("Host", recipe.host() + ":" + port).header("Connection", "close");
            try (HttpConnection connection = new HttpConnection(port, secure(port))) {
                return connection
                        .send(user == null ? request : request.header("Authorization", user))
                        .buffered();
            }
        }

        private SSLContext secure(int port) {
            return port == secure ? landscape.sandbox().certificates().client(false) : null;
        }
    }
}
