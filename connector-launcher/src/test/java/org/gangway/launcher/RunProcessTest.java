package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gangway.jetty.ajp.AjpClient;
import org.gangway.jetty.fastcgi.WebServer;
import org.gangway.jetty.fastcgi.Wire;
import org.gangway.jetty.http.HttpAnswer;
import org.gangway.jetty.scgi.ScgiClient;
import org.gangway.jetty.testing.Bytes;
import org.gangway.jetty.testing.ClientConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunProcessTest {
    private static final Pattern READY = Pattern.compile(
            "gangway: ready: (\\S+) over (?:fcgi|scgi|ajp|auto) at (\\S+)(?: \\(AJP: .*\\))?, pid (\\d+), started in (\\d+) ms");

    @TempDir
    Path directory;

    private Path war(String version) throws Exception {
        WarBuilder war = version.equals("4.0")
                ? new WarBuilder()
                        .descriptor(WarBuilder.javaxDescriptor(version))
                        .javaxProbe()
                : new WarBuilder()
                        .descriptor(WarBuilder.jakartaDescriptor(version))
                        .probe();
        return war.entry("hello.jsp", "<%@ page contentType='text/plain' %>Hello <%= 6 * 7 %>, ${1 + 1}")
                .pack(directory.resolve("app.war"));
    }

    private static Matcher ready(GangwayProcess gangway) throws InterruptedException {
        Matcher ready = READY.matcher(gangway.awaitOutput(line -> line.contains("ready")));
        assertThat(ready.matches()).isTrue();
        return ready;
    }

    private static SocketAddress address(GangwayProcess gangway) throws InterruptedException {
        return ClientConnection.address(ready(gangway).group(2));
    }

    @Test
    void aStaleSocketIsReportedOnce() throws Exception {
        Path socket = directory.resolve("x.sock");
        ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        dead.bind(UnixDomainSocketAddress.of(socket));
        dead.close();
        try (GangwayProcess gangway =
                GangwayProcess.start("run", war("6.0").toString(), "--socket", socket.toString())) {
            ready(gangway);
            gangway.terminate();
            assertThat(gangway.restOfLog())
                    .filteredOn(line -> line.contains("stale"))
                    .singleElement()
                    .asString()
                    .contains("replacing the stale socket " + socket + ": nobody listens on it");
        }
    }

    @ParameterizedTest
    @CsvSource({"4.0, 4.0", "6.0, 6.0", "6.1, 6.1"})
    void servesEachLevelWithAnnotationsAndJsp(String descriptor, String servlet) throws Exception {
        Path war = war(descriptor);
        Path socket = directory.resolve("x.sock");
        try (GangwayProcess gangway = GangwayProcess.start("run", war.toString(), "--socket", socket.toString())) {
            Matcher ready = ready(gangway);
            assertThat(ready.group(1)).isEqualTo(war.toString());
            assertThat(ready.group(2)).isEqualTo("unix:" + socket);
            assertThat(Long.parseLong(ready.group(3))).isEqualTo(gangway.pid());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-rw----");

            assertThat(WebServer.get(socket, "/probe/a").bodyText().lines())
                    .contains("servlet=" + servlet, "contextPath=", "requestURI=/probe/a", "pathInfo=/a");
            assertThat(WebServer.get(socket, "/hello.jsp").bodyText()).isEqualTo("Hello 42, 2");

            gangway.terminate();
            assertThat(gangway.awaitExit()).isZero();
            assertThat(socket).doesNotExist();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ee11", "ee10"})
    void warSeesTheApiAndNotTheServer(String onClassPath) throws Exception {
        Path war = new WarBuilder().probe().explode(directory.resolve("exploded"));
        try (GangwayProcess gangway =
                GangwayProcess.startWithLevel(onClassPath, "run", war.toString(), "--port", "0")) {
            assertThat(WebServer.get(address(gangway), "/probe/").bodyText().lines())
                    .contains(
                            "servlet=6.1", "jsp=true", "jetty=false", "slf4j=false", "gangway=false", "services=false");
        }
    }

    @Test
    void mountPointIsTheContextPath() throws Exception {
        Path socket = directory.resolve("x.sock");
        try (GangwayProcess gangway = GangwayProcess.start(
                "run", war("6.0").toString(), "--socket", socket.toString(), "--script-name", "/shop")) {
            ready(gangway);
            assertThat(WebServer.get(socket, "/shop/probe/a%20b").bodyText().lines())
                    .contains("contextPath=/shop", "requestURI=/shop/probe/a%20b", "pathInfo=/a b");
            assertThat(WebServer.get(socket, "/other/probe").status()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @CsvSource({"scgi, true, false", "ajp, false, true", "auto, true, true"})
    void speaksTheProtocolOfTheOption(String protocol, boolean scgi, boolean ajp) throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "open sesame\n");
        List<String> options = new ArrayList<>(
                List.of("run", war("6.0").toString(), "--port=0", "--protocol=" + protocol, "--script-name=/shop"));
        if (ajp) {
            options.add("--secret-file=" + secret);
        }
        try (GangwayProcess gangway = GangwayProcess.start(options.toArray(String[]::new))) {
            SocketAddress address = address(gangway);
            if (scgi) {
                HttpAnswer answer = ScgiClient.get(address, "/shop/probe/a");
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.bodyText()).contains("contextPath=/shop");
            }
            if (ajp) {
                assertThat(AjpClient.get(address, "/shop/probe/a", "AJP_SECRET", "open sesame")
                                .bodyText())
                        .contains("contextPath=/shop");
                assertThat(AjpClient.get(address, "/shop/probe/a", "AJP_SECRET", "wrong")
                                .status())
                        .isEqualTo(403);
                gangway.awaitLog(line -> line.contains("the secret is wrong; set the same here and at the web server"));
            }
            if (scgi && ajp) {
                assertThat(WebServer.get(address, "/shop/probe/a").bodyText()).contains("contextPath=/shop");
                try (ClientConnection http = new ClientConnection(address)) {
                    http.send(Bytes.of("GET /shop/probe/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
                    assertThat(new String(http.rest(), StandardCharsets.UTF_8))
                            .startsWith("HTTP/1.1 200 OK\r\n")
                            .contains("contextPath=/shop");
                }
            }
            gangway.terminate();
            assertThat(gangway.awaitExit()).isZero();
        }
    }

    @Test
    void wishForHttpsRedirectsToTheWebServer() throws Exception {
        String descriptor = WarBuilder.jakartaDescriptor("6.0")
                .replaceFirst(
                        "></web-app>$",
                        "><security-constraint><web-resource-collection><web-resource-name>all</web-resource-name>"
                                + "<url-pattern>/*</url-pattern></web-resource-collection><user-data-constraint>"
                                + "<transport-guarantee>CONFIDENTIAL</transport-guarantee></user-data-constraint>"
                                + "</security-constraint></web-app>");
        Path war = new WarBuilder().descriptor(descriptor).probe().pack(directory.resolve("app.war"));
        try (GangwayProcess gangway = GangwayProcess.start("run", war.toString(), "--port=0", "--protocol=scgi")) {
            HttpAnswer answer =
                    ScgiClient.get(address(gangway), "/probe/a", "HTTP_HOST", "www.example.test", "SERVER_PORT", "80");
            assertThat(answer.status()).isEqualTo(302);
            assertThat(answer.fields("Location")).containsExactly("https://www.example.test/probe/a");
        }
    }

    @Test
    void routeEndsSessionIds() throws Exception {
        try (GangwayProcess gangway =
                GangwayProcess.start("run", war("6.0").toString(), "--port=0", "--protocol=scgi", "--route=node1")) {
            assertThat(ScgiClient.get(address(gangway), "/hello.jsp").fields("Set-Cookie"))
                    .singleElement()
                    .asString()
                    .containsPattern("JSESSIONID=[^;]+\\.node1;");
        }
    }

    @Test
    void encodedSlashPassesOnlyWhenAllowed() throws Exception {
        Path strict = directory.resolve("strict.sock");
        Path lenient = directory.resolve("lenient.sock");
        String war = war("6.1").toString();
        try (GangwayProcess refusing = GangwayProcess.start("run", war, "--socket", strict.toString());
                GangwayProcess allowing =
                        GangwayProcess.start("run", war, "--socket", lenient.toString(), "--allow-encoded-slash")) {
            ready(refusing);
            ready(allowing);
            assertThat(WebServer.get(strict, "/probe/a%2Fb").status()).isEqualTo(400);
            assertThat(WebServer.get(strict, "/probe/100%2541").bodyText().lines())
                    .contains("requestURI=/probe/100%2541", "pathInfo=/100%41");
            assertThat(WebServer.get(lenient, "/probe/a%2Fb").bodyText().lines())
                    .contains("requestURI=/probe/a%2Fb", "pathInfo=/a/b");
        }
    }

    @Test
    void socketInUseFailsAndLeavesTheOwnerAlone() throws Exception {
        Path socket = directory.resolve("x.sock");
        String war = war("6.0").toString();
        try (GangwayProcess owner = GangwayProcess.start("run", war, "--socket", socket.toString())) {
            ready(owner);
            try (GangwayProcess second = GangwayProcess.start("run", war, "--socket", socket.toString())) {
                assertThat(second.awaitLog(line -> true)).startsWith("gangway: cannot listen at unix:" + socket);
                assertThat(second.awaitExit()).isEqualTo(1);
            }
            assertThat(WebServer.get(socket, "/probe/").status()).isEqualTo(200);
        }
    }

    @Test
    void f4TerminationLetsTheRunningRequestFinishAndExitsWithZero() throws Exception {
        Path socket = directory.resolve("x.sock");
        Path log = directory.resolve("gangway.log");
        Path hold = Files.createDirectory(directory.resolve("hold"));
        try (GangwayProcess gangway = GangwayProcess.start(
                "run", war("6.0").toString(), "--socket", socket.toString(), "--log", log.toString())) {
            ready(gangway);
            try (WebServer running = new WebServer(UnixDomainSocketAddress.of(socket))) {
                running.send(Wire.get(1, Wire.CLOSE, "/probe/?hold=" + hold));
                await(() -> Files.exists(hold.resolve("entered")));

                gangway.terminate();
                await(() -> Files.readString(log).contains("Stopping"));
                Files.createFile(hold.resolve("go"));

                assertThat(running.answer(1).complete().status()).isEqualTo(200);
            }
            assertThat(gangway.awaitExit()).isZero();
            assertThat(socket).doesNotExist();
            assertThat(Files.readString(log)).contains("ready: ").contains("Stopped");
        }
    }

    private static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("time").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }
}
