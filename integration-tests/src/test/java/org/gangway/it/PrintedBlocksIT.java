package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the pages print for a part of a web server's configuration, and no {@code gangway conf} writes: it stands in such a
 * part, as it is printed but for ports, sockets, secrets and files.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(LandscapeParameter.class)
class PrintedBlocksIT {
    private static final String AJP = "docs/ajp.md";
    private static final String JETTY = "docs/jetty.md";
    private static final String HOST = "www.example.test";
    private static final String ALICE = "Basic YWxpY2U6c2VjcmV0";
    private static final Pattern MODULES = Pattern.compile("a2enmod ([a-z_ ]+)");

    private final List<Gangway> backends = new ArrayList<>();
    private Sandbox sandbox;
    private Path socket;
    private int port;
    private int second;
    private int number;

    @BeforeAll
    void prepare(Landscape landscape) {
        sandbox = landscape.sandbox();
        socket = sandbox.file("printed.sock");
        FreePorts free = new FreePorts();
        port = free.of("node1");
        second = free.of("node2");
        free.release();
        backends.add(Gangway.onSocket(
                sandbox.distribution(),
                sandbox.war(),
                Protocol.AUTO,
                socket,
                List.of("--socket-mode", "0666"),
                sandbox.file("printed-socket.log")));
        startNode(1, port);
        startNode(2, second);
    }

    /** With what docs/ajp.md has for users whom Apache knows. */
    private void startNode(int node, int at) {
        backends.add(Gangway.onPort(
                sandbox.distribution(),
                sandbox.war(),
                Protocol.AUTO,
                at,
                List.of(
                        "--route",
                        "node" + node,
                        "--secret-file",
                        sandbox.secretFile().toString(),
                        "--forwarded",
                        "x-forwarded",
                        "--remote-user",
                        "authorize",
                        "--roles-from",
                        "entitlement",
                        "--roles-separator",
                        ";",
                        "--attributes",
                        "eppn|entitlement"),
                sandbox.file("printed-node" + node + ".log")));
    }

    @AfterAll
    void end() {
        backends.forEach(Gangway::close);
    }

    /** With the addresses, secrets and files of this machine. */
    private String addressed(String text) {
        Map<String, String> values = sandbox.values();
        return text.replaceAll("unix:/srv/jetty/run/\\w+\\.sock|unix:/run/gangway/app\\.sock", "unix:" + socket)
                .replace("/run/gangway/app.sock", socket.toString())
                .replaceAll("127\\.0\\.0\\.1:(?:9000|8009)", "127.0.0.1:" + port)
                .replace("127.0.0.1:8010", "127.0.0.1:" + second)
                .replace(".port=8009", ".port=" + port)
                .replace(".port=8010", ".port=" + second)
                .replaceAll("change-me|0123456789abcdef0123456789abcdef", values.get("SECRET"))
                .replace("/srv/shop/htpasswd", sandbox.file("htpasswd").toString());
    }

    private WebServer start(Server server, Map<String, String> texts) {
        server.missing().ifPresent(LoginServers::skip);
        Map<String, String> values = new HashMap<>(sandbox.values());
        values.putAll(texts);
        return new WebServer(server, sandbox.directory("printed" + number++), values);
    }

    /** Apache with the lines in a virtual host, and with the modules that they say, which a2enmod enables. */
    private WebServer apache(String outside, String... blocks) throws IOException {
        String inside = addressed(String.join("", blocks));
        StringBuilder lines = new StringBuilder();
        Matcher enabled = MODULES.matcher(inside + outside);
        boolean proxy = false;
        while (enabled.find()) {
            for (String module : enabled.group(1).strip().split(" ", -1)) {
                Path file = Server.APACHE_MODULES.resolve("mod_" + module + ".so");
                if (!Files.exists(file)) {
                    LoginServers.skip("Apache's " + file.getFileName() + " is not installed");
                }
                if (module.startsWith("proxy_") && !proxy) {
                    proxy = true;
                    lines.append(load("proxy", Server.APACHE_MODULES.resolve("mod_proxy.so")));
                }
                lines.append(load(module, file));
            }
        }
        assertThat(lines).as("the block says its modules").isNotEmpty();
        lines.append("ServerName ").append(HOST).append('\n').append(addressed(outside));
        return start(
                Server.RECIPE_APACHE,
                Map.of("LINES", lines.toString(), "RECIPE", "<VirtualHost *>\n" + inside + "</VirtualHost>\n"));
    }

