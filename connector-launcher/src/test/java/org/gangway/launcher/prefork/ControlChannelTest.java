package org.gangway.launcher.prefork;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlChannelTest {
    private static final String END = "(end)";

    @TempDir
    Path directory;

    private static String next(BlockingQueue<String> lines) throws InterruptedException {
        return lines.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void linesGoBothWaysAndTheEndIsHeard() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        BlockingQueue<ControlChannel> met = new LinkedBlockingQueue<>();
        Path path = directory.resolve("control");
        try (ControlServer server = ControlServer.open(path, met::add);
                ControlChannel worker = ControlChannel.connect(server.path())) {
            BlockingQueue<String> orders = new LinkedBlockingQueue<>();
            worker.listen("worker", orders::add, () -> orders.add(END));
            ControlChannel supervisor = met.poll(10, TimeUnit.SECONDS);
            supervisor.listen("supervisor", heard::add, () -> heard.add(END));

            worker.send("failed a reason\nof two lines, café");
            worker.send("x".repeat(5000));
            supervisor.send("serve");
            assertThat(next(heard)).isEqualTo("failed a reason of two lines, café");
            assertThat(next(heard)).hasSize(5000);
            assertThat(next(orders)).isEqualTo("serve");

            worker.close();
            assertThat(next(heard)).isEqualTo(END);
            assertThat(next(orders)).isEqualTo(END);
            supervisor.send("nobody hears it");
            supervisor.close();
        }
        assertThat(path).doesNotExist();
    }
}
