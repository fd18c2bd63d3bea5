package org.gangway.jetty.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.AutoLock;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * The reading half of a connection: it reads, has the input parsed, and hands out what can be run.
 *
 * <p>Reading and parsing happen under the lock of the connection, which is made here, and never block; what they make
 * ready runs outside of it. Whoever finds that input is wanted reads: the selector's thread, or the application's when
 * it reads a body. The input buffer goes back to its pool whenever it is empty.
 */
final class InputPump implements Callback {
    /** Who reads next. */
    private enum Reading {
        /** The selector's thread, when something comes. */
        INTERESTED,
        /** Whoever wants input. */
        PAUSED,
        /** Nobody: the peer sends no more, or the connection is closed. */
        SHUT
    }

    private static final AtomicLongFieldUpdater<InputPump> BYTES_IN =
            AtomicLongFieldUpdater.newUpdater(InputPump.class, "bytesIn");

    private final AutoLock lock = new AutoLock();
    private final GatewayConnection connection;

    @GuardedBy("connection")
    private RequestQueue.Task ready;

    @GuardedBy("connection")
    private List<Runnable> news;

    /** Whether the selector's thread reads by itself, and hands over what may block. */
    @GuardedBy("connection")
    private boolean inline;

    @GuardedBy("connection")
    private Reading reading = Reading.PAUSED;

    @GuardedBy("connection")
    private RetainableByteBuffer buffer;

    /** Written under the lock of the connection, read by anybody. */
    private volatile long bytesIn;

    InputPump(GatewayConnection connection) {
        this.connection = connection;
    }

    @Override
    public String toString() {
        return "input=" + reading;
    }

    /** The lock of the connection. Whoever holds it calls nothing that may block, and nothing of Jetty's channel. */
    AutoLock lock() {
        return lock;
    }

    private RequestQueue queue() {
        return connection.state().queue();
    }

    long bytesIn() {
        return bytesIn;
    }

    /** Whether nobody reads any more. */
    @GuardedBy("connection")
    boolean isShut() {
        assert lock.isHeldByCurrentThread();
        return reading == Reading.SHUT;
    }

    /** Nobody is to read any more. */
    @GuardedBy("connection")
    void shut() {
        assert lock.isHeldByCurrentThread();
        reading = Reading.SHUT;
        releaseBuffer();
    }

    /**
     * Whether the peer has sent more than it should have. What isn't read when the connection is closed has the system
     * reset it, and over TCP drop what it has not sent yet of the answer. A Unix socket has sent it all.
     */
    @GuardedBy("connection")
    boolean isMoreThere() {
        assert lock.isHeldByCurrentThread();
        if (reading == Reading.SHUT || isInputKept() || !TcpReset.isPossible(connection)) {
            return isInputKept();
        }
        RetainableByteBuffer rest = acquire(connection.getInputBufferSize());
        try {
            return connection.getEndPoint().fill(rest.getByteBuffer()) > 0;
        } catch (IOException closed) {
            return false;
        } finally {
            rest.release();
        }
    }

    /**
     * Adds something to be run after parsing, which may block. What is ready already goes to another thread, so that no
     * request waits for another.
     */
    @GuardedBy("connection")
    void ready(RequestQueue.Task task) {
        assert lock.isHeldByCurrentThread();
        RequestQueue.Task other = ready;
        if (other != null) {
            // Not here: where the pool refuses it, the answer is given at once, and is the end of the request.
            afterwards(() -> queue().execute(other));
        }
        ready = task;
    }

    /** Adds something to be run after parsing that doesn't block: it waits for no thread, and for no request. */
    @GuardedBy("connection")
    void afterwards(Runnable task) {
        assert lock.isHeldByCurrentThread();
        news = news == null ? new ArrayList<>(1) : news;
        news.add(task);
    }

    /** The buffer that is being parsed. */
    @GuardedBy("connection")
    RetainableByteBuffer buffer() {
        assert lock.isHeldByCurrentThread();
        return buffer;
    }

    /** Has the pump begin with what another connection has read before. */
    void prefill(ByteBuffer bytes) {
        try (AutoLock ignored = lock.lock()) {
            buffer = acquire(Math.max(connection.getInputBufferSize(), bytes.remaining()));
            BufferUtil.append(buffer.getByteBuffer(), bytes);
        }
    }

    /** Begins to read. */
    void open() {
        run(
                () -> {
                    if (buffer != null) {
                        parse();
                    }
                },
                Invocable.isNonBlockingInvocation());
    }

    /** Parses what was not due before, which may be no more than what was taken of it already. */
    void parseAgain() {
        run(this::parse, true);
    }

    /**
     * Does something under the lock that may make something ready, and then decides whether to read on.
     *
     * @param handOver whether the thread has other things to do than to serve a request
     */
    void run(Runnable underLock, boolean handOver) {
        boolean interest;
        List<Runnable> told;
        RequestQueue.Task task;
        try (AutoLock ignored = lock.lock()) {
            underLock.run();
            interest = wantInterest();
            told = takeNews();
            task = takeReady();
        }
        proceed(interest, told, task, handOver);
    }

    /** There is input, or its end. */
    @Override
    public void succeeded() {
        boolean interest;
        List<Runnable> told;
        RequestQueue.Task task;
        boolean handOver;
        try (AutoLock ignored = lock.lock()) {
            if (reading == Reading.SHUT) {
                return;
            }
            reading = Reading.PAUSED;
            handOver = inline || Invocable.isNonBlockingInvocation();
            inline = false;
            fill(null);
            interest = wantInterest();
            told = takeNews();
            task = takeReady();
        }
        proceed(interest, told, task, handOver);
    }

