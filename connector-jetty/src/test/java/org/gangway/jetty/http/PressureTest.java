package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.http.GatewayServer.until;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.ConnectionStatistics;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.gangway.jetty.AllowedClients;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More that waits than there are threads: every wait ends, and nobody is left without an answer. */
class PressureTest extends BehaviourTest {
    private static final int THREADS = 8;
    private static final int CLIENTS = 12;
    private static final int MOST_QUEUED = 64;
    private static final long IDLE_MILLIS = 500;

    private final AtomicInteger inside = new AtomicInteger();
    private final CountDownLatch open = new CountDownLatch(1);
    private final List<Exchange> clients = new ArrayList<>();

    @Override
    @BeforeEach
    void make() {
        QueuedThreadPool pool =
                new QueuedThreadPool(THREADS, THREADS, 60_000, -1, new ArrayBlockingQueue<>(MOST_QUEUED), null);
        gateway = new GatewayServer<>(peer.factory(), pool);
        gateway.serve("/hello", (request, response) -> response.getWriter().print("hello"));
        gateway.serve("/read", (request, response) -> {
            inside.incrementAndGet();
            try {
                request.getInputStream().readAllBytes();
            } finally {
                inside.decrementAndGet();
            }
        });
        gateway.serve("/endless", (request, response) -> {
            inside.incrementAndGet();
            try {
                while (true) {
                    response.getOutputStream().write(new byte[20_000]);
                }
            } finally {
                inside.decrementAndGet();
            }
        });
        gateway.serve("/wait", (request, response) -> {
            inside.incrementAndGet();
            try {
                open.await();
            } catch (InterruptedException x) {
                throw new InterruptedIOException();
            } finally {
                inside.decrementAndGet();
            }
            response.getWriter().print("waited");
        });
    }

    @AfterEach
    void letGo() throws IOException {
        open.countDown();
        for (Exchange client : clients) {
            client.close();
        }
    }

    private QueuedThreadPool pool() {
        return (QueuedThreadPool) gateway.server.getThreadPool();
    }

    private void start(long idleMillis) throws Exception {
        gateway.start();
        ((AbstractConnector) gateway.connector()).setIdleTimeout(idleMillis);
        ((ServerConnector) gateway.connector()).setAcceptedSendBufferSize(16 * 1024);
    }

    private Exchange client() throws IOException {
        Exchange client = connect();
        clients.add(client);
        return client;
    }

    private boolean isFull() {
        return inside.get() > 0 && pool().getIdleThreads() == 0 && pool().getQueueSize() > 0;
    }

    /** More uploads that send a part of what they announce than there are threads. */
    private void fillWithUploads() throws IOException {
        for (int i = 0; i < CLIENTS; i++) {
            Exchange web = client();
            web.send(web.postHead("/read", 100_000), web.part(new byte[100]));
        }
        until("the pool is full", this::isFull);
    }

    private void fillWith(String uri) throws IOException {
        for (int i = 0; i < CLIENTS; i++) {
            Exchange web = client();
            web.send(web.get(uri));
        }
        until("the pool is full", this::isFull);
    }

    private void assertAllThreadsAreBack() throws IOException {
        until("all threads are back", () -> inside.get() == 0 && pool().getQueueSize() == 0);
        assertThat(get("/hello").bodyText()).isEqualTo("hello");
    }

    @Test
    void uploadsThatStopEndAtTheIdleTimeout() throws Exception {
        start(IDLE_MILLIS);
        fillWithUploads();
        assertAllThreadsAreBack();
    }

    @Test
    void uploadsWhoseClientsGoEndAtOnce() throws Exception {
        start(60_000);
        fillWithUploads();
        for (Exchange web : clients) {
            web.close();
        }
        assertAllThreadsAreBack();
    }

    @Test
    void uploadsWhoseClientsResetEndAtOnce() throws Exception {
        start(60_000);
        fillWithUploads();
        for (Exchange web : clients) {
            web.reset();
        }
        assertAllThreadsAreBack();
    }

