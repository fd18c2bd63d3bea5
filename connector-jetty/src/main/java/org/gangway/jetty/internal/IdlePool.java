package org.gangway.jetty.internal;

import java.util.ArrayDeque;
import java.util.function.Supplier;

/**
 * Requests of one connector that are not in use, twice as many as its threads can serve at once, because as many again
 * may have been read and wait, and 256 at most. They belong to the connector, not to a connection, so that an idle
 * connection costs little, and what one has learnt of the web server's variables serves the next request, whichever
 * connection it comes on.
 *
 * <p>Thread-safe.
 */
final class IdlePool<T> {
    private static final int MOST = 256;

    private final Supplier<T> maker;
    private final int most;
    private final ArrayDeque<T> idle = new ArrayDeque<>();

    /**
     * @param served how many requests the threads can serve at once
     * @param maker makes another request
     */
    IdlePool(int served, Supplier<T> maker) {
        this.maker = maker;
        this.most = (int) Math.min(MOST, 2L * served);
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
            if (idle.size() < most) {
                idle.addFirst(request);
            }
        }
    }
}
