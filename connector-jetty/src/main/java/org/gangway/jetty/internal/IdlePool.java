package org.gangway.jetty.internal;

import java.util.ArrayDeque;
import java.util.function.Supplier;

/**
 * Requests of one connector that are not in use. They belong to the connector, not to a connection, so that an idle
 * connection costs little, and what one has learnt of the web server's variables serves the next request, whichever
 * connection it comes on.
 *
 * <p>Thread-safe.
 */
final class IdlePool<T> {
    private static final int MAX_IDLE = 256;

    private final Supplier<T> maker;
    private final ArrayDeque<T> idle = new ArrayDeque<>();

    IdlePool(Supplier<T> maker) {
        this.maker = maker;
    }

    T acquire() {
        T request;
        synchronized (idle) {
            request = idle.pollFirst();
        }
        return request == null ? maker.get() : request;
    }

    void release(T request) {
        synchronized (idle) {
            if (idle.size() < MAX_IDLE) {
                idle.addFirst(request);
            }
        }
    }
}
