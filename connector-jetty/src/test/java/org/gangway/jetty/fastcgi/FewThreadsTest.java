package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.fastcgi.Gateway.until;
import static org.gangway.jetty.fastcgi.Wire.KEEP;
import static org.gangway.jetty.fastcgi.Wire.STDIN;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More servlets that block than there are threads: whoever waits for bytes gets them all the same. */
@Timeout(10)
class FewThreadsTest {
    private static final int REQUESTS = 30;
    private static final int LARGE = 4_000_000;
    private static final int SEND_BUFFER = 64 * 1024;

    private final Gateway gateway = new Gateway();
    private final AtomicInteger served = new AtomicInteger();

    @BeforeEach
    void serve() throws Exception {
        QueuedThreadPool threads = (QueuedThreadPool) gateway.server.getThreadPool();
        threads.setMinThreads(8);
        threads.setMaxThreads(8);
        gateway.serve("/echo", (request, response) -> {
            served.incrementAndGet();
            request.getInputStream().transferTo(response.getOutputStream());
        });
        gateway.serve("/large", (request, response) -> {
            served.incrementAndGet();
            for (int i = 0; i < 20; i++) {
                response.getOutputStream().write(new byte[LARGE / 20]);
            }
        });
        gateway.start();
        // Left to itself, the system makes room for all of a large response, and then no writer waits.
        ((ServerConnector) gateway.connector()).setAcceptedSendBufferSize(SEND_BUFFER);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.assertHealthy();
        gateway.close();
    }

    private boolean areAllThreadsBusy() {
        QueuedThreadPool threads = (QueuedThreadPool) gateway.server.getThreadPool();
        return served.get() > 0 && threads.getIdleThreads() == 0 && threads.getQueueSize() > 0;
    }

    @Test
    void readersOnOneConnection() throws Exception {
        try (WebServer web = gateway.connect()) {
            List<byte[]> heads = new ArrayList<>();
            for (int id = 1; id <= REQUESTS; id++) {
                heads.add(Wire.postHead(id, KEEP, "/echo", 4));
            }
            web.send(heads.toArray(byte[][]::new));
            until("all threads block", this::areAllThreadsBusy);
            for (int id = 1; id <= REQUESTS; id++) {
                web.send(Wire.stdin(id, "body"), Wire.end(STDIN, id));
            }
            for (int id = 1; id <= REQUESTS; id++) {
                assertThat(web.answer(id).complete().bodyText()).isEqualTo("body");
            }
        }
    }

    @Test
    void writersOnManyConnections() throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(REQUESTS);
        CountDownLatch blocked = new CountDownLatch(1);
        try {
            List<Future<Integer>> lengths = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                lengths.add(readers.submit(() -> {
                    try (WebServer web = gateway.connect()) {
                        web.send(Wire.get(1, KEEP, "/large"));
                        blocked.await();
                        return web.answer(1).complete().body().length;
                    }
                }));
            }
            until("all threads block", this::areAllThreadsBusy);
            blocked.countDown();
            for (Future<Integer> length : lengths) {
                assertThat(length.get(8, TimeUnit.SECONDS)).isEqualTo(LARGE);
            }
        } finally {
            readers.shutdownNow();
        }
    }
}
