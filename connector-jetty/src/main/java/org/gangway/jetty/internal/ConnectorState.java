package org.gangway.jetty.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.server.Connector;
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
    private static final AtomicLong CONNECTION_NUMBERS = new AtomicLong();

    private final GatewaySettings settings;
    private final Connector connector;
    private final Executor executor;
    private final RequestQueue queue;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong bufferedBytes = new AtomicLong();

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

    /** Counts bytes of bodies that wait to be read, on all connections; says how many there are. */
    long buffered(long change) {
        return bufferedBytes.addAndGet(change);
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
        try {
            if (Invocable.getInvocationType(news) != InvocationType.BLOCKING || queue.isLowOnThreads()) {
                ThreadPool.executeImmediately(executor, news);
            } else {
                queue.execute(mayBlock(news));
            }
        } catch (RuntimeException x) {
            LOG.warn("{}: an application failed when it was told of its request", settings.getProtocol(), x);
        }
    }

    /** Makes a task of what tells an application something in a callback that may block. */
    RequestQueue.Task mayBlock(Runnable news) {
        return new News(executor, news);
    }

    private record News(Executor executor, Runnable news) implements RequestQueue.Task {
        @Override
        public void run() {
            news.run();
        }

        @Override
        public void onRejected() {
            ThreadPool.executeImmediately(executor, news);
        }
    }
}
