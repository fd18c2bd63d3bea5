package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * Clients that send requests through nginx as fast as they can, half of them on connections that nginx keeps to the
 * application. Each answer must be complete, and of a version that serves.
 */
final class Load implements AutoCloseable {
    static final int CLIENTS = 4;

    private static final byte[] BODY = "b".repeat(3000).getBytes(StandardCharsets.US_ASCII);
    private static final Pattern HIT = Pattern.compile("hit ([a-z0-9-]+)\\.");
    private static final int ONE_OF_SO_MANY_IS_SLOW = 20;

    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Set<String> processes = ConcurrentHashMap.newKeySet();
    private final AtomicInteger late = new AtomicInteger();
    private final List<Thread> clients = new ArrayList<>();
    private final boolean strict;
    private volatile int serving = 1;
    private volatile boolean over;

    /**
     * @param strict whether a kept connection leads to the new version as soon as a new one does
     */
    Load(WebServer nginx, boolean strict) {
        this.strict = strict;
        for (int i = 0; i < CLIENTS; i++) {
            String client = "c" + i;
            boolean kept = i % 2 == 0;
            int port = nginx.port(kept ? "kept" : "plain");
            Thread thread = new Thread(() -> send(client, port, kept), client);
            clients.add(thread);
            thread.start();
        }
    }

    /** Requests that begin from now on must be answered by this version at least. */
    void serves(int version) {
        serving = version;
    }

    /** {@return those who have answered} */
    Set<String> processes() {
        return processes;
    }

    /** {@return what was not as it should be, one line for each request} */
    Collection<String> wrong() {
        return wrong;
    }

    int requests() {
        return sent.size();
    }

    /** How many requests on kept connections were answered by an old version, after the new one served. */
    int late() {
        return late.get();
    }

    void awaitRequests(int more) {
        int goal = sent.size() + more;
        await(() -> sent.size() >= goal);
    }

    /** Checks what the application wrote to its console, once the clients have ended. */
    void assertEachWasServedOnce(String log) {
        Set<String> missing = new HashSet<>(sent);
        missing.removeAll(assertNoneWasServedTwice(log));
        assertThat(missing).as("sent and not served").isEmpty();
    }

    /**
     * The same while they go on.
     *
     * @return those that were served
     */
    Set<String> assertNoneWasServedTwice(String log) {
        Set<String> served = new HashSet<>();
        List<String> strange = HIT.matcher(log)
                .results()
                .map(hit -> hit.group(1))
                .filter(id -> !served.add(id) || !sent.contains(id))
                .toList();
        assertThat(strange).as("served twice, or never sent").isEmpty();
        return served;
    }

    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time").isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private void send(String client, int port, boolean kept) {
        int i = 0;
        while (!over) {
            // nginx closes the connection behind a failure.
            try (HttpConnection connection = new HttpConnection(port, null)) {
                for (int before = wrong.size(); !over && wrong.size() == before; i++) {
                    String id = client + '-' + i + (i % ONE_OF_SO_MANY_IS_SLOW == 0 ? "-slow" : "");
                    send(connection, id, i % 2 == 1, kept);
                }
            } catch (IOException | RuntimeException e) {
                wrong.add(client + '-' + i + ": " + e);
            }
        }
    }

    private void send(HttpConnection connection, String id, boolean post, boolean kept) throws IOException {
        int atLeast = serving;
        sent.add(id);
        Response response = connection.send(post ? Request.post("/?" + id, BODY) : Request.get("/?" + id));
        String text = response.text();
        // The version, the number of bytes that were read, the process.
        String[] words = text.split(" ", 3);
        if (response.status() != 200 || !words[1].equals(post ? String.valueOf(BODY.length) : "0")) {
            wrong.add(id + ": " + response.status() + ' ' + text);
            return;
        }
        processes.add(words[2]);
        if (Integer.parseInt(words[0]) < atLeast) {
            if (kept && !strict) {
                late.incrementAndGet();
            } else {
                wrong.add(id + " after version " + atLeast + ": " + text);
            }
        }
    }

    /** Ends the clients. */
    @Override
    public void close() throws InterruptedException {
        over = true;
        for (Thread client : clients) {
            client.join(TimeUnit.SECONDS.toMillis(60));
        }
    }
}
