package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gangway.fcgi} by itself. Behind web servers, and with a JVM: RelayIT. */
class RelayTest {
    private static final String BEGIN_REQUEST = "\1\1\0\7\0\10\0\0" + "\0\1\0\0\0\0\0\0";

    @TempDir
    Path home;

    private Relay relay;

    @BeforeEach
    void install() throws IOException {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/perl")) || "true".equals(System.getenv("CI")), "perl isn't there");
        relay = new Relay(home);
    }

    @AfterEach
    void end() throws IOException {
        if (relay != null) {
            relay.close();
        }
    }

    private static long pid(String response) {
        assertThat(response).startsWith("Status: 200 OK\r\n\r\n");
        return Long.parseLong(response.lines().toList().get(2));
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("time").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private static boolean alive(long pid) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        return process.isPresent() && process.get().isAlive();
    }

    @Test
    void shellIsToldInOneLineWhatItIsFor() throws Exception {
        Process process = new ProcessBuilder(home.resolve("mysite.fcgi").toString())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("mysite.fcgi: a web server starts this, with a listening socket as file descriptor 0")
                .hasLineCount(1);
        assertThat(process.waitFor()).isEqualTo(1);
    }

    @Test
    void tcpSocketThatOthersReachIsRefused() throws Exception {
        Process open = relay.start("0.0.0.0", "mysite.fcgi");
        assertThat(open.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(open.exitValue()).isEqualTo(1);
        assertThat(relay.errors())
                .contains("is a TCP socket that others can reach")
                .hasLineCount(1);
    }

    @Test
    void manyProcessesShareOneApplicationThatOutlivesThem() throws Exception {
        List<Path> sockets = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            sockets.add(relay.spawn("mysite.fcgi"));
        }
        ExecutorService clients = Executors.newFixedThreadPool(32);
        try {
            List<Future<String>> responses = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                Path socket = sockets.get(i % sockets.size());
                responses.add(clients.submit(() -> Relay.scgi(socket, "hello")));
            }
            for (Future<String> response : responses) {
                assertThat(pid(response.get(60, TimeUnit.SECONDS)))
                        .isEqualTo(relay.starts().get(0));
                assertThat(response.get()).endsWith("\nhello");
            }
        } finally {
            clients.shutdownNow();
        }
        assertThat(relay.starts()).hasSize(1);
        relay.last().destroyForcibly().waitFor();
        assertThat(alive(relay.starts().get(0))).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(".gangway/mysite"))))
                .isEqualTo("rwx------");
    }

    @Test
    void carriesMoreThanAnyBufferBothWaysAndHalfClosedConnections() throws Exception {
        Path socket = relay.spawn("mysite.fcgi");
        String body = "0123456789abcdef".repeat(100_000);
        assertThat(Relay.scgi(socket, "POST", body, true)).endsWith(body);
        assertThat(Relay.scgi(socket, "POST", body, false)).endsWith(body);
        assertThat(mostMemory(relay.last())).as("kB").isLessThan(10_000);
    }

    private static int mostMemory(Process process) throws Exception {
        Path status = Path.of("/proc", process.pid() + "", "status");
        assumeTrue(Files.exists(status), "there is no /proc to look at the process");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> Integer.parseInt(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void touchStartsANewOneInTheRunningOnesPlace() throws Exception {
        Path socket = relay.spawn("mysite.fcgi");
        long first = pid(Relay.scgi(socket, ""));
        for (String file : List.of("mysite.fcgi", "mysite.war", "gangway/lib")) {
            Files.setLastModifiedTime(
                    home.resolve(file), FileTime.from(Instant.now().minusSeconds(1000)));
            long before = first;
            await(() -> pid(Relay.scgi(socket, "")) != before);
            await(() -> !alive(before));
            first = pid(Relay.scgi(socket, ""));
        }
        assertThat(relay.starts()).hasSize(4);
        assertThat(relay.last().isAlive()).isTrue();
    }

    @Test
    void processGoesOnAsWhatTheScriptIsNow() throws Exception {
        Path socket = relay.spawn("mysite.fcgi");
        pid(Relay.scgi(socket, ""));
        Files.move(home.resolve("mysite.war"), home.resolve("other.war"));
        Path changed = home.resolve("new");
        Relay.install(changed, "$war = \"$home/other.war\"; $state = \"$home/.gangway/other\";");
        Files.move(changed, home.resolve("mysite.fcgi"), StandardCopyOption.REPLACE_EXISTING);

        pid(Relay.scgi(socket, ""));
        assertThat(relay.starts()).hasSize(2);
        await(() -> Files.exists(home.resolve(".gangway/other/pid")));
    }

    @Test
    void killedApplicationIsStartedAgainAndSoonLeftLonger() throws Exception {
        Path socket = relay.spawn("mysite.fcgi");
        for (int i = 0; i < 3; i++) {
            long pid = pid(Relay.scgi(socket, ""));
            Path file = home.resolve(".gangway/mysite/pid");
            await(() -> Files.exists(file) && Files.readString(file).equals(pid + "\n"));
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            await(() -> !alive(pid));
        }
        CompletableFuture<String> fourth = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return Relay.scgi(socket, "");
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                task -> new Thread(task, "test").start());
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        assertThat(fourth).as("it crashed three times at once").isNotDone();
        assertThat(relay.starts()).hasSize(3);
        Path last = home.resolve(".gangway/mysite/start");
        String[] lines = Files.readString(last).split("\n", 2);
        Files.writeString(last, Long.parseLong(lines[0]) - 9 + "\n" + lines[1]);
        pid(fourth.get(30, TimeUnit.SECONDS));
    }

    @Test
    void failedStartIsA503WithTheReasonAndIsTriedAgainWhenTheWarIsAnother() throws Exception {
        Files.createFile(home.resolve("broken"));
        Path socket = relay.spawn("mysite.fcgi");

        assertThat(Relay.scgi(socket, ""))
                .startsWith("Status: 503 Service Unavailable\r\n")
                .doesNotContain("luck");
        assertThat(relay.errors())
                .contains("mysite.fcgi: the application can't be started: no luck today; the log is " + home
                        + "/.gangway/mysite/log");
        assertThat(Relay.send(socket, BEGIN_REQUEST, false))
                .as("STDERR, then STDOUT, then END_REQUEST")
                .matches("(?s)\1\7\0\7.*no luck today.*\1\6\0\7.*Status: 503.*\1\3\0\7\0\10\0\0\0{8}");
        assertThat(relay.starts()).as("not at every request").hasSizeLessThanOrEqualTo(2);

        Files.delete(home.resolve("broken"));
        Files.writeString(home.resolve("mysite.war"), "a better WAR");
        pid(Relay.scgi(socket, ""));
    }

    @Test
    void failedStartOfANewVersionLeavesTheOldOneServing() throws Exception {
        Path socket = relay.spawn("mysite.fcgi");
        long old = pid(Relay.scgi(socket, ""));
        Files.createFile(home.resolve("broken"));
        Files.writeString(home.resolve("mysite.war"), "half a WA");

        await(() -> {
            assertThat(pid(Relay.scgi(socket, ""))).isEqualTo(old);
            return relay.errors().contains("can't be started: no luck today");
        });
        assertThat(pid(Relay.scgi(socket, ""))).isEqualTo(old);
    }

    @Test
    void missingWarDoesNotRestartWhatRuns() throws Exception {
        Path socket = relay.spawn("mysite.fcgi");
        long old = pid(Relay.scgi(socket, ""));
        Files.delete(home.resolve("mysite.war"));
        assertThat(pid(Relay.scgi(socket, ""))).isEqualTo(old);
        assertThat(relay.starts()).hasSize(1);
    }

    @Test
    void installationThatIsNotThereIsNamed() throws Exception {
        Files.delete(home.resolve("gangway/bin/gangway"));
        assertThat(Relay.scgi(relay.spawn("mysite.fcgi"), "")).startsWith("Status: 503");
        assertThat(relay.errors())
                .contains("can't run " + home + "/gangway/bin/gangway: No such file or directory; set $gangway in "
                        + home + "/mysite.fcgi");
    }

    @Test
    void applicationThatIsNotReadyInTimeIsA503() throws Exception {
        Relay.executable(home.resolve("gangway/bin/gangway"), "#!/bin/sh\nexec sleep 30\n");
        Relay.install(home.resolve("mysite.fcgi"), "$patience = 1;");
        assertThat(Relay.scgi(relay.spawn("mysite.fcgi"), "")).startsWith("Status: 503");
        assertThat(relay.errors()).contains("the application isn't ready after 1 s; the log is ");
    }

    @Test
    void applicationThatEndsWithoutAnAnswerIsA503() throws Exception {
        Path socket = relay.spawn("mysite.fcgi");
        assertThat(Relay.scgi(socket, "QUIET")).startsWith("Status: 503");
        assertThat(relay.errors()).contains("the application ended the connection without an answer");
    }

    @Test
    void secondScriptOfTheSameNameIsRefused() throws Exception {
        pid(Relay.scgi(relay.spawn("mysite.fcgi"), ""));
        Path other = Files.createDirectories(home.resolve("other")).resolve("mysite.fcgi");
        Files.writeString(other, Files.readString(home.resolve("mysite.fcgi")), StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rwx------"));

        assertThat(Relay.scgi(relay.spawn("other/mysite.fcgi"), "")).startsWith("Status: 503");
        assertThat(relay.errors())
                .contains("/.gangway/mysite is that of " + home + "/mysite.fcgi; give this script another name");

        Files.delete(home.resolve("mysite.fcgi"));
        pid(Relay.scgi(relay.spawn("other/mysite.fcgi"), ""));
    }

    @Test
    void deletedStateDirectoryIsMadeAgain() throws Exception {
        Path socket = relay.spawn("mysite.fcgi");
        long first = pid(Relay.scgi(socket, ""));
        await(() -> Files.exists(home.resolve(".gangway/mysite/pid")));
        try (Stream<Path> files = Files.walk(home.resolve(".gangway"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        assertThat(pid(Relay.scgi(socket, ""))).isNotEqualTo(first);
    }

    @Test
    void longPathOfTheSocketIsNamed() throws Exception {
        Relay.install(home.resolve("mysite.fcgi"), "$state = \"$home/" + "d".repeat(100) + "\";");
        assertThat(Relay.scgi(relay.spawn("mysite.fcgi"), "")).startsWith("Status: 503");
        assertThat(relay.errors()).contains("the path of the socket has more than 107 bytes");
    }

    @Test
    void terminationLetsTheRunningRequestFinish() throws Exception {
        Relay.executable(
                home.resolve("gangway/bin/gangway"),
                Files.readString(home.resolve("gangway/bin/gangway"))
                        .replace(
                                "print {$c}",
                                "while (!-e \"$ENV{HOME}/go\") { select undef, undef, undef, 0.02 } print {$c}"));
        Path socket = relay.spawn("mysite.fcgi");
        CompletableFuture<String> running = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return Relay.scgi(socket, "");
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                task -> new Thread(task, "test").start());
        await(() -> Files.exists(home.resolve(".gangway/mysite/pid")));
        relay.last().toHandle().destroy();
        assertThat(relay.last().waitFor(500, TimeUnit.MILLISECONDS)).isFalse();
        Files.createFile(home.resolve("go"));
        pid(running.get(30, TimeUnit.SECONDS));
        assertThat(relay.last().waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(relay.last().exitValue()).isZero();
    }
}
