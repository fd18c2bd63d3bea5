package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.fastcgi.Wire.KEEP;
import static org.gangway.jetty.fastcgi.Wire.PARAMS;
import static org.gangway.jetty.fastcgi.Wire.RESPONDER;
import static org.gangway.jetty.fastcgi.Wire.STDIN;
import static org.gangway.jetty.http.GatewayServer.until;

import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.gangway.jetty.http.LogLines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many connections, each with many requests, whose bodies nobody reads: they are held within bounds, and let go. */
@Timeout(60)
class UnreadBodiesTest {
    private static final int CONNECTIONS = 20;
    private static final int IDS = 64;
    private static final int KIB = 1024;

    private final Gateway gateway = new Gateway();
    private final Queue<AsyncContext> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final List<WebServer> webServers = new ArrayList<>();
    private final List<CompletableFuture<Void>> floods = new ArrayList<>();
    private final ExecutorService senders = Executors.newFixedThreadPool(CONNECTIONS);

    @BeforeEach
    void serve() {
        gateway.serve("/never", (request, response) -> {
            AsyncContext async = request.startAsync();
            async.setTimeout(0);
            waiting.add(async);
            begun.incrementAndGet();
        });
        gateway.serve("/length", (request, response) -> response.getWriter()
                .print(request.getInputStream().readAllBytes().length));
        gateway.serve("/hello", (request, response) -> response.getWriter().print("hello"));
    }

    @AfterEach
    void stop() throws Exception {
        for (WebServer web : webServers) {
            web.close();
        }
        floods.forEach(CompletableFuture::join);
        senders.shutdown();
        if (gateway.connector() != null) {
            until("nothing is held", () -> state().equals("fcgi/1.0{connections=0,bufferedBytes=0}"));
            gateway.assertHealthy();
        }
        gateway.close();
    }

    /** What all connections together say of themselves. */
    private String state() {
        return gateway.connector().getBeans().stream()
                .map(Object::toString)
                .filter(bean -> bean.startsWith("fcgi/1.0{"))
                .findFirst()
                .orElse("none");
    }

    /** An application that never completes doesn't keep what belongs to a peer that is gone. */
    private void startWithIdleTimeout() throws Exception {
        gateway.start();
        ((AbstractConnector) gateway.connector()).setIdleTimeout(1_000);
    }

    private long bufferedBytes() {
        String state = state();
        return state.equals("none") ? 0 : Long.parseLong(state.replaceAll(".*bufferedBytes=|}", ""));
    }

    private WebServer connect() throws IOException {
        WebServer web = gateway.connect();
        webServers.add(web);
        return web;
    }

    /** Sends on as long as the other side takes it. */
    private void flood(WebServer web, byte[] part) {
        floods.add(CompletableFuture.runAsync(
                () -> {
                    try {
                        for (int id = 1; id <= IDS; id++) {
                            web.send(Wire.postHead(id, KEEP, "/never", 256 * KIB));
                        }
                        for (int sent = 0; sent < 256 * KIB; sent += part.length) {
                            for (int id = 1; id <= IDS; id++) {
                                web.send(Wire.record(STDIN, id, part));
                            }
                        }
                    } catch (IOException closed) {
                        // That is what may happen.
                    }
                },
                senders));
    }

    private void assertOthersAreServed() throws IOException {
        try (WebServer web = gateway.connect()) {
            web.send(Wire.get(1, KEEP, "/hello"));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("hello");
        }
    }

