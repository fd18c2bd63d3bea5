package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoProcessTest {
    private static final Pattern URL =
            Pattern.compile("gangway: open (http://127\\.0\\.0\\.1:\\d+/) \\(Ctrl-C stops\\)");

    @TempDir
    Path directory;

    @Test
    void showsTheApplicationUnderTheUrlThatItPrints() throws Exception {
        Path war = new WarBuilder().probe().pack(directory.resolve("app.war"));
        try (GangwayProcess gangway = GangwayProcess.start("demo", war.toString(), "--port", "0")) {
            Matcher url = URL.matcher(gangway.awaitOutput(line -> line.contains("http")));
            assertThat(url.matches()).isTrue();

            assertThat(get(url.group(1) + "probe/a%20b?q=1").lines())
                    .contains("requestURI=/probe/a%20b", "pathInfo=/a b");

            gangway.terminate();
            assertThat(gangway.awaitExit()).isZero();
        }
    }

    @Test
    void givenPortInUseFails() throws Exception {
        Path war = new WarBuilder().probe().pack(directory.resolve("app.war"));
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                GangwayProcess gangway =
                        GangwayProcess.start("demo", war.toString(), "--port", String.valueOf(other.getLocalPort()))) {
            String line = gangway.awaitLog(text -> text.startsWith("gangway: "));
            assertThat(line).contains("choose another port with --port");
            assertThat(gangway.awaitExit()).isEqualTo(1);
        }
    }

    /** Whoever has it, the test or another process. */
    @Test
    void usualPortInUseIsSaidWithThePortThatWasTaken() throws Exception {
        Path war = new WarBuilder().probe().pack(directory.resolve("app.war"));
        ServerSocket other = new ServerSocket();
        try {
            other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), DemoFront.USUAL_PORT));
        } catch (BindException e) {
            assertThat(e).hasMessageContaining("in use");
        }
        try (other;
                GangwayProcess gangway = GangwayProcess.start("demo", war.toString())) {
            String line = gangway.awaitOutput(text -> text.startsWith("gangway: port"));
            Matcher url = URL.matcher(gangway.awaitOutput(text -> text.contains("http")));
            assertThat(url.matches()).isTrue();
            int port = URI.create(url.group(1)).getPort();
            assertThat(line)
                    .isEqualTo("gangway: port 8080 is in use, so it is " + port + "; --port PORT chooses another");
        }
    }

    @Test
    void applicationGetsTheBrowsersUserAgentAloneAndTheRoad() throws Exception {
        Path war = new WarBuilder().probe().pack(directory.resolve("app.war"));
        try (GangwayProcess gangway = GangwayProcess.start("demo", war.toString(), "--port", "0")) {
            Matcher url = URL.matcher(gangway.awaitOutput(line -> line.contains("http")));
            assertThat(url.matches()).isTrue();
            URLConnection connection =
                    URI.create(url.group(1) + "probe/x").toURL().openConnection();
            connection.setRequestProperty("User-Agent", "browser/1");
            try (InputStream in = connection.getInputStream()) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines())
                        .contains("userAgent=[browser/1]")
                        .anyMatch(line -> line.matches("road=FastCGI over unix:/.*/demo\\.sock"));
            }
        }
    }

    private static String get(String url) throws Exception {
        try (InputStream in = URI.create(url).toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
