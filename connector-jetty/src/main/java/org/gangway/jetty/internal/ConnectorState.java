package org.gangway.jetty.internal;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.gangway.jetty.settings.GatewaySettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the connections of one protocol have in common at one connector: settings, the way to the threads, and counts of
 * what is bounded for all of them. It is a bean of the connector and ends with it.
 *
 * <p>Thread-safe.
 */
final class ConnectorState {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectorState.class);

    /** The requests that this thread is about to refuse, while it refuses one. */
    private static final ThreadLocal<Queue<Runnable>> REFUSED = new ThreadLocal<>();

    private static final AtomicLong CONNECTION_NUMBERS = new AtomicLong();

    private final GatewaySettings settings;
    private final Connector connector;
    private final Executor executor;
    private final RequestQueue queue;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong bufferedBytes = new AtomicLong();
    private final AtomicLong webSocketRefused = new AtomicLong();

    ConnectorState(GatewaySettings settings, Connector connector) {
        this.settings = settings;
        this.connector = connector;
        this.executor = VirtualThreads.getExecutor(connector.getExecutor());
        this.queue = new RequestQueue(executor);
    }

    /** What Jetty's dumps show of it. */
    @Override
    public String toString() {
        return "{connections=" + connections + ",bufferedBytes=" + bufferedBytes + '}';
    }

    GatewaySettings settings() {
        return settings;
    }

    Connector connector() {
        return connector;
    }

    /** Takes requests to the threads that serve them. */
    RequestQueue queue() {
        return queue;
    }

    /** How many requests the threads can serve at once, as far as they are counted. */
    int mostServed() {
        return executor instanceof ThreadPool.SizedThreadPool pool ? pool.getMaxThreads() : Integer.MAX_VALUE;
    }

    /** Whether a WebSocket that is refused is worth a line of the log: one a minute, for browsers try again and again. */
    boolean isRefusedWebSocketTold() {
        long told = webSocketRefused.get();
        long now = NanoTime.now();
        return (told == 0 || NanoTime.secondsElapsed(told, now) >= 60) && webSocketRefused.compareAndSet(told, now);
    }

    /** Counts a connection; says how many there are. */
    int opened() {
        return connections.incrementAndGet();
    }

    void closed() {
        connections.decrementAndGet();
    }

    /** The number of a new connection, which no other one of this JVM has. */
    static long nextConnectionNumber() {
        return CONNECTION_NUMBERS.incrementAndGet();
    }

    /** Counts bytes that wait, on all connections. */
    void buffered(long change) {
        bufferedBytes.addAndGet(change);
    }

    /** How many bytes wait on all connections. */
    long bufferedBytes() {
        return bufferedBytes.get();
    }

    /**
     * Tells an application something that it may wait for. That never waits for a thread of the pool, which may be full
     * of those that wait: what doesn't block is done here and now, and where threads are scarce, what may block gets a
     * thread of its own.
     *
     * @param news tells it, or null if there is nothing to tell
     */
    void tell(Runnable news) {
        if (news == null) {
            return;
        }
        InvocationType type = Invocable.getInvocationType(news);
        if (type == InvocationType.BLOCKING && !queue.isLowOnThreads()) {
            queue.execute(mayBlock(news));
        } else {
            ThreadPool.executeImmediately(executor, Invocable.from(type, () -> attempt(news)));
        }
    }

    /**
     * Answers a request that gets no thread. The end of its answer may lead to the next such request, which waits until
     * this one is done: a peer that sends many would exhaust the stack.
     */
    void refuse(Runnable answer) {
        Queue<Runnable> waiting = REFUSED.get();
        if (waiting != null) {
            waiting.add(answer);
            return;
        }
        waiting = new ArrayDeque<>();
        REFUSED.set(waiting);
        try {
            for (Runnable next = answer; next != null; next = waiting.poll()) {
                attempt(next);
            }
        } finally {
            REFUSED.remove();
        }
    }

    /** Runs what may fail, though others wait behind it. */
    void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException x) {
            onFailure(x);
        }
    }

    /** An application failed when it was told something, or Jetty when it had no thread to tell it. */
    void onFailure(RuntimeException failure) {
        if (failure instanceof RejectedExecutionException) {
            LOG.warn(
                    "{}: Jetty got no thread to end a request, and forgets it; give the thread pool a queue without a bound",
                    settings.getProtocol());
        } else {
            LOG.warn("{}: an application failed when it was told of its request", settings.getProtocol(), failure);
        }
    }

    /** Makes a task of what tells an application something in a callback that may block. */
    RequestQueue.Task mayBlock(Runnable news) {
        return new News(this, news);
    }

    private record News(ConnectorState state, Runnable news) implements RequestQueue.Task {
        @Override
        public void run() {
            state.attempt(news);
        }

        @Override
        public void onRejected() {
            ThreadPool.executeImmediately(state.executor, this);
        }
    }
}
