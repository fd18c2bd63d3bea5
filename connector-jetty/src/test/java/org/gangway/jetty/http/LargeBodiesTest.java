package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.http.GatewayServer.until;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large bodies in both directions, at the pace of whoever reads them, with few threads; flushes. */
@Timeout(60)
class LargeBodiesTest extends BehaviourTest {
    private static final int REQUESTS = 20;

    private final CountDownLatch open = new CountDownLatch(1);
    private final CountDownLatch next = new CountDownLatch(1);
    private final AtomicInteger waiting = new AtomicInteger();

    @BeforeEach
    void serve() throws Exception {
        gateway.serve("/echo", (request, response) -> {
            waiting.incrementAndGet();
            request.getInputStream().transferTo(response.getOutputStream());
        });
        gateway.serve("/nio", new NioEcho());
        gateway.serve("/wait", (request, response) -> {
            waiting.incrementAndGet();
            await(open);
            response.getWriter().print(request.getInputStream().readAllBytes().length);
        });
        gateway.serve("/flush", (request, response) -> {
            response.getOutputStream().print("one");
            response.flushBuffer();
            await(next);
            response.getOutputStream().print("two");
        });
        gateway.serve("/large", (request, response) -> {
            for (int i = 0; i < 8; i++) {
                response.getOutputStream().write(new byte[1_000_000]);
            }
        });
        QueuedThreadPool threads = (QueuedThreadPool) gateway.server.getThreadPool();
        threads.setMinThreads(8);
        threads.setMaxThreads(8);
        gateway.start();
    }

    private static void await(CountDownLatch latch) throws ServletException {
        try {
            latch.await();
        } catch (InterruptedException x) {
            throw new ServletException(x);
        }
    }

    @AfterEach
    void letGo() {
        open.countDown();
        next.countDown();
    }

    private void assertEcho(String path, int length) throws Exception {
        byte[] body = new byte[length];
        new Random(length).nextBytes(body);
        try (Exchange web = connect()) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try {
                    web.send(web.post(path, body));
                } catch (IOException x) {
                    throw new UncheckedIOException(x);
                }
            });
            assertThat(whole(web).body()).isEqualTo(body);
            sent.join();
        }
    }

    @Test
    void blockingEchoOf20Megabytes() throws Exception {
        assertEcho("/echo", 20_000_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000, 100_000, 5_000_000})
    void echoByReadAndWriteListener(int length) throws Exception {
        for (int i = 0; i < 3; i++) {
            assertEcho("/nio", length + i);
        }
    }

    @Test
    void flushGoesOutAtOnce() throws Exception {
        try (Exchange web = connect()) {
            web.send(web.get("/flush"));
            assertThat(web.atLeast(3).bodyText()).isEqualTo("one");
            next.countDown();
            assertThat(whole(web).bodyText()).isEqualTo("onetwo");
        }
    }

    @Test
    void s11HalfClosedAfterTheRequestGetsTheWholeAnswer() throws Exception {
        try (Exchange web = connect()) {
            web.send(web.get("/large"));
            web.channel.shutdownOutput();
            assertThat(whole(web).body()).hasSize(8_000_000);
        }
    }

    private long bytesIn() {
        return gateway.connector().getConnectedEndPoints().stream()
                .map(EndPoint::getConnection)
                .mapToLong(Connection::getBytesIn)
                .sum();
    }

    /** What the connector doesn't read stays with the web server. */
    @Test
    void r37BodyThatNobodyReadsStaysOutside() throws Exception {
        try (Exchange web = connect()) {
            web.send(web.postHead("/wait", 1L << 40));
            until("the servlet waits", () -> waiting.get() == 1);
            web.channel.setOption(StandardSocketOptions.SO_SNDBUF, 16 * 1024);
            web.channel.configureBlocking(false);
            long quietSince = System.nanoTime();
            long taken = -1;
            ByteBuffer part = ByteBuffer.wrap(web.part(new byte[8184]));
            while (System.nanoTime() - quietSince < 300_000_000L) {
                web.channel.write(part);
                if (bytesIn() != taken) {
                    taken = bytesIn();
                    quietSince = System.nanoTime();
                }
                if (!part.hasRemaining()) {
                    part.rewind();
                }
            }
            assertThat(taken).isLessThan(100_000);
        }
    }

    private static List<Callable<HttpAnswer>> answers(List<Exchange> connections) {
        return connections.stream()
                .map(web -> (Callable<HttpAnswer>) web::answer)
                .toList();
    }

    private boolean areAllThreadsBusy() {
        QueuedThreadPool threads = (QueuedThreadPool) gateway.server.getThreadPool();
        return waiting.get() > 0 && threads.getIdleThreads() == 0 && threads.getQueueSize() > 0;
    }

    /** More servlets that block than there are threads: whoever waits for bytes gets them all the same. */
    @Test
    void readersOnManyConnections() throws Exception {
        List<Exchange> connections = new ArrayList<>();
        ExecutorService webServer = Executors.newFixedThreadPool(REQUESTS);
        try {
            for (int i = 0; i < REQUESTS; i++) {
                Exchange web = connect();
                connections.add(web);
                web.send(web.postHead("/echo", 4), web.part(Exchange.bytes("bo")));
            }
            until("all threads block", this::areAllThreadsBusy);
            for (Exchange web : connections) {
                web.send(web.part(Exchange.bytes("dy")), web.end());
            }
            // All at once: AJP answers packets that ask for more meanwhile.
            for (Future<HttpAnswer> answer : webServer.invokeAll(answers(connections))) {
                assertThat(answer.get().bodyText()).isEqualTo("body");
            }
        } finally {
            webServer.shutdownNow();
            for (Exchange web : connections) {
                web.close();
            }
        }
    }
}
