package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.util.thread.AutoLock;

/**
 * Writes what the streams of a connection and the connection itself have to send, one gathering write at a time and
 * one entry after the other.
 *
 * <p>Thread-safe.
 */
final class GatewayFlusher extends IteratingCallback {
    /** Something to be sent. */
    interface Entry extends Callback {
        /**
         * @return what to write next, or null if all is written
         */
        ByteBuffer[] next();
    }

    /** More than this beside one for each request means that the peer sends but does not read. */
    private static final int MAX_QUEUED = 256;

    private final GatewayConnection connection;
    private final AutoLock lock = new AutoLock();
    private final ArrayDeque<Entry> queue = new ArrayDeque<>(2);
    private volatile Entry current;
    private final long maxQueued;
    private Throwable failure;

    GatewayFlusher(GatewayConnection connection, int maxRequests) {
        this.connection = connection;
        this.maxQueued = (long) MAX_QUEUED + maxRequests;
    }

    /** Sends something; its callback tells when it has gone out. */
    void send(Entry entry) {
        if (queue(entry)) {
            iterate();
        }
    }

    /**
     * Puts something in line, to be sent with {@link #iterate()}.
     *
     * @return false if nothing can be sent any more; its callback knows already then
     */
    boolean queue(Entry entry) {
        Throwable failed;
        try (AutoLock ignored = lock.lock()) {
            failed = failure;
            if (failed == null && queue.size() >= maxQueued) {
                failed = new EofException("the peer does not read");
            }
            if (failed == null) {
                queue.addLast(entry);
            }
        }
        if (failed != null) {
            entry.failed(failed);
        }
        return failed == null;
    }

    /**
     * Takes back something that has not gone out at all.
     *
     * @return whether it was taken back; if not, it is being written or has been
     */
    boolean cancel(Entry entry) {
        try (AutoLock ignored = lock.lock()) {
            return queue.remove(entry);
        }
    }

    @Override
    protected Action process() {
        while (true) {
            Entry entry = current;
            if (entry == null) {
                try (AutoLock ignored = lock.lock()) {
                    entry = queue.pollFirst();
                }
                if (entry == null) {
                    return Action.IDLE;
                }
                current = entry;
            }
            ByteBuffer[] buffers = entry.next();
            if (buffers != null) {
                long bytes = 0;
                for (ByteBuffer buffer : buffers) {
                    bytes += buffer.remaining();
                }
                connection.wrote(bytes);
                connection.getEndPoint().write(this, buffers);
                return Action.SCHEDULED;
            }
            current = null;
            entry.succeeded();
        }
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        List<Entry> entries = new ArrayList<>();
        try (AutoLock ignored = lock.lock()) {
            failure = cause;
            if (current != null) {
                entries.add(current);
                current = null;
            }
            entries.addAll(queue);
            queue.clear();
        }
        connection.getEndPoint().close(cause);
        for (Entry entry : entries) {
            entry.failed(cause);
        }
    }

    @Override
    public InvocationType getInvocationType() {
        Entry writing = current;
        return writing == null ? InvocationType.NON_BLOCKING : writing.getInvocationType();
    }
}
