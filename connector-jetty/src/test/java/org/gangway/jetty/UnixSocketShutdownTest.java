package org.gangway.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.SocketClient.until;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UnixSocketShutdownTest {
    private static final int CLIENTS = 4;

    @TempDir
    Path directory;

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    @Test
    void servesWhatWasQueuedBeforeTheShutdown() throws Exception {
        Path path = directory.resolve("s");
        try (TestServer server = new TestServer("one", path).start()) {
            // Once it has answered, its acceptor waits, and notices the pause.
            SocketClient.get(path);
            server.connector.setAccepting(false);
            List<SocketChannel> clients = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                SocketChannel client = SocketClient.connect(path);
                SocketClient.send(client);
                clients.add(client);
            }
            CompletableFuture<Void> done = server.connector.shutdown();
            assertThat(path).doesNotExist();
            for (SocketChannel client : clients) {
                assertThat(SocketClient.receive(client)).startsWith("one");
                client.close();
            }
            done.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aPausedConnectorGoesOn() throws Exception {
        Path path = directory.resolve("s");
        try (TestServer server = new TestServer("one", path).start()) {
            SocketClient.get(path);
            until(
                    "the first connection's end",
                    () -> server.connector.getConnectedEndPoints().isEmpty());
            server.connector.setAccepting(false);
            try (SocketChannel client = SocketClient.connect(path)) {
                SocketClient.send(client);
                assertThat(server.connector.getConnectedEndPoints()).isEmpty();
                server.connector.setAccepting(true);
                assertThat(SocketClient.receive(client)).startsWith("one");
            }
        }
    }

    @Test
    void shutdownWithoutConnectionsIsDoneAtOnce() throws Exception {
        try (TestServer server = new TestServer("one", directory.resolve("s")).start()) {
            server.connector.shutdown().get(10, TimeUnit.SECONDS);
            server.connector.shutdown().get(10, TimeUnit.SECONDS);
            assertThat(server.connector.isShutdown()).isTrue();
        }
    }

    /** Whoever got a connection gets an answer, however close to the stop it was. */
    @RepeatedTest(5)
    void noConnectionIsLostInAGracefulStopUnderLoad() throws Exception {
        Path path = directory.resolve("s");
        TestServer server = new TestServer("one", path).start();
        server.server.setStopTimeout(10_000);
        AtomicInteger answered = new AtomicInteger();
        List<Thread> clients = clients(path, new AtomicBoolean(), answered, new CountDownLatch(CLIENTS));
        until("load", () -> answered.get() > 200);
        server.server.stop();
        for (Thread client : clients) {
            client.join();
        }
        assertThat(failures).isEmpty();
    }

    /** A new socket takes the path over by a rename. */
    @RepeatedTest(3)
    void noConnectFailsWhileServersTakeOverFromOneAnother() throws Exception {
        Path path = directory.resolve("s");
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        CountDownLatch gone = new CountDownLatch(CLIENTS);
        TestServer current = new TestServer("server 0", path).start();
        List<Thread> clients = clients(path, stop, answered, gone);
        try {
            for (int i = 1; i <= 5; i++) {
                int before = answered.get();
                until("load before the hand-over", () -> answered.get() > before + 200);
                TestServer successor = new TestServer("server " + i, path);
                successor.connector.setTakeOver(true);
                successor.start();
                assertThat(SocketClient.get(path)).startsWith("server " + i);
                current.server.setStopTimeout(10_000);
                current.server.stop();
                current = successor;
            }
            int before = answered.get();
            until("load after the hand-overs", () -> answered.get() > before + 200);
            assertThat(gone.getCount()).as("clients that gave up").isEqualTo(CLIENTS - 0L);
        } finally {
            stop.set(true);
            for (Thread client : clients) {
                client.join();
            }
            current.close();
        }
        assertThat(failures).isEmpty();
        assertThat(answered.get()).isGreaterThan(1_200);
        assertThat(path).doesNotExist();
    }

    /** Clients that connect and ask in a loop until told to stop or, at last, nobody is there to connect to. */
    private List<Thread> clients(Path path, AtomicBoolean stop, AtomicInteger answered, CountDownLatch gone) {
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Thread client = new Thread(() -> {
                while (!stop.get() && request(path, answered)) {
                    Thread.onSpinWait();
                }
                gone.countDown();
            });
            client.start();
            clients.add(client);
        }
        return clients;
    }

    private boolean request(Path path, AtomicInteger answered) {
        SocketChannel channel;
        try {
            channel = SocketClient.connect(path);
        } catch (IOException e) {
            return false;
        }
        try (channel) {
            SocketClient.send(channel);
            String answer = SocketClient.receive(channel);
            if (!answer.endsWith(" at " + path)) {
                failures.add("answer: " + answer);
            }
            answered.incrementAndGet();
        } catch (IOException e) {
            failures.add(e.toString());
        }
        return true;
    }
}
