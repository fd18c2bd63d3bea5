package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.AutoLock;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Writes what the exchanges of a connection and its session have to send, one gathering write at a time and one entry
 * after the other.
 *
 * <p>What the socket takes at once is written when {@link #send} returns: an attempt to write and the note of its
 * success are one step under the lock. Jetty relies on that where it ends an error page without waiting for the write,
 * and the next request can be here before the thread that wrote the last one has noticed. Nothing blocks under the lock,
 * and callbacks run outside of it.
 *
 * <p>Thread-safe. Its lock is the innermost: it may be taken under the connection's, never the other way round.
 */
final class OutputQueue implements Callback {
    /** Something to be sent. */
    interface Entry extends Callback {
        /** {@return what to write next, or null if all is written} Called under the lock of the queue. */
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
    private static final int MORE_ENTRIES = 64;

    private static final AtomicLongFieldUpdater<OutputQueue> BYTES_OUT =
            AtomicLongFieldUpdater.newUpdater(OutputQueue.class, "bytesOut");

    private final AutoLock lock = new AutoLock();
    private final GatewayConnection connection;

    /** The first that waits. Mostly it is the only one, and a connection that knows no other needs no more. */
    @GuardedBy("queue")
    private Entry first;

    /** Those behind it; null until there was one. */
    @GuardedBy("queue")
    private ArrayDeque<Entry> others;

    /** Written under the lock, read by anybody. */
    private volatile Entry current;

    @GuardedBy("queue")
    private Write write = Write.NONE;

    @GuardedBy("queue")
    private Throwable failure;

    /** Written under the lock, read by anybody. */
    private volatile long bytesOut;

    /**
     * @param connection where to; it is closed when nothing can be written any more
     */
    OutputQueue(GatewayConnection connection) {
        this.connection = connection;
    }

    long bytesOut() {
        return bytesOut;
    }

    /** Sends something; its callback tells when it has gone out. What can't be sent is the end of the connection. */
    void send(Entry entry) {
        if (!flush(entry, entry)) {
            Throwable cause = failure();
            connection.close(cause);
            entry.failed(cause);
        }
    }

    /**
     * Puts something in line, to be sent with {@link #flush()}.
     *
     * @return false if nothing can be sent any more, or the peer does not read; its callback isn't told
     */
    boolean add(Entry entry) {
        try (AutoLock ignored = lock.lock()) {
            return offer(entry);
        }
    }

    private boolean isFull() {
        return others != null
                && 1 + others.size()
                        >= MORE_ENTRIES + connection.state().settings().getMaxRequestsPerConnection();
    }

    private boolean offer(Entry entry) {
        assert lock.isHeldByCurrentThread();
        if (failure != null || isFull()) {
            return false;
        }
        if (first == null) {
            first = entry;
        } else {
            others = others == null ? new ArrayDeque<>(2) : others;
            others.addLast(entry);
        }
        return true;
    }

    /** Takes the first that waits, or null. */
    private Entry poll() {
        assert lock.isHeldByCurrentThread();
        Entry polled = first;
        first = others == null ? null : others.pollFirst();
        return polled;
    }

    private Throwable failure() {
        try (AutoLock ignored = lock.lock()) {
            return failure == null ? new EofException("the peer does not read") : failure;
        }
    }

    /** Sends what is in line, if nothing is being written. */
    void flush() {
        flush(null, null);
    }

    /**
     * @param added what is to be put in line before, or null
     * @param own what this thread sends, or null: its callback runs here, others here only if they don't block
     * @return false if there was no room in the line
     */
    @SuppressWarnings("ReferenceEquality") // the same entry is meant
    private boolean flush(Entry added, Entry own) {
        Entry done = null;
        List<Entry> more = null;
        Throwable failed;
        boolean full;
        try (AutoLock ignored = lock.lock()) {
            if (added != null && !offer(added)) {
                return false;
            }
            while (write == Write.NONE) {
                Entry entry = current;
                if (entry == null) {
                    entry = poll();
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
                if (done == null) {
                    done = entry;
                } else {
                    more = more == null ? new ArrayList<>(2) : more;
                    more.add(entry);
                }
            }
            failed = failure;
            full = write == Write.WAITING;
        }
        if (full && added != null) {
            // The web server may not read the response before it has sent the body.
            connection.pump().resume();
        }
        if (done != null) {
            succeed(done, done == own);
        }
        if (more != null) {
            for (Entry entry : more) {
                succeed(entry, entry == own);
            }
        }
        if (failed != null) {
            fail(failed);
        }
        return true;
    }

    /** Tells an entry; another request than this thread's may do with it what it likes, but not here. */
    private void succeed(Entry entry, boolean here) {
        if (here || entry.getInvocationType() == InvocationType.NON_BLOCKING) {
            try {
                entry.succeeded();
            } catch (RuntimeException x) {
                // Others wait to be told behind it.
                connection.state().onFailure(x);
            }
        } else {
            connection.state().tell(Invocable.from(entry.getInvocationType(), entry::succeeded));
        }
    }

    private void write(ByteBuffer[] buffers) {
        assert lock.isHeldByCurrentThread();
        long bytes = 0;
        for (ByteBuffer buffer : buffers) {
            bytes += buffer.remaining();
        }
        BYTES_OUT.lazySet(this, bytesOut + bytes);
        write = Write.TRYING;
        connection.getEndPoint().write(this, buffers);
        write = write == Write.DONE ? Write.NONE : Write.WAITING;
    }

    /** The endpoint has written everything. */
    @Override
    public void succeeded() {
        Entry written;
        try (AutoLock ignored = lock.lock()) {
            if (write == Write.TRYING) {
                write = Write.DONE;
                return;
            }
            write = Write.NONE;
            written = current;
        }
        // The endpoint has chosen this thread by what this entry's callback may do.
        flush(null, written);
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
            for (Entry entry = poll(); entry != null; entry = poll()) {
                entries.add(entry);
            }
        }
        connection.close(cause);
        for (Entry entry : entries) {
            connection.state().tell(Invocable.from(entry.getInvocationType(), () -> entry.failed(cause)));
        }
    }

    /**
     * Takes back something that has not gone out at all.
     *
     * @return whether it was taken back; if not, it is being written or has been
     */
    @SuppressWarnings("ReferenceEquality") // the same entry is meant
    boolean cancel(Entry entry) {
        try (AutoLock ignored = lock.lock()) {
            if (first == entry) {
                poll();
                return true;
            }
            return others != null && others.remove(entry);
        }
    }

    /** Whether a part of something may be out, and the rest waits for the peer to read. */
    @SuppressWarnings("ReferenceEquality") // the same entry is meant
    boolean isHalfOut(Entry entry) {
        try (AutoLock ignored = lock.lock()) {
            return current == entry;
        }
    }

    /** Whether nothing is being written, nor waits for it. */
    boolean isIdle() {
        try (AutoLock ignored = lock.lock()) {
            return write == Write.NONE && current == null && first == null;
        }
    }

    @Override
    public InvocationType getInvocationType() {
        Entry writing = current;
        return writing == null ? InvocationType.NON_BLOCKING : writing.getInvocationType();
    }
}
