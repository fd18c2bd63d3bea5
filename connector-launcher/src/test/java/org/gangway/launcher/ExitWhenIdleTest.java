package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.client.ContentResponse;
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
                        GangwayProcess.start("run", war, "--socket=" + socket, "--exit-when-idle=2000ms");
                FastCgiClient client = FastCgiClient.unix(socket)) {
            gangway.awaitOutput(line -> line.contains("ready"));
            CompletableFuture<ContentResponse> request = client.send("/probe/?hold=" + hold);
            while (!Files.exists(hold.resolve("entered"))) {
                assertThat(request).isNotCompletedExceptionally();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
            LockSupport.parkNanos(PATIENCE.plusMillis(500).toNanos());
            Files.createFile(hold.resolve("go"));
            long answered = System.nanoTime();
            assertThat(request.get(30, TimeUnit.SECONDS).getStatus()).isEqualTo(200);

            gangway.awaitLog(line -> line.endsWith("There was no request for 2.0 s (--exit-when-idle)"));
            assertThat(Duration.ofNanos(System.nanoTime() - answered)).isGreaterThanOrEqualTo(PATIENCE);
            assertThat(gangway.awaitExit()).isZero();
            assertThat(gangway.restOfLog()).anyMatch(line -> line.endsWith("Stopped"));
            assertThat(socket).doesNotExist();
        }
    }
}
