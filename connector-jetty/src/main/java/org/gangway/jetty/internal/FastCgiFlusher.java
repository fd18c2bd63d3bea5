package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.AutoLock;

/**
 * Writes what the streams of a connection and the connection itself have to send, one gathering write at a time and
 * one entry after the other.
 *
 * <p>What the socket takes at once is written when {@link #send} returns: an attempt to write and the note of its
 * success are one step under the lock. Jetty relies on that where it ends an error page without waiting for the write,
 * and the next request can be here before the thread that wrote the last one has noticed. Nothing blocks under the lock,
 * and callbacks run outside of it.
 *
 * <p>Thread-safe.
 */
final class FastCgiFlusher implements Callback {
    /** Something to be sent. */
    interface Entry extends Callback {
        /**
         * @return what to write next, or null if all is written
         */
        ByteBuffer[] next();
    }

    /** Where the write is that is under way. */
    private enum Write {
        /** Nowhere. */
        NONE,
        /** In the attempt to write at once. */
        TRYING,
        /** It succeeded at once. */
        DONE,
        /** The socket is full: the endpoint goes on by itself. */
        WAITING
    }

    /** More than this beside one for each request means that the peer sends but does not read. */
    private static final int MAX_QUEUED = 256;

    private final FastCgiConnection connection;
    private final AutoLock lock = new AutoLock();
    private final ArrayDeque<Entry> queue = new ArrayDeque<>(2);
    private final long maxQueued;
    private volatile Entry current;
    private Write write = Write.NONE;
    private Throwable failure;

    FastCgiFlusher(FastCgiConnection connection, int maxRequests) {
        this.connection = connection;
        this.maxQueued = (long) MAX_QUEUED + maxRequests;
    }

    /** Sends something; its callback tells when it has gone out. */
    void send(Entry entry) {
        if (queue(entry)) {
            flush();
        }
    }

    /**
     * Puts something in line, to be sent with {@link #flush()}.
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

    /** Sends what is in line, if nothing is being written. */
    void flush() {
        Entry first = null;
        List<Entry> more = null;
        Throwable failed;
        try (AutoLock ignored = lock.lock()) {
            while (write == Write.NONE) {
                Entry entry = current;
                if (entry == null) {
                    entry = queue.pollFirst();
                    if (entry == null) {
                        break;
                    }
                    current = entry;
                }
                ByteBuffer[] buffers = entry.next();
                if (buffers != null) {
                    write(buffers);
                    continue;
                }
                current = null;
                if (first == null) {
                    first = entry;
                } else {
                    more = more == null ? new ArrayList<>(2) : more;
                    more.add(entry);
                }
            }
            failed = failure;
        }
        if (first != null) {
            first.succeeded();
        }
        if (more != null) {
            more.forEach(Entry::succeeded);
        }
        if (failed != null) {
            fail(failed);
        }
    }

    private void write(ByteBuffer[] buffers) {
        long bytes = 0;
        for (ByteBuffer buffer : buffers) {
            bytes += buffer.remaining();
        }
        connection.wrote(bytes);
        write = Write.TRYING;
        connection.getEndPoint().write(this, buffers);
        write = write == Write.DONE ? Write.NONE : Write.WAITING;
    }

    /** The endpoint has written everything. */
    @Override
    public void succeeded() {
        try (AutoLock ignored = lock.lock()) {
            if (write == Write.TRYING) {
                write = Write.DONE;
                return;
            }
            write = Write.NONE;
        }
        flush();
    }

    /** The endpoint can't write: nothing will go out any more. */
    @Override
    public void failed(Throwable cause) {
        try (AutoLock ignored = lock.lock()) {
            failure = cause;
            if (write == Write.TRYING) {
                return;
            }
        }
        fail(cause);
    }

    private void fail(Throwable cause) {
        List<Entry> entries = new ArrayList<>();
        try (AutoLock ignored = lock.lock()) {
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
    public InvocationType getInvocationType() {
        Entry writing = current;
        return writing == null ? InvocationType.NON_BLOCKING : writing.getInvocationType();
    }
}