    @Test
    void eachConnectionPausesAtItsLimitAndOthersGoOn() throws Exception {
        gateway.factory.setMaxBufferedBytes(128 * KIB);
        gateway.start();
        try (LogLines log = new LogLines()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                flood(connect(), new byte[8 * KIB]);
            }
            until("all have paused", () -> bufferedBytes() >= CONNECTIONS * 124L * KIB);
            assertOthersAreServed();
            // What is in the input buffer when the limit is reached comes on top.
            assertThat(bufferedBytes()).isLessThan(CONNECTIONS * 256L * KIB);
            assertThat(log.with("WARN")).isEmpty();
        }
        closeAllAndComplete();
    }

    @Test
    void connectionsBeyondTheLimitOfAllAreClosedWithALineEach() throws Exception {
        gateway.factory.setMaxBufferedBytesOfConnector(1024 * KIB);
        gateway.start();
        try (LogLines log = new LogLines()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                flood(connect(), new byte[8 * KIB]);
            }
            until(
                    "some are closed",
                    () -> log.with("maxBufferedBytesOfConnector").size() > CONNECTIONS / 2);
            assertOthersAreServed();
            assertThat(bufferedBytes()).isLessThan((1024 + CONNECTIONS * 64L) * KIB);
            for (WebServer web : webServers) {
                web.close();
            }
            floods.forEach(CompletableFuture::join);
            assertThat(log.with("WARN"))
                    .hasSameSizeAs(log.with("maxBufferedBytesOfConnector"))
                    .hasSizeLessThanOrEqualTo(CONNECTIONS);
            assertThat(log.stacks()).isEmpty();
        }
        closeAllAndComplete();
    }

    /** Where reading has paused, nothing tells of the end of the connection until an application is through. */
    private void closeAllAndComplete() throws IOException {
        for (WebServer web : webServers) {
            web.close();
        }
        floods.forEach(CompletableFuture::join);
        for (AsyncContext async : waiting) {
            try {
                async.complete();
            } catch (IllegalStateException over) {
                // Jetty has completed it.
            }
        }
    }

    /** A byte for each request must not keep an input buffer for each. */
    @Test
    void smallPartsDoNotKeepABufferEach() throws Exception {
        startWithIdleTimeout();
        WebServer web = connect();
        for (int id = 1; id <= IDS; id++) {
            web.send(Wire.postHead(id, KEEP, "/never", 10));
        }
        until("all are begun", () -> begun.get() == IDS);
        for (int id = 1; id <= IDS; id++) {
            long before = bytesIn();
            web.send(Wire.record(STDIN, id, new byte[1]));
            until("it has arrived", () -> bytesIn() > before);
        }
        assertThat(gateway.buffers.getLeaks()).hasSizeLessThan(4);
    }

    private long bytesIn() {
        return gateway.connector().getConnectedEndPoints().stream()
                .mapToLong(endPoint -> endPoint.getConnection().getBytesIn())
                .sum();
    }

    /** Each of them is spared, but not all together. */
    @Test
    void manyConnectionsThatHoldLittleAreBounded() throws Exception {
        gateway.factory.setMaxBufferedBytesOfConnector(32 * KIB);
        startWithIdleTimeout();
        try (LogLines log = new LogLines()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                int before = begun.get();
                WebServer web = connect();
                web.send(Wire.postHead(2, KEEP, "/never", 100_000));
                until("it is begun", () -> begun.get() > before);
                web.send(Wire.record(STDIN, 2, new byte[6 * KIB]));
            }
            until(
                    "some are closed",
                    () -> log.with("maxBufferedBytesOfConnector").size() >= CONNECTIONS / 4);
            assertThat(bufferedBytes()).isLessThan(3 * 32 * KIB);
        }
    }

    /** Two bodies that are not complete, and one that is. */
    private WebServer threeUnread() throws Exception {
        gateway.start();
        WebServer web = connect();
        for (int id = 2; id <= 4; id++) {
            int sent = id == 3 ? 100_000 : 50_000;
            web.send(Wire.postHead(id, KEEP, "/never", 100_000), Wire.stream(STDIN, id, new byte[sent], 8 * KIB));
        }
        until("they have arrived", () -> bufferedBytes() >= 200_000);
        return web;
    }

    @Test
    void anAbortLetsGoOfTheBodyAtOnce() throws Exception {
        WebServer web = threeUnread();
        for (int id = 2; id <= 4; id++) {
            web.send(Wire.abort(id));
        }
        until("nothing is held", () -> bufferedBytes() == 0);
        web.send(Wire.get(1, KEEP, "/hello"));
        assertThat(web.answer(1).complete().bodyText()).isEqualTo("hello");
        closeAllAndComplete();
    }

    /** No answer can be given any more. */
    @Test
    void aResetLetsGoOfTheBodiesAtOnce() throws Exception {
        threeUnread().reset();
    }

    /** Heads have to be read on for them to be complete. */
    @Test
    void headsThatAreNeverCompleteHaveABound() throws Exception {
        gateway.start();
        try (LogLines log = new LogLines()) {
            WebServer web = connect();
            unfinishedHeads(web, 30);
            until("it is logged", () -> !log.with("heads are not complete (maxBufferedBytes)")
                    .isEmpty());
            assertThat(log.with("WARN")).hasSize(1);
            assertThat(web.isAtEnd()).isTrue();
            assertOthersAreServed();
        }
    }

    @Test
    void headsThatAreNeverCompleteHaveABoundForAllConnections() throws Exception {
        gateway.factory.setMaxBufferedBytesOfConnector(1024 * KIB);
        gateway.start();
        try (LogLines log = new LogLines()) {
            for (int i = 0; i < 10; i++) {
                unfinishedHeads(connect(), 4);
            }
            until("some are closed", () -> !log.with("maxBufferedBytesOfConnector")
                    .isEmpty());
            assertOthersAreServed();
            assertThat(bufferedBytes()).isLessThan((1024 + 64) * KIB);
        }
    }

    @Test
    void aHeadAsLargeAsOneMayBeIsServedWhateverIsHeldOfBodies() throws Exception {
        gateway.factory.setMaxBufferedBytes(64 * KIB);
        gateway.start();
        WebServer web = connect();
        String value = "v".repeat(60 * KIB);
        web.send(Wire.get(1, KEEP, "/hello", "A", value, "B", value, "C", value));
        assertThat(web.answer(1).complete().bodyText()).isEqualTo("hello");
    }

    /** Sends 60 KiB of each head, or less if it finds itself cut off. */
    private static void unfinishedHeads(WebServer web, int count) {
        try {
            for (int id = 1; id <= count; id++) {
                web.send(Wire.begin(id, RESPONDER, KEEP), Wire.record(PARAMS, id, new byte[60 * KIB]));
            }
        } catch (IOException closed) {
            // That is what may happen.
        }
    }

    /** Bodies that are read, aborted, cut off by a close or by a reset, in any order. */
    @Test
    void nothingIsHeldAfterAbortsAndClosesAtRandom() throws Exception {
        startWithIdleTimeout();
        Random random = new Random(4711);
        for (int round = 0; round < 40; round++) {
            try (WebServer web = gateway.connect()) {
                int ids = 1 + random.nextInt(6);
                for (int id = 2; id <= ids + 1; id++) {
                    String uri = random.nextBoolean() ? "/never" : "/length";
                    web.send(
                            Wire.postHead(id, KEEP, uri, 100_000),
                            Wire.stream(STDIN, id, new byte[random.nextInt(100_000)], 1_000 + random.nextInt(31_000)));
                }
                for (int id = 2; id <= ids + 1; id++) {
                    if (random.nextInt(3) > 0) {
                        web.send(Wire.abort(id));
                    }
                }
                if (random.nextBoolean()) {
                    web.shutdownOutput();
                } else if (random.nextBoolean()) {
                    web.reset();
                }
            }
        }
    }

    /** All threads wait for bodies of one connection. */
    @Test
    void abortsTellAllReadersOfAFullPool() throws Exception {
        tellAllReadersOfAFullPool(web -> {
            for (int id = 1; id <= 10; id++) {
                web.send(Wire.abort(id));
            }
            for (int id = 1; id <= 10; id++) {
                web.answer(id);
            }
            web.send(Wire.get(1, KEEP, "/hello"));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("hello");
        });
    }

    @Test
    void abortsAndTheEndOfTheConnectionTellAllReadersOfAFullPool() throws Exception {
        tellAllReadersOfAFullPool(web -> {
            for (int id = 1; id <= 10; id++) {
                web.send(Wire.abort(id));
            }
            web.close();
        });
    }

    @Test
    void theEndOfTheConnectionTellsAllReadersOfAFullPool() throws Exception {
        tellAllReadersOfAFullPool(WebServer::close);
    }

    private interface Ending {
        void of(WebServer web) throws IOException;
    }

    private static void tellAllReadersOfAFullPool(Ending ending) throws Exception {
        QueuedThreadPool pool = new QueuedThreadPool(8, 8);
        AtomicInteger inside = new AtomicInteger();
        try (Gateway full = new Gateway(pool)) {
            full.serve("/hello", (request, response) -> response.getWriter().print("hello"));
            full.serve("/read", (request, response) -> {
                inside.incrementAndGet();
                try {
                    request.getInputStream().readAllBytes();
                } finally {
                    inside.decrementAndGet();
                }
            });
            full.start();
            try (WebServer web = full.connect()) {
                for (int id = 1; id <= 10; id++) {
                    web.send(Wire.postHead(id, KEEP, "/read", 1_000), Wire.record(STDIN, id, new byte[10]));
                }
                until(
                        "the pool is full",
                        () -> inside.get() > 0 && pool.getIdleThreads() == 0 && pool.getQueueSize() > 0);
                ending.of(web);
                until("all threads are back", () -> inside.get() == 0 && pool.getQueueSize() == 0);
            }
            full.assertHealthy();
        }
    }
}
