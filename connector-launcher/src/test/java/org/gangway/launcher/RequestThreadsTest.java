package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.gangway.jetty.fastcgi.WebServer;
import org.gangway.jetty.fastcgi.Wire;
import org.gangway.jetty.testing.ClientConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestThreadsTest {
    private static final int REQUESTS = 20;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"50, 50", "8, 8", "platform, 200", "PLATFORM, 200"})
    void numberAndPlatformAreThreads(String text, int most) throws Exception {
        RequestThreads threads = RequestThreads.parse(text, 17);
        assertThat(threads).isEqualTo(new RequestThreads(most, false));
        QueuedThreadPool pool = threads.pool();
        assertThat(pool.getMaxThreads()).isEqualTo(most);
        assertThat(pool.getVirtualThreadsExecutor()).isNull();
    }

    @Test
    void virtualNeedsJava21() throws Exception {
        assertThat(RequestThreads.parse("virtual", 21).virtual()).isTrue();
        assertThat(RequestThreads.parse("Virtual", 25).virtual()).isTrue();
        assertThatThrownBy(() -> RequestThreads.parse("virtual", 20))
                .isInstanceOf(UserError.class)
                .hasMessage("--threads virtual needs Java 21 or later, and " + System.getProperty("java.home")
                        + " is Java 20; set JAVA_HOME to such a one, or give a number of threads");
    }

    /** One carrier has all of them, and a further request is served: none of them keeps it while it waits. */
    @Test
    void virtualThreadsWaitWithoutAThreadOfTheSystem() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "Java before 21 has no virtual threads");
        Path war = new WarBuilder().probe().explode(directory.resolve("app"));
        List<String> one =
                List.of("-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1");
        List<WebServer> connections = new ArrayList<>();
        List<Path> holds = new ArrayList<>();
        try (GangwayProcess gangway =
                GangwayProcess.startWith(one, "run", war.toString(), "--port=0", "--threads=virtual")) {
            String ready = gangway.awaitOutput(line -> line.contains("ready"));
            SocketAddress address = ClientConnection.address(ready.replaceFirst(".* at (\\S+), pid.*", "$1"));
            for (int i = 0; i < REQUESTS; i++) {
                Path hold = Files.createDirectory(directory.resolve("hold" + i));
                WebServer connection = new WebServer(address);
                connections.add(connection);
                holds.add(hold);
                connection.send(Wire.get(1, Wire.CLOSE, "/probe/?hold=" + hold));
            }
            for (Path hold : holds) {
                while (!Files.exists(hold.resolve("entered"))) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                }
            }
            assertThat(WebServer.get(address, "/probe/").bodyText().lines()).contains("virtual=true");
            for (Path hold : holds) {
                Files.createFile(hold.resolve("go"));
            }
            for (WebServer connection : connections) {
                assertThat(connection.answer(1).complete().status()).isEqualTo(200);
            }
            gangway.terminate();
            assertThat(gangway.awaitExit()).isZero();
        } finally {
            for (WebServer connection : connections) {
                connection.close();
            }
        }
    }

    @Test
    void virtualThreadsAndPreforkExcludeOneAnother() {
        assumeTrue(Runtime.version().feature() >= 21, "Java before 21 has no virtual threads");
        String war = directory.toString();
        assertThatThrownBy(() -> RunCommand.parse(war, "--port=0", "--threads=virtual", "--method=prefork")
                        .plan(() -> null, System.getenv()))
                .hasMessageContaining("--threads virtual is for --method threaded");
    }
}
