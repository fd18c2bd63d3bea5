package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.gangway.jetty.fastcgi.WebServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExitWhenIdleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @TempDir
    Path directory;

    @Test
    void processEndsThatLongAfterTheLastRequestAndNotDuringOne() throws Exception {
        String war = new WarBuilder().probe().pack(directory.resolve("app.war")).toString();
        Path socket = directory.resolve("x.sock");
        Path hold = Files.createDirectory(directory.resolve("hold"));
        try (GangwayProcess gangway =
                GangwayProcess.start("run", war, "--socket=" + socket, "--exit-when-idle=2000ms")) {
            gangway.awaitOutput(line -> line.contains("ready"));
            FutureTask<Integer> request = new FutureTask<>(
                    () -> WebServer.get(socket, "/probe/?hold=" + hold).status());
            new Thread(request, "web server").start();
            while (!Files.exists(hold.resolve("entered"))) {
                assertThat(request).isNotDone();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
            LockSupport.parkNanos(PATIENCE.plusMillis(500).toNanos());
            Files.createFile(hold.resolve("go"));
            long answered = System.nanoTime();
            assertThat(request.get(30, TimeUnit.SECONDS)).isEqualTo(200);

            gangway.awaitLog(line -> line.endsWith("There was no request for 2.0 s (--exit-when-idle)"));
            assertThat(Duration.ofNanos(System.nanoTime() - answered)).isGreaterThanOrEqualTo(PATIENCE);
            assertThat(gangway.awaitExit()).isZero();
            assertThat(gangway.restOfLog()).anyMatch(line -> line.endsWith("Stopped"));
            assertThat(socket).doesNotExist();
        }
    }
}
