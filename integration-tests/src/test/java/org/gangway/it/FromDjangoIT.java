package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code gangway runfcgi} behind the configurations of Django's page, and behind those that {@code docs/from-django.md}
 * prints: as they are but for directories and ports.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(LandscapeParameter.class)
class FromDjangoIT {
    private final List<ChildProcess> processes = new ArrayList<>();

    private Sandbox sandbox;
    private Path home;
    private int port;
    private String manual;

    @BeforeAll
    void prepare(Landscape landscape) throws Exception {
        sandbox = landscape.sandbox();
        home = sandbox.directory("django");
        for (String directory : List.of("public_html", "public_tcp", "media")) {
            sandbox.directory("django/" + directory);
        }
        Files.writeString(home.resolve("public_html/robots.txt"), "robots");
        Files.writeString(home.resolve("media/a.css"), "style");
        Files.writeString(home.resolve("media/favicon.ico"), "icon");
        manual = Files.readString(Path.of("../docs/from-django.md"));
        FreePorts free = new FreePorts();
        port = free.of("django");
        free.release();
        // The web server is another user, and of no common group.
        runfcgi("socket=" + home.resolve("mysite.sock"), "umask=000");
        runfcgi("host=127.0.0.1", "port=" + port);
    }

    private void runfcgi(String... words) {
        List<String> command = new ArrayList<>(List.of(
                sandbox.distribution().resolve("bin/gangway").toString(),
                "runfcgi",
                "daemonize=false",
                "method=threaded",
                "war=" + sandbox.war()));
        command.addAll(List.of(words));
        ChildProcess process = new ChildProcess(
                command,
                Map.of("JAVA_HOME", System.getProperty("java.home")),
                home.resolve("gangway" + processes.size() + ".log"));
        processes.add(process);
        process.awaitReady(() -> process.output().contains("ready"));
    }

    @AfterAll
    void end() {
        processes.forEach(ChildProcess::close);
    }

    /** The block of the manual in that language, for this home. */
    private String manual(String language) {
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(manual);
        assertThat(block.find()).isTrue();
        return block.group(1)
                .replace("/home/user/shop.sock", home + "/mysite.sock")
                .replace("/home/user", home.toString());
    }

    private WebServer start(Server server, String block) {
        Optional<String> missing = server.missing();
        if (missing.isPresent() && (System.getenv("CI") == null || server == Server.DJANGO_APACHE)) {
            System.out.println("skipped: " + missing.get());
            Assumptions.abort(missing.get());
        }
        Map<String, String> values = new HashMap<>(sandbox.values());
        values.put("MOD_FASTCGI", Server.MOD_FASTCGI.toString());
        values.put("DJANGO_PORT", String.valueOf(port));
        values.put("MANUAL", block);
        return new WebServer(server, sandbox.directory(server.name().toLowerCase(Locale.ROOT)), values);
    }

    private static Response get(int port, String host, String path) throws IOException {
        try (HttpConnection connection = new HttpConnection(port, null)) {
            return connection.send(Request.get(path).header("Host", host)).buffered();
        }
    }

    private static void assertServed(int port, String host) throws IOException {
        assertThat(get(port, host, "/").status()).isEqualTo(200);
        assertThat(Site.json(get(port, host, "/info/a%20b?x=1")))
                .containsEntry("requestURI", "/info/a%20b")
                .containsEntry("contextPath", "")
                .containsEntry("servletPath", "/info")
                .containsEntry("pathInfo", "/a b")
                .containsEntry("queryString", "x=1")
                .containsEntry("serverName", host);
        assertThat(get(port, host, "/media/a.css").text()).isEqualTo("style");
    }

    @Test
    void apacheWithFastCgi() throws Exception {
        FreePorts free = new FreePorts();
        int manualPort = free.of("manual");
        free.release();
        String block = manual("apache").replace("*:80", "127.0.0.1:" + manualPort);
        try (WebServer apache = start(Server.DJANGO_APACHE, "Listen 127.0.0.1:" + manualPort + "\n" + block)) {
            assertServed(apache.port("page"), "example.com");
            assertServed(apache.port("tcp"), "example.com");
            assertServed(manualPort, "www.example.com");
            assertThat(get(manualPort, "www.example.com", "/robots.txt").text())
                    .as("what is a file is Apache's")
                    .isEqualTo("robots");
            assertThat(get(apache.port("page"), "example.com", "/robots.txt").status())
                    .as("not with the page's condition")
                    .isEqualTo(404);
        }
    }

    @Test
    void lighttpd() throws Exception {
        try (WebServer lighttpd = start(Server.DJANGO_LIGHTTPD, manual("lighttpd"))) {
            for (String host : List.of("www.example1.com", "www.example2.com", "www.example.com")) {
                assertServed(lighttpd.port("main"), host);
                assertThat(get(lighttpd.port("main"), host, "/favicon.ico").text())
                        .isEqualTo("icon");
            }
        }
    }
}
