package org.gangway.jetty.internal;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.eclipse.jetty.util.VirtualThreads;

/**
 * The streams of one connector that are not in use. They belong to the connector, not to a connection, so that an idle
 * connection costs little, and what a stream has learnt of the web server's variables serves the next request,
 * whichever connection it comes on.
 *
 * <p>Thread-safe.
 */
class GatewayStreams<S extends GatewayStream> {
    private static final int MAX_IDLE = 256;

    private final Supplier<S> maker;
    private final ArrayDeque<S> idle = new ArrayDeque<>();
    private final RequestQueue queue;
    private final AtomicInteger connections = new AtomicInteger();

    GatewayStreams(Supplier<S> maker, Executor executor) {
        this.maker = maker;
        this.queue = new RequestQueue(VirtualThreads.getExecutor(executor));
    }

    final S acquire() {
        S stream;
        synchronized (idle) {
            stream = idle.pollFirst();
        }
        return stream == null ? maker.get() : stream;
    }

    final void release(S stream) {
        synchronized (idle) {
            if (idle.size() < MAX_IDLE) {
                idle.addFirst(stream);
            }
        }
    }

    /** Takes the requests of the connector to the threads that serve them. */
    final RequestQueue queue() {
        return queue;
    }

    /** Counts a connection; says how many there are. */
    final int opened() {
        return connections.incrementAndGet();
    }

    final void closed() {
        connections.decrementAndGet();
    }
}
