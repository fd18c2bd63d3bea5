package org.gangway.jetty.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** How a server is set up, and what its clients may expect therefore. */
final class ChaosRules {
    /** Something that writes. */
    interface Sender {
        void send() throws IOException;
    }

    private final boolean fewThreads;
    private final int mostQueued;
    private final boolean idleShort;
    private final boolean stopped;
    private final boolean closeOnFailedResponse;
    private final ExecutorService background;
    private final Queue<ChaosOrder> served = new ConcurrentLinkedQueue<>();
    private final Map<Thread, String> doing = new ConcurrentHashMap<>();
    private SocketAddress address;
    private volatile boolean over;

    ChaosRules(Random random, ExecutorService background) {
        this.fewThreads = random.nextInt(3) == 0;
        this.mostQueued = !fewThreads || random.nextBoolean() ? Integer.MAX_VALUE : random.nextBoolean() ? 12 : 64;
        this.idleShort = !isPoolBounded() && random.nextInt(3) == 0;
        this.stopped = !isPoolBounded() && random.nextInt(4) == 0;
        this.closeOnFailedResponse = random.nextBoolean();
        this.background = background;
    }

    /** The threads: many, or fewer than requests and perhaps a pool that takes no more than it can serve soon. */
    QueuedThreadPool pool() {
        return fewThreads
                ? new QueuedThreadPool(8, 8, 60_000, -1, new LinkedBlockingQueue<>(mostQueued), null)
                : new QueuedThreadPool(60);
    }

    /**
     * Whether the pool takes no more than so much. Jetty forgets a request where it needs another thread to end it and
     * gets none: then nobody breaks off, nothing fails and nothing is asynchronous.
     */
    boolean isPoolBounded() {
        return mostQueued < Integer.MAX_VALUE;
    }

    /** Whether whoever waits is let down soon. */
    boolean isIdleShort() {
        return idleShort;
    }

    /** Whether the server is stopped in the middle. */
    boolean isStopped() {
        return stopped;
    }

    boolean isCloseOnFailedResponse() {
        return closeOnFailedResponse;
    }

    /** Whether a good request may get no answer: Jetty closes a connection too that it gets no thread for. */
    boolean mayFail() {
        return stopped || idleShort || isPoolBounded();
    }

    /** Whether a good request may be refused. */
    boolean mayRefuse() {
        return fewThreads || mayFail();
    }

    /** The server runs, there. */
    void started(SocketAddress where) {
        address = where;
    }

    /** The server is stopped. */
    void over() {
        over = true;
    }

    /** Whether the server's port may be somebody else's by now. */
    boolean isOver() {
        return over;
    }

    SocketAddress address() {
        return address;
    }

    /** What this client does now. */
    void doing(String what) {
        doing.put(Thread.currentThread(), what);
    }

    /** What the clients do, and where they are in it. */
    String doing() {
        return doing.entrySet().stream()
                .map(entry -> entry.getValue() + "\n    at "
                        + Stream.of(entry.getKey().getStackTrace())
                                .map(StackTraceElement::toString)
                                .filter(line -> line.contains("gangway"))
                                .collect(Collectors.joining("\n    at ")))
                .collect(Collectors.joining("\n"));
    }

    /** A request got the answer of its servlet. */
    void served(ChaosOrder order) {
        served.add(order);
    }

    /** The requests that got the answer of their servlet. */
    Queue<ChaosOrder> served() {
        return served;
    }

    /** Sends while somebody else reads. Whether it worked the reader will see. */
    CompletableFuture<Void> inBackground(Sender sender) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        sender.send();
                    } catch (UncheckedIOException | IOException closed) {
                        // The server needs no more.
                    }
                },
                background);
    }

    @Override
    public String toString() {
        return (fewThreads ? "few threads, " : "")
                + (isPoolBounded() ? "a bounded pool, " : "")
                + (idleShort ? "short timeouts, " : "")
                + (stopped ? "stopped in the middle, " : "")
                + (closeOnFailedResponse ? "failed responses break off" : "failed responses end in good order");
    }
}
