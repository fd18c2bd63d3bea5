package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code gangway.fcgi}, started by web servers as on a shared host: many processes, one JVM. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(LandscapeParameter.class)
class RelayIT {
    private static final int CLIENTS = 50;

    private Sandbox sandbox;
    private SharedHosting hosting;

    @BeforeAll
    void prepare(Landscape landscape) throws Exception {
        sandbox = landscape.sandbox();
        hosting = new SharedHosting(sandbox);
    }

    @AfterAll
    void end() throws Exception {
        hosting.close();
    }

    private WebServer start(Server server) {
        Optional<String> missing = server.missing();
        if (missing.isPresent() && (System.getenv("CI") == null || server == Server.RELAY_FASTCGI)) {
            System.out.println("skipped: " + missing.get());
            Assumptions.abort(missing.get());
        }
        return new WebServer(server, sandbox.directory(server.name().toLowerCase(Locale.ROOT)), hosting.values());
    }

    private static Response get(int port, String path) throws IOException {
        return exchange(port, Request.get(path));
    }

    private static Response exchange(int port, Request request) throws IOException {
        try (HttpConnection connection = new HttpConnection(port, null)) {
            return connection.send(request).buffered();
        }
    }

    /** Sends that many at once; all must be served. */
    private static void parallel(int port, String path) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<Integer>> statuses = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                statuses.add(clients.submit(() -> get(port, path).status()));
            }
            for (Future<Integer> status : statuses) {
                assertThat(status.get(60, TimeUnit.SECONDS)).isEqualTo(200);
            }
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void fcgidStartsOneJvmForAllItsProcessesAndTouchReplacesIt() throws Exception {
        hosting.htaccess("fcgid-script");
        Path script = hosting.script("public_html/mysite.fcgi", "");
        try (WebServer apache = start(Server.RELAY_FCGID)) {
            int port = apache.port("main");
            parallel(port, "/slow?ms=200");
            long first = hosting.pid("mysite", 0);
            assertThat(hosting.jvms("mysite")).hasSize(1).allMatch(jvm -> jvm.pid() == first);
            assertThat(apache.running(script)).as("processes of mod_fcgid").hasSizeGreaterThan(1);
            transfer(port);

            long second = replacedUnderLoad(
                    port,
                    first,
                    () -> Files.setLastModifiedTime(
                            script,
                            FileTime.fromMillis(
                                    Files.getLastModifiedTime(script).toMillis() + 5000)));
            long third = replacedUnderLoad(port, second, () -> hosting.war("mysite"));

            ProcessHandle.of(third).orElseThrow().destroyForcibly();
            SharedHosting.await(() -> !hosting.accepts("mysite"));
            assertThat(get(port, "/info").status()).as("after kill -9").isEqualTo(200);
            long fourth = hosting.pid("mysite", third);

            Files.writeString(hosting.home().resolve("mysite.war"), "half a WAR");
            assertThat(get(port, "/info").status()).isEqualTo(200);
            SharedHosting.await(() -> apache.wholeLog().contains("mysite.fcgi: the application can't be started: "));
            assertThat(get(port, "/info").status()).as("by the old one").isEqualTo(200);
            assertThat(hosting.pid("mysite", 0)).isEqualTo(fourth);
        } finally {
            hosting.war("mysite");
        }
        assertThat(hosting.jvms("mysite")).as("it outlives the web server").hasSize(1);
    }

    @Test
    void jvmThatIsIdleEndsAndTheNextRequestStartsAnother() throws Exception {
        hosting.htaccess("fcgid-script");
        hosting.war("idle");
        hosting.script("public_html/idle.fcgi", "@options = qw(--exit-when-idle=2s);");
        try (WebServer apache = start(Server.RELAY_FCGID)) {
            int port = apache.port("main");
            assertThat(get(port, "/idle.fcgi/info").status()).isEqualTo(200);
            long first = hosting.pid("idle", 0);
            SharedHosting.await(() -> hosting.jvms("idle").isEmpty());
            assertThat(get(port, "/idle.fcgi/info").status()).isEqualTo(200);
            assertThat(hosting.pid("idle", first)).isNotEqualTo(first);
        }
    }

    @Test
    void jvmThatCannotStartIsA503WithTheReasonInTheErrorLog() throws Exception {
        hosting.htaccess("fcgid-script");
        hosting.script("public_html/nothing.fcgi", "");
        try (WebServer apache = start(Server.RELAY_FCGID)) {
            assertThat(get(apache.port("main"), "/nothing.fcgi/").status()).isEqualTo(503);
            assertThat(apache.wholeLog())
                    .contains("nothing.fcgi: the application can't be started: there is no WAR " + hosting.home()
                            + "/nothing.war; check the path; the log is " + hosting.state("nothing") + "/log");
        }
    }

    @Test
    void lighttpdStartsItForFastCgiAndScgi() throws Exception {
        hosting.script("mysite.fcgi", "$state .= '-lighttpd';");
        hosting.script("scgi.fcgi", "$war = \"$home/mysite.war\"; @options = qw(--protocol=scgi);");
        try (WebServer lighttpd = start(Server.RELAY_LIGHTTPD)) {
            int port = lighttpd.port("main");
            parallel(port, "/slow?ms=200");
            transfer(port);
            parallel(port, "/scgi/slow?ms=200");
            assertThat(hosting.jvms("mysite-lighttpd")).hasSize(1);
            assertThat(hosting.jvms("scgi")).hasSize(1);
        }
    }

    @Test
    void modFastCgiStartsItWithItselfAndByHtaccess() throws Exception {
        hosting.htaccess("fastcgi-script");
        hosting.script("public_html/mysite.fcgi", "$state .= '-dynamic';");
        hosting.script("static/mysite.fcgi", "$state .= '-static';");
        try (WebServer apache = start(Server.RELAY_FASTCGI)) {
            int port = apache.port("main");
            // mod_fastcgi may connect to a socket that it has bound and doesn't listen on yet, before it starts a
            // program.
            SharedHosting.await(() -> get(port, "/info").status() == 200);
            parallel(port, "/slow?ms=200");
            parallel(port, "/static/slow?ms=200");
            transfer(port);
            assertThat(hosting.jvms("mysite-dynamic")).hasSize(1);
            assertThat(hosting.jvms("mysite-static")).hasSize(1);
        }
    }

    @Test
    void spawnFcgiStartsIt() throws Exception {
        Path spawnFcgi = Program.find("spawn-fcgi").orElse(null);
        Path cgiFcgi = Program.find("cgi-fcgi").orElse(null);
        Assumptions.assumeTrue(spawnFcgi != null && cgiFcgi != null, "spawn-fcgi or cgi-fcgi is not installed");
        Path script = hosting.script("spawned.fcgi", "$war = \"$home/mysite.war\";");
        Path socket = hosting.home().resolve("spawned.sock");
        List<String> command = new ArrayList<>(List.of(spawnFcgi.toString(), "-n", "-s", socket.toString()));
        if (System.getProperty("user.name").equals("root")) {
            // The state directories belong to the user that the web servers of the other tests have.
            command.addAll(List.of(
                    "-u", hosting.values().get("USER"), "-g", hosting.values().get("GROUP")));
        }
        command.addAll(List.of("--", script.toString()));
        try (ChildProcess spawned = new ChildProcess(command, Map.of(), sandbox.file("relay-spawned.log"))) {
            spawned.awaitReady(() -> Files.exists(socket));
            try (ChildProcess client = new ChildProcess(
                    List.of(cgiFcgi.toString(), "-bind", "-connect", socket.toString()),
                    Map.of(
                            "REQUEST_METHOD",
                            "GET",
                            "REQUEST_URI",
                            "/info/cgi",
                            "SCRIPT_NAME",
                            "",
                            "PATH_INFO",
                            "/info/cgi"),
                    sandbox.file("relay-cgi-fcgi.log"))) {
                assertThat(client.awaitEnd()).isZero();
                assertThat(client.output()).startsWith("Status: 200").contains("\"requestURI\":\"/info/cgi\"");
            }
            spawned.terminate();
            assertThat(spawned.awaitEnd()).as("exit status after SIGTERM").isZero();
        }
        assertThat(hosting.jvms("spawned")).hasSize(1);
    }

    private static void transfer(int port) throws IOException {
        byte[] body = new byte[3_000_000];
        new Random(7).nextBytes(body);
        assertThat(Site.json(exchange(
                        port, Request.post("/upload", body).header("Content-Type", "application/octet-stream"))))
                .containsEntry("sha256", Checksum.sha256(body));
        Response bytes = get(port, "/bytes?n=3000000");
        assertThat(Checksum.sha256(bytes.bytes())).isEqualTo(bytes.header("X-Content-SHA256"));
    }

    /** Does something that needs another JVM, amidst requests, of which none may fail. Returns its process id. */
    private long replacedUnderLoad(int port, long before, Change change) throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        ExecutorService clients = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                counts.add(clients.submit(() -> {
                    int served = 0;
                    while (!enough.get()) {
                        assertThat(get(port, "/slow?ms=20").status()).isEqualTo(200);
                        served++;
                    }
                    return served;
                }));
            }
            change.make();
            long after = hosting.pid("mysite", before);
            SharedHosting.await(() -> ProcessHandle.of(before).isEmpty());
            enough.set(true);
            for (Future<Integer> count : counts) {
                assertThat(count.get(60, TimeUnit.SECONDS)).isPositive();
            }
            assertThat(hosting.jvms("mysite")).hasSize(1);
            return after;
        } finally {
            enough.set(true);
            clients.shutdownNow();
        }
    }

    private interface Change {
        void make() throws Exception;
    }
}
