package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code gangway conf} with {@code --check} and {@code --try}: what it prints, in the real web servers. */
@ExtendWith(LandscapeParameter.class)
class ConfIT {
    private Landscape landscape;
    private Path temporary;
    private Path output;

    @BeforeEach
    void prepare(Landscape landscape) throws IOException {
        this.landscape = landscape;
        temporary = landscape.sandbox().directory("conf-tmp");
        output = Files.createTempFile(landscape.sandbox().directory("conf-logs"), "conf", ".log");
    }

    /** Whatever happened, no file and no process is left. */
    @AfterEach
    void nothingIsLeft() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("gangway-conf")))
                    .isEmpty();
        }
        assertThat(ProcessHandle.allProcesses().filter(process -> Arrays.stream(
                                process.info().arguments().orElse(new String[0]))
                        .anyMatch(word -> word.contains(temporary + "/gangway-conf"))))
                .isEmpty();
    }

    private ChildProcess start(List<String> words) {
        List<String> command = new ArrayList<>(List.of(
                landscape.sandbox().distribution().resolve("bin/gangway").toString(), "conf"));
        command.addAll(words);
        return new ChildProcess(
                command,
                Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "JAVA_OPTS",
                        "-Xmx256m -XX:TieredStopAtLevel=1 -Djava.io.tmpdir=" + temporary),
                output);
    }

    /** What it says; a web server that this machine doesn't have is skipped. */
    private String conf(int status, String words, Object... more) {
        List<String> all = new ArrayList<>(List.of(words.split(" ", -1)));
        Stream.of(more).map(Object::toString).forEach(all::add);
        try (ChildProcess conf = start(all)) {
            int ended = conf.awaitEnd();
            String said = conf.output();
            if (said.contains("is not installed")) {
                LoginServers.skip(said.strip());
            }
            assertThat(ended).as(said).isEqualTo(status);
            return said;
        }
    }

    /** One of one's own building is found by the PATH. */
    @ParameterizedTest
    @ValueSource(strings = {"fcgi", "scgi"})
    void cherokee(String protocol) throws IOException {
        assumeTrue(Program.find("cherokee").isPresent(), "Cherokee isn't in Debian");
        Path files =
                Files.writeString(landscape.sandbox().directory("conf-static").resolve("page.txt"), "a page\n");
        landscape.backend(Backend.SHOP);

        assertThat(conf(
                        0,
                        "cherokee --mount /shop --users --static /static=" + files.getParent()
                                + " --path /static/page.txt --check --try --protocol " + protocol + " --socket",
                        landscape.socket(Backend.SHOP)))
                .contains("gangway: cherokee takes the configuration")
                .containsPattern("cherokee answers GET http://127.0.0.1:\\d+/shop/ without a password with 401")
                .containsPattern("cherokee answers GET http://127.0.0.1:\\d+/shop/ with 200.* over " + protocol);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apache --roles admin;staff --static /static=@STATIC@ --websocket",
                "apache --protocol scgi --roles admin;staff --static /static=@STATIC@",
                "apache --protocol ajp --roles admin;staff --static /static=@STATIC@",
                "mod_fastcgi --roles admin;staff --static /static=@STATIC@",
                "lighttpd --roles admin;staff --static /static=@STATIC@",
                "lighttpd --protocol scgi --roles admin;staff --static /shop/static=@STATIC@",
                "lighttpd --protocol ajp --static /static=@STATIC@",
                "nginx --roles admin;staff --static /static=@STATIC@",
                "nginx --protocol scgi --roles admin;staff --static /static=@STATIC@ --websocket",
                "haproxy --roles admin;staff --websocket",
                "caddy --roles admin;staff --static /static=@STATIC@ --websocket",
                "h2o --roles admin;staff --static /static=@STATIC@",
            })
    void prefixUsersFilesAndTls(String words) throws IOException {
        String more = "";
        if (words.startsWith("mod_fastcgi")) {
            assumeTrue(Files.exists(Server.MOD_FASTCGI), "mod_fastcgi isn't in Debian");
            more = " --modules " + Server.MOD_FASTCGI.getParent();
        }
        Path files = landscape.sandbox().directory("conf-static");
        Files.writeString(files.resolve("page.txt"), "from the web server\n");
        String page = words.replaceFirst(".*--static (/[a-z/]*)=.*", "$1/page.txt");
        if (words.contains("--static")) {
            more += " --path " + page;
        }
        if (words.contains("--websocket")) {
            more += " --path /shop/chat";
        }
        landscape.backend(Backend.SHOP);
        String server = words.split(" ", -1)[0];

        String said = conf(
                0,
                words.replace("@STATIC@", files.toString()) + more
                        + " --mount /shop --name www.example.test --users --tls --check --try --socket",
                landscape.socket(Backend.SHOP));
        assertThat(said)
                .contains("gangway: " + server + " takes the configuration")
                .containsPattern(
                        server + " answers GET https://www.example.test:\\d+/shop/ without a password with 401")
                .containsPattern(
                        server + " answers GET https://www.example.test:\\d+/shop/ with 200.* in \\d+ ms, over "
                                + (words.contains("--protocol") ? words.split(" ", -1)[2] : "fcgi") + " to unix:");
        if (words.contains("--websocket")) {
            assertThat(said)
                    .containsPattern(server + " answers the WebSocket wss://www.example.test:\\d+/shop/chat with 101 .*"
                            + " with a ping through it, over " + (words.contains("scgi") ? "scgi" : "http"));
        }
    }

    /** Over HTTP alone, or beside the other protocol. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "apache --protocol http",
                "nginx",
                "nginx --protocol http",
                "haproxy --protocol http",
                "caddy --protocol http",
                "lighttpd --protocol http",
                "h2o --protocol http --name localhost"
            })
    void webSocketOverHttp(String words) {
        landscape.backend(Backend.HTTP);

        assertThat(conf(
                        0,
                        words + " --check --websocket --try --path /info --path /chat --port",
                        landscape.port(Backend.HTTP)))
                .containsPattern(" answers GET http://\\S+:\\d+/info with 200.* to 127.0.0.1:\\d+\n")
                .containsPattern(
                        " answers the WebSocket ws://\\S+:\\d+/chat with 101 .* over http to 127.0.0.1:\\d+\n");
    }

    @Test
    void noWebSocketAtThePath() {
        landscape.backend(Backend.HTTP);

        assertThat(conf(1, "nginx --websocket --try --path /info --port", landscape.port(Backend.HTTP)))
                .contains("/info with 200 ", "nginx answers no handshake of a WebSocket with 101; give --path");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apache",
                "mod_jk",
                "lighttpd",
                "nginx --protocol scgi",
                "haproxy",
                "caddy",
                "h2o --name localhost"
            })
    void rootOverTcp(String words) {
        landscape.backend(Backend.AUTO);

        assertThat(conf(0, words + " --check --try --port", landscape.port(Backend.AUTO)))
                .containsPattern(" answers GET http://\\S+:\\d+/ with 200.* to 127.0.0.1:\\d+\n");
    }

    @Test
    void modFcgidStartsTheApplication() {
        assertThat(conf(
                        0,
                        "mod_fcgid --mount /shop --users --check --try --war",
                        landscape.sandbox().war()))
                .contains("mod_fcgid takes the configuration", "/shop/ without a password with 401")
                .containsPattern("/shop/ with 200 OK in \\d+ ms, over fcgi to the process that it started");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "lighttpd", "apache --protocol scgi"})
    void filesOfTheWarAreSentByTheWebServer(String words) throws Exception {
        Path app = landscape.sandbox().directory("conf-app");
        Files.writeString(app.resolve("index.html"), "<html>sent</html>\n");
        Files.createDirectories(app.resolve("WEB-INF"));

        assertThat(conf(
                        0,
                        words + " --socket /run/nobody/none.sock --mount /shop --try --sendfile " + app + " --war",
                        app))
                .contains("gangway: Gangway was started at unix:")
                .containsPattern("/shop/ with 200 OK in ");
    }

    @Test
    void trialOfAnApplicationNeedsNoAddress() {
        assertThat(conf(0, "nginx --check --try --war", landscape.sandbox().war()))
                .contains("gangway: Gangway was started at 127.0.0.1:")
                .containsPattern(" answers GET http://\\S+:\\d+/ with 200.* to 127.0.0.1:\\d+\n");
    }

    @Test
    void modFcgidCannotStartWhatIsClosedToIt() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root's web server becomes another user");
        Path closed = Files.createDirectories(
                landscape.sandbox().directory("conf-closed").resolve("in"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path war =
                Files.copy(landscape.sandbox().war(), closed.resolve("shop.war"), StandardCopyOption.REPLACE_EXISTING);

        assertThat(conf(1, "mod_fcgid --try --war", war))
                .startsWith("gangway: mod_fcgid starts Gangway as the user ")
                .contains(" to whom " + closed + " is closed; put Gangway and the WAR where others may read");
    }

    @Test
    void addressAtWhichNobodyListens() {
        assertThat(conf(1, "nginx --try --socket", temporary.resolve("none.sock")))
                .startsWith("gangway: nobody listens at unix:")
                .contains("give --war APP.war");
    }

    @Test
    void controlCLeavesNothing() throws Exception {
        try (ChildProcess conf = start(
                List.of("mod_fcgid", "--try", "--war", landscape.sandbox().war().toString()))) {
            conf.awaitReady(() -> conf.output().contains("is not installed")
                    || conf.descendants()
                            .anyMatch(child -> child.info().command().orElse("").endsWith("/java")));
            if (conf.output().contains("is not installed")) {
                LoginServers.skip(conf.output().strip());
            }
            new ProcessBuilder("kill", "-INT", String.valueOf(conf.pid()))
                    .start()
                    .waitFor();
            assertThat(conf.awaitEnd()).isEqualTo(130);
        }
    }
}