    private static String load(String module, Path file) {
        return "LoadModule " + module + "_module " + file + '\n';
    }

    /** mod_jk with a file of workers. */
    private WebServer jk(String workers, String outside, String inside) throws IOException {
        Path directory = sandbox.directory("printed-jk" + number);
        Path file = Files.writeString(directory.resolve("workers.properties"), addressed(workers));
        return apache(
                "JkWorkersFile " + file + "\nJkLogFile " + directory + "/jk.log\nJkShmFile " + directory + "/jk.shm\n"
                        + outside,
                inside);
    }

    private static Response get(int port, String path, String user) throws IOException {
        Request request = Request.get(path).header("Host", HOST).header("Connection", "close");
        try (HttpConnection connection = new HttpConnection(port, null)) {
            return connection
                    .send(user == null ? request : request.header("Authorization", user))
                    .buffered();
        }
    }

    private static Map<String, Object> assertServed(WebServer server) throws IOException {
        Map<String, Object> facts = Site.json(get(server.port("http"), "/info/x", null));
        assertThat(facts)
                .containsEntry("contextPath", "")
                .containsEntry("requestURI", "/info/x")
                .containsEntry("remoteAddr", "127.0.0.1")
                .containsEntry("serverName", HOST);
        return facts;
    }

    private static void assertTalks(WebServer server) throws Exception {
        WebSocketIT.talk(server.port("http"), "/chat");
    }

    @Test
    void socketsOverHttpAndTheRestOverFastCgi() throws Exception {
        try (WebServer apache = apache("", Recipe.block("docs/http.md", "apache", "upgrade=websocket"))) {
            assertServed(apache);
            assertTalks(apache);
        }
    }

