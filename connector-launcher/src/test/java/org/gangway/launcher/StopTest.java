package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.gangway.jetty.scgi.ScgiClient;
import org.gangway.jetty.scgi.ScgiWire;
import org.gangway.jetty.testing.Bytes;
import org.gangway.jetty.testing.CgiVariables;
import org.gangway.jetty.testing.ClientConnection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM while requests don't end, and while the start isn't done. */
class StopTest {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

    @TempDir
    Path directory;

    private Path hold;

    @BeforeEach
    void makeDirectories() throws Exception {
        hold = Files.createDirectory(directory.resolve("hold"));
        Files.createDirectory(directory.resolve("work"));
    }

    /** One never looks at its connection, as an event stream between two events; one waits for a body that stalls. */
    @Test
    void requestsThatDontEndTakeTheStopTimeoutOnce() throws Exception {
        String war = new WarBuilder().probe().pack(directory.resolve("app.war")).toString();
        try (GangwayProcess gangway = GangwayProcess.start(
                "run", war, "--port=0", "--protocol=scgi", "--stop-timeout=" + STOP_TIMEOUT.toMillis() + "ms")) {
            String ready = gangway.awaitOutput(line -> line.contains("ready"));
            SocketAddress address = ClientConnection.address(ready.replaceFirst(".* at ([^ ,]+),.*", "$1"));
            try (ScgiClient stream = scgi(address, "GET", "/probe/?hold=" + hold, 0, "");
                    ScgiClient upload =
                            scgi(address, "POST", "/probe/?begun=" + hold.resolve("begun"), 1000, "begin")) {
                await(hold.resolve("entered"));
                await(hold.resolve("begun"));
                long begin = System.nanoTime();
                gangway.terminate();
                gangway.awaitLog(line -> line.contains("Requests still run after 3000 ms (--stop-timeout)"));
                assertThat(gangway.awaitExit()).isZero();
                assertThat(Duration.ofNanos(System.nanoTime() - begin))
                        .isBetween(STOP_TIMEOUT, STOP_TIMEOUT.multipliedBy(2).plusMillis(500));
                assertThat(gangway.restOfLog())
                        .noneMatch(line -> line.contains("Could not stop cleanly"))
                        .anyMatch(line -> line.endsWith("Stopped"));
                assertThat(stream.channel.isConnected() && upload.channel.isConnected())
                        .isTrue();
            }
        }
    }

    @Test
    void stopDuringTheStartIsNeverReady() throws Exception {
        try (GangwayProcess gangway = GangwayProcess.start("run", slowWar(), "--port=0")) {
            await(hold.resolve("entered"));
            gangway.terminate();
            gangway.awaitLog(line -> line.contains("Stopping"));
            Files.createFile(hold.resolve("go"));
            assertThat(gangway.awaitExit()).isZero();
            assertThat(gangway.restOfOutput()).isEmpty();
            assertThat(gangway.restOfLog())
                    .noneMatch(line -> line.contains("WARN") || line.contains("ERROR"))
                    .anyMatch(line -> line.endsWith("Stopped"));
        }
    }

    @Test
    void stopDuringTheStartLeavesTheSocketToTheRunningServer() throws Exception {
        Path socket = directory.resolve("x.sock");
        try (ServerSocketChannel running = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            running.bind(UnixDomainSocketAddress.of(socket));
            Object before = Files.getAttribute(socket, "unix:ino");
            try (GangwayProcess successor =
                    GangwayProcess.start("run", slowWar(), "--socket=" + socket, "--take-over")) {
                await(hold.resolve("entered"));
                successor.terminate();
                successor.awaitLog(line -> line.contains("Stopping"));
                Files.createFile(hold.resolve("go"));
                assertThat(successor.awaitExit()).isZero();
                assertThat(Files.getAttribute(socket, "unix:ino")).isEqualTo(before);
                SocketChannel.open(UnixDomainSocketAddress.of(socket)).close();
            }
        }
        assertThat(names()).containsExactlyInAnyOrder("app.war", "hold", "work", "x.sock");
    }

    @Test
    void startThatDoesntEndTakesTheStopTimeout() throws Exception {
        Path work = directory.resolve("work");
        try (GangwayProcess gangway = GangwayProcess.start(
                "run",
                slowWar(),
                "--socket=" + directory.resolve("x.sock"),
                "--stop-timeout=200ms",
                "--work-dir=" + work)) {
            await(hold.resolve("entered"));
            gangway.terminate();
            gangway.awaitLog(line -> line.contains("The start isn't done after 200 ms (--stop-timeout)"));
            assertThat(gangway.awaitExit()).isZero();
            assertThat(gangway.restOfOutput()).isEmpty();
        }
        assertThat(names()).containsExactlyInAnyOrder("app.war", "hold", "work");
        assertThat(work.resolve("app")).doesNotExist();
    }

    private String slowWar() throws Exception {
        String descriptor = WarBuilder.jakartaDescriptor("6.0")
                .replace(
                        "></web-app>",
                        "><context-param><param-name>hold</param-name><param-value>" + hold
                                + "</param-value></context-param><listener><listener-class>com.example.SlowListener"
                                + "</listener-class></listener></web-app>");
        return new WarBuilder()
                .descriptor(descriptor)
                .bytes("WEB-INF/classes/com/example/SlowListener.class", WarBuilder.example("SlowListener"))
                .pack(directory.resolve("app.war"))
                .toString();
    }

    private List<String> names() throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static ScgiClient scgi(SocketAddress address, String method, String target, int length, String body)
            throws Exception {
        return new ScgiClient(address)
                .send(ScgiWire.head(CgiVariables.of(method, target), String.valueOf(length)), Bytes.of(body));
    }

    private static void await(Path file) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.exists(file)) {
            assertThat(System.nanoTime()).as("time for " + file).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
