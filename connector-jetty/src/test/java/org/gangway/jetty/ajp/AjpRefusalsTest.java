package org.gangway.jetty.ajp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.gangway.jetty.AjpConnectionFactory;
import org.gangway.jetty.http.GatewayServer;
import org.gangway.jetty.http.LogLines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One request behind the other, none of which gets a thread. */
@Timeout(20)
class AjpRefusalsTest {
    private static final int THREADS = 8;
    /** Were each refused within the refusal of the one before, the stack would not do for them. */
    private static final int REQUESTS = 2000;

    private final CountDownLatch open = new CountDownLatch(1);

    @Test
    void manyRequestsAtOnceAreRefusedOneAfterTheOther() throws Exception {
        QueuedThreadPool pool = new QueuedThreadPool(THREADS, THREADS, 60_000, -1, new ArrayBlockingQueue<>(8), null);
        try (LogLines log = new LogLines();
                GatewayServer<AjpConnectionFactory> gateway = new GatewayServer<>(new AjpConnectionFactory(), pool)) {
            gateway.start();
            fill(pool);
            try (AjpClient web = new AjpClient(gateway.address())) {
                byte[][] requests = new byte[REQUESTS][];
                Arrays.fill(requests, AjpWire.get("/"));
                web.send(requests);
                for (int i = 0; i < REQUESTS; i++) {
                    assertThat(web.answer().status()).isEqualTo(503);
                }
                assertThat(web.isInStep()).isTrue();
                assertThat(log.stacks()).isEmpty();
            } finally {
                open.countDown();
            }
        }
    }

    private void fill(QueuedThreadPool pool) {
        try {
            while (true) {
                pool.execute(() -> {
                    try {
                        open.await();
                    } catch (InterruptedException x) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
        } catch (RejectedExecutionException full) {
            assertThat(pool.getIdleThreads()).isZero();
        }
    }
}
