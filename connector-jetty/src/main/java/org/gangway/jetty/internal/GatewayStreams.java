package org.gangway.jetty.internal;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

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
    private final ConcurrentLinkedDeque<S> idle = new ConcurrentLinkedDeque<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();

    GatewayStreams(Supplier<S> maker) {
        this.maker = maker;
    }

    final S acquire() {
        S stream = idle.pollFirst();
        if (stream == null) {
            return maker.get();
        }
        size.decrementAndGet();
        return stream;
    }

    final void release(S stream) {
        if (size.incrementAndGet() > MAX_IDLE) {
            size.decrementAndGet();
        } else {
            idle.addFirst(stream);
        }
    }

    /** Counts a connection; says how many there are. */
    final int opened() {
        return connections.incrementAndGet();
    }

    final void closed() {
        connections.decrementAndGet();
    }
}
