package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.gangway.jetty.fastcgi.Answer;
import org.gangway.jetty.fastcgi.WebServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signals at awkward moments, and two that want the same place: nothing is left behind. */
class SignalProcessTest {
    @TempDir
    Path directory;

    private Path run;
    private Path socket;
    private Path pidFile;
    private String war;

    @BeforeEach
    void makeWar() throws Exception {
        run = Files.createDirectory(directory.resolve("run"));
        socket = run.resolve("app.sock");
        pidFile = run.resolve("app.pid");
        war = new WarBuilder().probe().pack(directory.resolve("app.war")).toString();
    }

    private void assertNothingLeft() throws Exception {
        try (Stream<Path> files = Files.list(run)) {
            assertThat(files).isEmpty();
        }
    }

    private GangwayProcess start(String... more) throws Exception {
        return GangwayProcess.startInterruptible(
                Stream.concat(Stream.of("run", war, "--socket=" + socket, "--pidfile=" + pidFile), Stream.of(more))
                        .toArray(String[]::new));
    }

    private static <T> CompletableFuture<T> supply(Callable<T> action) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(action.call());
            } catch (Exception | AssertionError e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private boolean isEmpty() throws Exception {
        try (Stream<Path> files = Files.list(run)) {
            return files.findAny().isEmpty();
        }
    }

    /** The first file is there before anybody is there who would remove it. */
    @ParameterizedTest
    @CsvSource({"TERM, threaded", "INT, threaded", "TERM, prefork"})
    void asSoonAsThereIsAFile(String signal, String method) throws Exception {
        try (GangwayProcess gangway = start("--method=" + method)) {
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            while (isEmpty()) {
                assertThat(System.nanoTime()).as("time").isLessThan(end);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
            if (signal.equals("TERM")) {
                gangway.terminate();
            } else {
                gangway.signal(signal);
            }
            assertThat(gangway.awaitExit()).isZero();
            assertThat(gangway.restOfOutput()).isEmpty();
        }
        assertNothingLeft();
    }

    @Test
    void ctrlCLetsTheRunningRequestFinish() throws Exception {
        Path hold = Files.createDirectory(directory.resolve("hold"));
        try (GangwayProcess gangway = start()) {
            gangway.awaitOutput(line -> line.contains("ready"));
            CompletableFuture<Answer> answer = supply(() -> WebServer.get(socket, "/probe/?hold=" + hold));
            while (!Files.exists(hold.resolve("entered"))) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
            gangway.signal("INT");
            gangway.awaitLog(line -> line.contains("Stopping"));
            Files.createFile(hold.resolve("go"));
            assertThat(answer.get(1, TimeUnit.MINUTES).status()).isEqualTo(200);
            assertThat(gangway.awaitExit()).isZero();
        }
        assertNothingLeft();
    }

    /** nohup has SIGHUP ignored, and the terminal that is closed sends it. */
    @Test
    void hangupUnderNohupKillsNeitherTheStartNorTheService() throws Exception {
        try (GangwayProcess gangway = GangwayProcess.startByScript(
                directory, List.of("nohup"), Map.of(), "run", war, "--socket=" + socket, "--pidfile=" + pidFile)) {
            while (!ignoresHangup(gangway.pid())) {
                assertThat(isAlive(gangway)).as("nohup").isTrue();
            }
            while (isEmpty()) {
                assertThat(isAlive(gangway)).as("the start").isTrue();
                gangway.hangUp();
            }
            gangway.awaitOutput(line -> line.contains("ready"));
            // It is heeded soon after that line.
            CompletableFuture<String> reloaded = supply(() -> gangway.awaitLog(line -> line.contains("Reloaded")));
            while (!reloaded.isDone()) {
                assertThat(isAlive(gangway)).as("the service").isTrue();
                gangway.hangUp();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
            assertThat(reloaded).isCompleted();
            assertThat(WebServer.get(socket, "/probe/").status()).isEqualTo(200);
            gangway.terminate();
            assertThat(gangway.awaitExit()).isZero();
        }
        assertNothingLeft();
    }

    private static boolean isAlive(GangwayProcess gangway) {
        return ProcessHandle.of(gangway.pid()).map(ProcessHandle::isAlive).orElse(false);
    }

    /** Before nohup has done its work a SIGHUP kills it. */
    private static boolean ignoresHangup(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", pid + "", "status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.split("\t", -1)[1].strip(), 16) & 1) != 0);
    }

    @Test
    void ofTwoThatStartAtOnceOneServesAndTheOtherSaysWhyNot() throws Exception {
        try (GangwayProcess one = start();
                GangwayProcess other = start()) {
            List<CompletableFuture<Integer>> exits = List.of(supply(one::awaitExit), supply(other::awaitExit));
            while (exits.stream().noneMatch(CompletableFuture::isDone)) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
            int lost = exits.get(0).isDone() ? 0 : 1;
            GangwayProcess loser = lost == 0 ? one : other;
            GangwayProcess winner = lost == 0 ? other : one;
            assertThat(exits.get(lost).get()).isEqualTo(1);
            assertThat(loser.restOfLog())
                    .singleElement()
                    .asString()
                    .startsWith("gangway: the pidfile " + pidFile + " belongs to ")
                    // The other may have it, and not have written its number yet.
                    .containsPattern("belongs to (process " + winner.pid() + "|a process,)");
            winner.awaitOutput(line -> line.contains("ready"));
            assertThat(WebServer.get(socket, "/probe/").status()).isEqualTo(200);
            winner.terminate();
            assertThat(exits.get(1 - lost).get(1, TimeUnit.MINUTES)).isZero();
        }
        assertNothingLeft();
    }
}