    @Test
    void balancerOfModProxy() throws Exception {
        String manager = Recipe.block(AJP, "apache", "SetHandler balancer-manager");
        try (WebServer apache = apache("", manager, Recipe.block(AJP, "apache", "<Proxy \"balancer://shop\">"))) {
            assertServed(apache);
            assertThat(get(apache.port("http"), "/session", null).header("Set-Cookie"))
                    .containsPattern("\\.node[12];");
            Response page = get(apache.port("http"), "/balancer-manager", null);
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.text()).contains("balancer://shop", ">node1<", ">node2<");
        }
    }

    @Test
    void balancerOfModJk() throws Exception {
        String inside = Recipe.block(AJP, "apache", "JkMount /jk-status");
        String outside = Recipe.block(AJP, "apache", "JkWatchdogInterval");
        String drain =
                Recipe.block(AJP, "sh", "jk-status?cmd=update").replaceFirst("(?s).*http://127.0.0.1([^']*)'.*", "$1");
        try (WebServer apache = jk(Recipe.block(AJP, "properties", "worker.list=lb"), outside, inside)) {
            assertServed(apache);
            Response status = get(apache.port("http"), drain, null);
            assertThat(status.status()).isEqualTo(200);
            assertThat(status.text()).contains("type=OK");
            for (int i = 0; i < 4; i++) {
                assertThat(get(apache.port("http"), "/session", null).header("Set-Cookie"))
                        .as("the first node is drained")
                        .contains(".node2;");
            }
        }
    }

    /** And a worker for a session cookie of another name. */
    @Test
    void modJkTellsWhatApacheKnows() throws Exception {
        String workers = Recipe.block(AJP, "properties", "worker.list=lb")
                + Recipe.block(AJP, "properties", "session_cookie").replaceAll("(?m)^ +", "")
                + "worker.list=shop\n";
        String inside = "SetEnv eppn zoe\nJkMount /session shop\n" + Recipe.block(AJP, "apache", "JkEnvVar eppn");
        try (WebServer apache = jk(workers, "", inside)) {
            assertThat(assertServed(apache).get("attributes").toString()).contains("eppn=zoe");
            assertThat(get(apache.port("http"), "/session", null).status()).isEqualTo(200);
        }
    }

    @Test
    void usersWhomApacheKnows() throws Exception {
        try (WebServer apache = apache("", Recipe.block(AJP, "apache", "RewriteRule ^ - [E=AJP_eppn"))) {
            assertThat(get(apache.port("http"), "/info/x", null).status()).isEqualTo(401);
            Map<String, Object> facts = Site.json(get(apache.port("http"), "/admin/x", ALICE));
            assertThat(facts).containsEntry("remoteUser", "alice");
            assertThat(facts.get("attributes").toString()).contains("eppn=zoë@exämple.org");
        }
    }

    @ParameterizedTest
    @CsvSource({"fcgi://jetty/", "scgi://jetty/", "ajp://127.0.0.1:8009/"})
    void apacheBeforeAStockJetty(String address) throws Exception {
        try (WebServer apache = apache("", Recipe.block(JETTY, "apache", address))) {
            assertServed(apache);
        }
    }

    @Test
    void modJkBeforeAStockJetty() throws Exception {
        String workers = Recipe.block(JETTY, "properties", "worker.list=jetty");
        try (WebServer apache = jk(workers, workers.replaceFirst("\n(?s).*", "\n"), "JkMount /* jetty\n")) {
            assertServed(apache);
        }
    }

    @Test
    void nginxBeforeAStockJetty() throws Exception {
        assertThat(Recipe.blocks(JETTY, "nginx")).hasSize(1);
        try (WebServer nginx =
                nginx(Recipe.block(JETTY, "nginx").replace("listen 8085", "listen 127.0.0.1:@PORT:http@"))) {
            assertServed(nginx);
        }
    }

    @Test
    void nginxTunnelsOverScgi() throws Exception {
        try (WebServer nginx = nginx(
                "server {\nlisten 127.0.0.1:@PORT:http@;\n" + Recipe.block("docs/websocket.md", "nginx") + "}\n")) {
            assertServed(nginx);
            assertTalks(nginx);
        }
    }

    private WebServer nginx(String text) throws IOException {
        return start(
                Server.RECIPE_NGINX,
                Map.of("RECIPE", addressed(text).replace("scgi_params", "/etc/nginx/scgi_params")));
    }

    @Test
    void lighttpdTunnels() throws Exception {
        String text = Recipe.block("docs/websocket.md", "lighttpd");
        try (WebServer lighttpd =
                start(Server.RECIPE_LIGHTTPD, Map.of("AUTH", "\"mod_fastcgi\", ", "RECIPE", addressed(text)))) {
            assertServed(lighttpd);
            if (!Server.RECIPE_LIGHTTPD.version().orElseThrow().isBefore(WebSocketIT.TUNNELS_SINCE)) {
                assertTalks(lighttpd);
            }
        }
    }

    /** It asks for a page that the sample has. */
    @Test
    void haproxyAsksForThePage() throws Exception {
        String text = Recipe.block("docs/health.md", "haproxy").replace("/health", "/info");
        try (WebServer haproxy = start(Server.PRINTED_HAPROXY, Map.of("RECIPE", addressed(text)))) {
            assertServed(haproxy);
            String passed = "Health check for server shop/shop1 succeeded, reason: Layer7 check passed, code: 200";
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!haproxy.wholeLog().contains(passed) && System.nanoTime() < end) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
            assertThat(haproxy.wholeLog()).contains(passed);
        }
    }
}