    @Test
    void uploadsWhoseConnectionsAreClosedHereEndAtOnce() throws Exception {
        start(60_000);
        fillWithUploads();
        closeAllHere();
        assertAllThreadsAreBack();
    }

    /** As a connector does that stops: in good order, with no failure that would be the cause. */
    private void closeAllHere() {
        until(
                "all are accepted",
                () -> gateway.connector().getConnectedEndPoints().size() == CLIENTS);
        gateway.connector().getConnectedEndPoints().forEach(EndPoint::close);
    }

    @Test
    void downloadsThatNobodyReadsEndAtTheIdleTimeout() throws Exception {
        start(IDLE_MILLIS);
        fillWith("/endless");
        assertAllThreadsAreBack();
    }

    @Test
    void downloadsWhoseClientsGoEndAtOnce() throws Exception {
        start(60_000);
        fillWith("/endless");
        for (Exchange web : clients) {
            web.close();
        }
        assertAllThreadsAreBack();
    }

    @Test
    void downloadsWhoseConnectionsAreClosedHereEndAtOnce() throws Exception {
        start(60_000);
        fillWith("/endless");
        closeAllHere();
        assertAllThreadsAreBack();
    }

    @Test
    void aRequestThatGetsNoThreadIsTold() throws Exception {
        start(IDLE_MILLIS);
        fillWith("/wait");
        AtomicInteger refused = new AtomicInteger();
        ExecutorService readers = Executors.newFixedThreadPool(CLIENTS);
        try {
            for (Exchange web : clients) {
                readers.execute(() -> {
                    try {
                        refused.addAndGet(web.answer().status() == 503 ? 1 : 0);
                    } catch (IOException closed) {
                        // The test is over.
                    }
                });
            }
            until("all others are told", () -> refused.get() == CLIENTS - inside.get());
        } finally {
            open.countDown();
            readers.shutdown();
        }
        assertThat(refused).hasPositiveValue();
    }

    @Test
    void aPoolWhoseQueueIsFullRefusesAtOnce() throws Exception {
        start(60_000);
        fillPool();
        try (Exchange web = connect()) {
            assertThat(web.send(web.get("/hello")).answer().status()).isEqualTo(503);
        } finally {
            open.countDown();
        }
        until("the pool's queue is empty", () -> pool().getQueueSize() == 0);
        assertThat(get("/hello").bodyText()).isEqualTo("hello");
    }

    private void fillPool() {
        try {
            while (true) {
                pool().execute(() -> {
                    try {
                        open.await();
                    } catch (InterruptedException x) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
        } catch (RejectedExecutionException full) {
            assertThat(pool().getQueueSize()).isEqualTo(MOST_QUEUED);
        }
    }

    @Test
    void requestIdsAreUniqueAndSoAreConnectionIds() throws Exception {
        Set<String> requests = new HashSet<>();
        Set<String> connections = new HashSet<>();
        gateway.serve("/id", (request, response) -> response.getWriter()
                .print(request.getRequestId() + " "
                        + request.getServletConnection().getConnectionId()));
        start(60_000);
        for (int i = 0; i < 100; i++) {
            try (Exchange web = connect()) {
                String[] ids = whole(web.send(web.get("/id"))).bodyText().split(" ", -1);
                assertThat(requests.add(ids[0])).isTrue();
                assertThat(connections.add(ids[1])).isTrue();
            }
        }
    }

    @Test
    void refusedConnectionsAreCountedAsTheyAreClosed() throws Exception {
        gateway.factory.setAllowedClients(AllowedClients.parse("192.0.2.1"));
        ConnectionStatistics statistics = new ConnectionStatistics();
        gateway.server.addBean(statistics);
        start(60_000);
        gateway.connector().addBean(statistics);
        for (int i = 0; i < 10; i++) {
            Exchange web = client();
            web.readToEnd();
        }
        until("all are closed", () -> statistics.getConnections() == 0 && statistics.getConnectionsTotal() == 10);
        gateway.factory.setAllowedClients(null);
    }
}