    /** Nothing will come: the end point is closed. */
    @Override
    public void failed(Throwable cause) {
        connection.close(cause);
    }

    /**
     * Reads on behalf of an application that wants input at once.
     *
     * @param wanted what it wants
     */
    void pull(RequestBody wanted) {
        boolean interest;
        List<Runnable> told;
        RequestQueue.Task task;
        try (AutoLock ignored = lock.lock()) {
            if (reading != Reading.PAUSED || stopsHere(wanted)) {
                return;
            }
            fill(wanted);
            // Other requests on the connection must not wait until this application reads again. If it has all, an
            // abort or the end of the connection may come.
            interest = (connection.exchanges().count() > 1 || wanted.isComplete()) && wantInterest();
            told = takeNews();
            task = takeReady();
        }
        proceed(interest, told, task, true);
    }

    /** Reads on if reading had paused and there is a reason to. */
    void resume() {
        boolean interest;
        try (AutoLock ignored = lock.lock()) {
            interest = wantInterest();
        }
        if (interest) {
            connection.getEndPoint().fillInterested(this);
        }
    }

    /** Whether reading has paused although input is welcome. */
    @GuardedBy("connection")
    boolean isToResume() {
        assert lock.isHeldByCurrentThread();
        return reading == Reading.PAUSED && connection.life().isInputWelcome();
    }

    /** Reads until {@code wanted} (or anything, if null) has come or there is no more. */
    private void fill(RequestBody wanted) {
        while (!isInputKept()) {
            if (buffer == null) {
                buffer = acquire(connection.getInputBufferSize());
            }
            int filled;
            Throwable cause = null;
            try {
                filled = connection.getEndPoint().fill(buffer.getByteBuffer());
            } catch (Throwable x) {
                filled = -1;
                cause = x;
            }
            if (filled <= 0) {
                releaseBuffer();
                if (filled < 0) {
                    reading = Reading.SHUT;
                    connection.life().onInputEnd(cause);
                }
                return;
            }
            BYTES_IN.lazySet(this, bytesIn + filled);
            parse();
            if (reading == Reading.SHUT || stopsHere(wanted)) {
                return;
            }
        }
    }

    private boolean stopsHere(RequestBody wanted) {
        return wanted == null
                ? ready != null || news != null || !connection.life().isInputWelcome()
                : wanted.isReadable() || !connection.session().isInputWelcomeFor(wanted);
    }

    private boolean isInputKept() {
        return buffer != null && buffer.hasRemaining();
    }

    /** Parses what is there, which may be no more than what was taken of it already. */
    @GuardedBy("connection")
    void parse() {
        assert lock.isHeldByCurrentThread();
        try {
            connection.life().take(buffer == null ? BufferUtil.EMPTY_BUFFER : buffer.getByteBuffer());
        } catch (RuntimeException x) {
            releaseBuffer();
            connection.life().onBroken(x);
            return;
        }
        if (!isInputKept()) {
            releaseBuffer();
        }
    }

    private RetainableByteBuffer acquire(int size) {
        boolean direct = connection.settings().isUseInputDirectByteBuffers();
        return connection.connector().getByteBufferPool().acquire(size, direct);
    }

    private void releaseBuffer() {
        RetainableByteBuffer empty = buffer;
        if (empty != null) {
            buffer = null;
            empty.release();
        }
    }

    /** Decides whether the selector is to watch the connection from now on; the caller sees to it. */
    @GuardedBy("connection")
    private boolean wantInterest() {
        assert lock.isHeldByCurrentThread();
        if (reading == Reading.SHUT) {
            return false;
        }
        connection.life().beforeReading();
        if (reading != Reading.PAUSED || !connection.life().isInputWelcome()) {
            return false;
        }
        reading = Reading.INTERESTED;
        return true;
    }

    private RequestQueue.Task takeReady() {
        RequestQueue.Task task = ready;
        ready = null;
        return task;
    }

    private List<Runnable> takeNews() {
        List<Runnable> tasks = news;
        news = null;
        return tasks;
    }

    /** Runs what the input made ready; not under the lock. */
    private void proceed(boolean interest, List<Runnable> told, RequestQueue.Task task, boolean handOver) {
        if (interest) {
            connection.getEndPoint().fillInterested(this);
        }
        if (told != null) {
            told.forEach(connection.state()::attempt);
        }
        if (task != null) {
            if (handOver) {
                queue().execute(task);
            } else {
                task.run();
            }
        }
    }

    /**
     * The selector's thread must read by itself where the threads that wait for input may be all there are. Whatever
     * else the input makes ready is handed to another thread then.
     */
    @Override
    public InvocationType getInvocationType() {
        if (!connection.exchanges().isAtRest()) {
            try (AutoLock ignored = lock.lock()) {
                inline = inline || connection.exchanges().isWakerWaiting();
                if (inline) {
                    return InvocationType.NON_BLOCKING;
                }
            }
        }
        InvocationType type = connection.handlerType();
        return type == InvocationType.BLOCKING && (connection.isReadWithoutThread() || queue().isLowOnThreads())
                ? InvocationType.EITHER
                : type;
    }
}
