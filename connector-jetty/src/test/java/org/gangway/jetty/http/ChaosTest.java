package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.http.GatewayServer.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.gangway.jetty.GatewayConnectionFactory;
import org.junit.jupiter.api.Test;

/**
 * Web servers that do all kinds of things at random, against servlets that do, on servers that are short of threads, of
 * patience or of life. Whatever happens, every request ends, every good one gets its own answer, and nothing is left
 * behind: no thread, no buffer, no connection.
 *
 * <p>The model: {@link ChaosRules} says how a server is set up and what may be refused or lost therefore, {@link
 * ChaosOrder} what the answer to a request is, {@link ChaosClient} and {@link ChaosMultiplexing} how web servers behave,
 * and {@link ChaosApplication} how servlets do, and which requests they have entered and left.
 *
 * <p>What they do follows from a seed, the same few in each run, some of each protocol; how threads take turns doesn't. A
 * failure tells its seed: {@code -Dchaos.seed=N} does the same again, and {@code -Dchaos.seconds=N} goes on with other
 * seeds for so long.
 */
class ChaosTest {
    private static final int CLIENTS = 10;
    private static final int CONVERSATIONS = 6;
    /** How many seconds something may take that takes far less, unless it never ends. */
    private static final int PATIENCE = 30;

    private static final List<Peer> PEERS = List.of(Peer.FASTCGI, Peer.SCGI, Peer.AJP);
    private static final long[] SEEDS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

    @Test
    void everyRequestEndsAndNothingIsLeftBehind() throws Exception {
        Long seed = Long.getLong("chaos.seed");
        if (seed != null) {
            run(seed);
            return;
        }
        for (long one : SEEDS) {
            run(one);
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("chaos.seconds", 0));
        Random others = new Random();
        while (System.nanoTime() < end) {
            run(others.nextInt(1_000_000_000));
        }
    }

    private static void run(long seed) throws Exception {
        Random random = new Random(seed);
        Peer peer = PEERS.get(Math.floorMod(seed, PEERS.size()));
        ExecutorService clients = Executors.newCachedThreadPool();
        ChaosRules rules = new ChaosRules(random, clients);
        String what = "seed " + seed + " (-Dchaos.seed=" + seed + "), " + peer + ", " + rules;
        try (LogLines log = new LogLines()) {
            try {
                run(random, peer, rules, clients);
                // Of an application that comes too late Jetty tells in its own way.
                assertThat(log.stacks()).noneMatch(line -> line.contains("gangway.jetty.internal"));
            } catch (Throwable x) {
                throw new AssertionError(what + ": " + x.getMessage() + "\n" + String.join("\n", log.all()), x);
            }
        } finally {
            clients.shutdownNow();
        }
    }

    private static void run(Random random, Peer peer, ChaosRules rules, ExecutorService clients) throws Exception {
        QueuedThreadPool pool = rules.pool();
        try (ChaosApplication application = new ChaosApplication();
                GatewayServer<GatewayConnectionFactory> gateway = new GatewayServer<>(peer.factory(), pool)) {
            gateway.serve("/chaos", application);
            gateway.factory.setCloseOnFailedResponse(rules.isCloseOnFailedResponse());
            gateway.factory.setLingerTimeout(300);
            if (rules.isIdleShort()) {
                gateway.factory.setHeadTimeout(200);
            }
            gateway.start();
            rules.started(gateway.address());
            ((AbstractConnector) gateway.connector()).setIdleTimeout(rules.isIdleShort() ? 300 : 60_000);
            if (random.nextBoolean()) {
                ((ServerConnector) gateway.connector()).setAcceptedSendBufferSize(16 * 1024);
            }
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                running.add(clients.submit(client(new Random(random.nextLong()), peer, rules)));
            }
            CompletableFuture<Void> stop = null;
            if (rules.isStopped()) {
                LockSupport.parkNanos(random.nextInt(300_000_000));
                stop = CompletableFuture.runAsync(() -> {
                    LifeCycle.stop(gateway.connector());
                    rules.over();
                });
            }
            await(running, rules, application, gateway);
            if (stop == null) {
                checkHealth(peer, gateway);
            } else {
                stop.get(PATIENCE, TimeUnit.SECONDS);
            }
            checkEnd(application, pool, gateway, rules);
        }
    }

    private static Runnable client(Random random, Peer peer, ChaosRules rules) {
        return () -> {
            try {
                for (int i = 0; i < CONVERSATIONS && !rules.isOver(); i++) {
                    if (peer == Peer.FASTCGI && random.nextInt(3) > 0) {
                        new ChaosMultiplexing(random, rules).converse();
                    } else {
                        new ChaosClient(random, peer, rules).converse();
                    }
                }
                rules.doing("nothing any more");
            } catch (IOException x) {
                throw new UncheckedIOException(x);
            }
        };
    }

    private static void await(
            List<Future<?>> running,
            ChaosRules rules,
            ChaosApplication application,
            GatewayServer<GatewayConnectionFactory> gateway)
            throws Exception {
        for (Future<?> one : running) {
            try {
                one.get(PATIENCE, TimeUnit.SECONDS);
            } catch (TimeoutException x) {
                ((QueuedThreadPool) gateway.server.getThreadPool()).setDetailedDump(true);
                throw new AssertionError(
                        "a client waits in vain:\n" + rules.doing() + "\ninside: " + application.inside() + "\n"
                                + gateway.server.dump(),
                        x);
            }
        }
    }

    private static void checkHealth(Peer peer, GatewayServer<GatewayConnectionFactory> gateway) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        while (true) {
            try (Exchange web = peer.connect(gateway.address())) {
                if (web.send(web.get("/chaos")).answer().status() == 200) {
                    return;
                }
            }
            // The pool may still be full of what the clients have left behind.
            assertThat(System.nanoTime()).as("the end of all refusals").isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static void checkEnd(
            ChaosApplication application,
            QueuedThreadPool pool,
            GatewayServer<GatewayConnectionFactory> gateway,
            ChaosRules rules) {
        until(
                () -> "requests end: " + application.inside(),
                () -> application.inside().isEmpty());
        gateway.assertNoConnection();
        until(() -> "threads come back: " + pool, () -> pool.getQueueSize() == 0 && pool.getUtilizedThreads() == 0);
        gateway.assertNoLeak();
        for (ChaosOrder order : rules.served()) {
            assertThat(application.served(order.number())).as(order.toString()).isEqualTo(1);
        }
    }
}
