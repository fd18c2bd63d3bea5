package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.fastcgi.Wire.CLOSE;
import static org.gangway.jetty.fastcgi.Wire.KEEP;
import static org.gangway.jetty.fastcgi.Wire.RESPONDER;
import static org.gangway.jetty.fastcgi.Wire.STDIN;
import static org.gangway.jetty.http.GatewayServer.until;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.gangway.jetty.http.LogLines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A peer that sends more than it reads, or than anybody reads: what grows has a bound. */
@Timeout(30)
class FloodTest {
    private static final int MANY = 4_000;
    private static final int UNKNOWN_ROLE = 77;

    private final Gateway gateway = new Gateway();
    private final CountDownLatch drain = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void stop() throws Exception {
        drain.countDown();
        end.countDown();
        gateway.close();
    }

    private static byte[] times(int count, byte[]... records) {
        byte[] each = Wire.join(records);
        ByteBuffer all = ByteBuffer.allocate(count * each.length);
        for (int i = 0; i < count; i++) {
            all.put(each);
        }
        return all.array();
    }

    private static byte[] unknownManagementRecord() {
        return new byte[] {1, (byte) 200, 0, 0, 0, 0, 0, 0};
    }

    /** Sends on until the connection is closed; nothing is read. */
    private void flood(byte[] records, String limit) throws Exception {
        gateway.start();
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try {
                    while (true) {
                        web.send(records);
                    }
                } catch (IOException closed) {
                    // That is what must happen.
                }
            });
            sending.join();
            until("it is logged", () -> !log.with(limit).isEmpty());
            assertThat(log.with("WARN")).hasSize(1);
        }
        gateway.assertHealthy();
    }

    @Test
    void managementRecordsWhoseAnswersAreNotRead() throws Exception {
        flood(times(MANY, unknownManagementRecord()), "maxAnswerBytes");
    }

    @Test
    void valuesThatAreAskedForAndNotRead() throws Exception {
        flood(times(MANY, Wire.getValues("FCGI_MAX_CONNS", "FCGI_MAX_REQS", "FCGI_MPXS_CONNS")), "maxAnswerBytes");
    }

    /** The first of them is a line, too: that of a web server which is set up wrong. */
    @Test
    void requestsInAnUnknownRoleWhoseEndsAreNotRead() throws Exception {
        flood(times(MANY, Wire.begin(1, UNKNOWN_ROLE, KEEP)), "maxAnswerBytes");
    }

    @Test
    void requestsInAnUnknownRoleAreOneLineOfAConnection() throws Exception {
        gateway.start();
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            web.send(times(MANY, Wire.begin(1, UNKNOWN_ROLE, KEEP)));
            for (int i = 0; i < MANY; i++) {
                assertThat(web.answer(1).protocolStatus()).isEqualTo(3);
            }
            assertThat(log.with("unknown role")).hasSize(1);
        }
        gateway.assertHealthy();
    }

    @Test
    void requestsWithoutMultiplexingAreOneLineOfAConnection() throws Exception {
        gateway.factory.setMultiplexing(false);
        gateway.start();
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            web.send(Wire.begin(1, RESPONDER, KEEP), times(MANY, Wire.begin(2, RESPONDER, KEEP)));
            for (int i = 0; i < MANY; i++) {
                assertThat(web.answer(2).protocolStatus()).isEqualTo(1);
            }
            assertThat(log.with("while another is active")).hasSize(1);
        }
        gateway.assertHealthy();
    }

    @Test
    void refusedRequestsOfAConnectionAreAFewLines() throws Exception {
        gateway.start();
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            for (int i = 0; i < 200; i++) {
                web.send(Wire.get(1, KEEP, "/", "REQUEST_METHOD", null));
                assertThat(web.answer(1).status()).isEqualTo(400);
            }
            assertThat(log.with("gets 400")).hasSize(20);
            assertThat(log.with("logged at DEBUG")).hasSize(1);
        }
        gateway.assertHealthy();
    }

    @Test
    void requestsThatAreAbortedAtOnceAndWhoseEndsAreNotRead() throws Exception {
        flood(times(MANY, Wire.begin(1, RESPONDER, KEEP), Wire.abort(1)), "maxAnswerBytes");
    }

    @Test
    void requestsBeyondTheLimitThatNeverGoOn() throws Exception {
        byte[][] begins = new byte[300][];
        for (int i = 0; i < begins.length; i++) {
            begins[i] = Wire.begin(i + 1, RESPONDER, KEEP);
        }
        flood(Wire.join(begins), "maxRequestsPerConnection); closing");
    }

    @Test
    void requestsOfAnUnknownRoleAreToldOfOnce() throws Exception {
        gateway.start();
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            web.send(times(50, Wire.begin(1, 9, KEEP)));
            for (int i = 0; i < 50; i++) {
                assertThat(web.answer(1).protocolStatus()).isEqualTo(3);
            }
            assertThat(log.all()).hasSize(1).first().asString().contains("unknown role 9");
        }
        gateway.assertHealthy();
    }

    @Test
    void connectionOfABrokenOffRequestIsClosedIfAnotherAskedForIt() throws Exception {
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.begin(1, RESPONDER, KEEP), Wire.begin(2, 9, CLOSE), Wire.abort(1));
            assertThat(web.answer(2).protocolStatus()).isEqualTo(3);
            assertThat(web.answer(1).protocolStatus()).isZero();
            assertThat(web.isAtEnd()).isTrue();
        }
        gateway.assertHealthy();
    }

    @Test
    void manyManagementRecordsAtOnceAreAllAnswered() throws Exception {
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(times(MANY, unknownManagementRecord()));
            for (int i = 0; i < MANY; i++) {
                assertThat(web.next().type()).isEqualTo(11);
            }
        }
        gateway.assertHealthy();
    }

    /** Reading pauses behind a body that piles up, and goes on when it is read. */
    @Test
    void requestBehindABodyThatIsReadLateIsServedBeforeItIsOver() throws Exception {
        gateway.serve("/late", (request, response) -> {
            await(drain);
            request.getInputStream().readAllBytes();
            await(end);
            response.getWriter().print("drained");
        });
        gateway.serve("/hello", (request, response) -> response.getWriter().print("hello"));
        gateway.start();
        try (WebServer web = gateway.connect()) {
            byte[] part = new byte[32_000];
            web.send(Wire.postHead(3, KEEP, "/late", 20L * part.length));
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < 20; i++) {
                        web.send(Wire.record(STDIN, 3, part));
                    }
                    web.send(Wire.end(STDIN, 3), Wire.get(5, KEEP, "/hello"));
                } catch (IOException x) {
                    throw new IllegalStateException(x);
                }
            });
            until("reading has paused", this::isPaused);
            drain.countDown();
            assertThat(web.answer(5).complete().bodyText()).isEqualTo("hello");
            end.countDown();
            assertThat(web.answer(3).complete().bodyText()).isEqualTo("drained");
            sending.join();
        }
        gateway.assertHealthy();
    }

    /** One byte for a request that reads doesn't let in any number for its neighbour that doesn't. */
    @Test
    void requestThatReadsPilesUpNoMoreForItsNeighbour() throws Exception {
        gateway.serve("/late", (request, response) -> {
            await(drain);
            response.getWriter().print(request.getInputStream().readAllBytes().length);
        });
        AtomicReference<Thread> reader = new AtomicReference<>();
        gateway.serve("/reads", (request, response) -> {
            reader.set(Thread.currentThread());
            response.getWriter().print(request.getInputStream().readAllBytes().length);
        });
        gateway.factory.setMaxBufferedBytes(300_000);
        gateway.start();
        try (WebServer web = gateway.connect()) {
            byte[] part = new byte[50_000];
            web.send(Wire.postHead(2, KEEP, "/late", 100L * part.length), Wire.postHead(1, KEEP, "/reads", 100));
            until("it reads", () -> reader.get() != null);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < 100; i++) {
                        web.send(Wire.stdin(1, "x"), Wire.record(STDIN, 2, part));
                    }
                    web.send(Wire.end(STDIN, 1), Wire.end(STDIN, 2));
                } catch (IOException x) {
                    throw new IllegalStateException(x);
                }
            });
            until("reading has paused, or nothing is left", () -> sending.isDone() || isPausedFor(reader.get()));
            assertThat(bytesIn()).isBetween(200_000L, 500_000L);
            drain.countDown();
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("100");
            assertThat(web.answer(2).complete().bodyText()).isEqualTo("" + 100 * part.length);
            sending.join();
        }
        gateway.assertHealthy();
    }

    private boolean isPausedFor(Thread reader) {
        return reader.getState() == Thread.State.WAITING && isPaused();
    }

    /** What each piece costs counts, too, so it may be before as many bytes are in as may wait. */
    private boolean isPaused() {
        return bytesIn() >= 200_000
                && gateway.connector().getConnectedEndPoints().stream()
                        .allMatch(
                                endPoint -> endPoint.getConnection().toString().contains("input=PAUSED"));
    }

    private long bytesIn() {
        return gateway.connector().getConnectedEndPoints().stream()
                .mapToLong(endPoint -> endPoint.getConnection().getBytesIn())
                .sum();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException x) {
            throw new InterruptedIOException();
        }
    }
}
