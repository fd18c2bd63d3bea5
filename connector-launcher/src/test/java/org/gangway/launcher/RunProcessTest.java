package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.client.ContentResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource({"4.0, 4.0", "6.0, 6.0", "6.1, 6.1"})
    void servesEachLevelWithAnnotationsAndJsp(String descriptor, String servlet) throws Exception {
        Path war = war(descriptor);
        Path socket = directory.resolve("x.sock");
        try (GangwayProcess gangway = GangwayProcess.start("run", war.toString(), "--socket", socket.toString());
                FastCgiClient client = FastCgiClient.unix(socket)) {
            Matcher ready = ready(gangway);
            assertThat(ready.group(1)).isEqualTo(war.toString());
            assertThat(ready.group(2)).isEqualTo("unix:" + socket);
            assertThat(Long.parseLong(ready.group(3))).isEqualTo(gangway.pid());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-rw----");

            assertThat(client.get("/probe/a").getContentAsString().lines())
                    .contains("servlet=" + servlet, "contextPath=", "requestURI=/probe/a", "pathInfo=/a");
            assertThat(client.get("/hello.jsp").getContentAsString()).isEqualTo("Hello 42, 2");

            gangway.terminate();
            assertThat(gangway.awaitExit()).isZero();
            assertThat(socket).doesNotExist();
        }
    }

    @Test
    void warSeesTheApiAndNotTheServer() throws Exception {
        Path war = new WarBuilder().probe().explode(directory.resolve("exploded"));
        try (GangwayProcess gangway = GangwayProcess.start("run", war.toString(), "--port", "0");
                FastCgiClient client = FastCgiClient.tcp(ready(gangway).group(2))) {
            assertThat(client.get("/probe/").getContentAsString().lines())
                    .contains(
                            "servlet=6.1", "jsp=true", "jetty=false", "slf4j=false", "gangway=false", "services=false");
        }
    }

    @Test
    void mountPointIsTheContextPath() throws Exception {
        Path socket = directory.resolve("x.sock");
        try (GangwayProcess gangway = GangwayProcess.start(
                        "run", war("6.0").toString(), "--socket", socket.toString(), "--script-name", "/shop");
                FastCgiClient client = FastCgiClient.unix(socket)) {
            ready(gangway);
            assertThat(client.get("/shop/probe/a%20b").getContentAsString().lines())
                    .contains("contextPath=/shop", "requestURI=/shop/probe/a%20b", "pathInfo=/a b");
            assertThat(client.get("/other/probe").getStatus()).isEqualTo(404);
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
            String address = ready(gangway).group(2);
            if (scgi) {
                assertThat(RawClient.scgi(address, "/shop/probe/a")).contains("Status: 200", "contextPath=/shop");
            }
            if (ajp) {
                assertThat(RawClient.ajp(address, "/shop/probe/a", "open sesame"))
                        .contains("contextPath=/shop");
                assertThat(RawClient.ajp(address, "/shop/probe/a", "wrong")).doesNotContain("contextPath");
                gangway.awaitLog(line -> line.contains("the secret is wrong; set the same here and at the web server"));
            }
            if (scgi && ajp) {
                try (FastCgiClient client = FastCgiClient.tcp(address)) {
                    assertThat(client.get("/shop/probe/a").getContentAsString()).contains("contextPath=/shop");
                }
                assertThat(RawClient.send(address, "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)))
                        .isEmpty();
                assertThat(gangway.awaitLog(line -> line.contains("can't begin with")))
                        .contains("\"GET / HT\"; have the web server speak FastCGI, SCGI or AJP");
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
            assertThat(RawClient.scgi(ready(gangway).group(2), "/probe/a"))
                    .contains("Status: 302")
                    .contains("Location: https://www.example.test/probe/a");
        }
    }

    @Test
    void routeEndsSessionIds() throws Exception {
        try (GangwayProcess gangway =
                GangwayProcess.start("run", war("6.0").toString(), "--port=0", "--protocol=scgi", "--route=node1")) {
            assertThat(RawClient.scgi(ready(gangway).group(2), "/hello.jsp"))
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
                        GangwayProcess.start("run", war, "--socket", lenient.toString(), "--allow-encoded-slash");
                FastCgiClient refused = FastCgiClient.unix(strict);
                FastCgiClient allowed = FastCgiClient.unix(lenient)) {
            ready(refusing);
            ready(allowing);
            assertThat(refused.get("/probe/a%2Fb").getStatus()).isEqualTo(400);
            assertThat(refused.get("/probe/100%2541").getContentAsString().lines())
                    .contains("requestURI=/probe/100%2541", "pathInfo=/100%41");
            assertThat(allowed.get("/probe/a%2Fb").getContentAsString().lines())
                    .contains("requestURI=/probe/a%2Fb", "pathInfo=/a/b");
        }
    }

    @Test
    void socketInUseFailsAndLeavesTheOwnerAlone() throws Exception {
        Path socket = directory.resolve("x.sock");
        String war = war("6.0").toString();
        try (GangwayProcess owner = GangwayProcess.start("run", war, "--socket", socket.toString());
                FastCgiClient client = FastCgiClient.unix(socket)) {
            ready(owner);
            try (GangwayProcess second = GangwayProcess.start("run", war, "--socket", socket.toString())) {
                assertThat(second.awaitLog(line -> true)).startsWith("gangway: cannot listen at unix:" + socket);
                assertThat(second.awaitExit()).isEqualTo(1);
            }
            assertThat(client.get("/probe/").getStatus()).isEqualTo(200);
        }
    }

    @Test
    void f4TerminationLetsTheRunningRequestFinishAndExitsWithZero() throws Exception {
        Path socket = directory.resolve("x.sock");
        Path log = directory.resolve("gangway.log");
        Path hold = Files.createDirectory(directory.resolve("hold"));
        try (GangwayProcess gangway = GangwayProcess.start(
                        "run", war("6.0").toString(), "--socket", socket.toString(), "--log", log.toString());
                FastCgiClient client = FastCgiClient.unix(socket)) {
            ready(gangway);
            CompletableFuture<ContentResponse> running = client.send("/probe/?hold=" + hold);
            await(() -> Files.exists(hold.resolve("entered")));

            gangway.terminate();
            await(() -> Files.readString(log).contains("Stopping"));
            assertThat(running).isNotDone();
            Files.createFile(hold.resolve("go"));

            assertThat(running.get(60, TimeUnit.SECONDS).getStatus()).isEqualTo(200);
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
