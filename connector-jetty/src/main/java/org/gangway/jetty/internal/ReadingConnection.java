package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.AutoLock;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * The reading half of a connection: it reads, has the input parsed, and hands out what can be run.
 *
 * <p>Reading and parsing happen under {@link #lock} and never block; what they make ready (handlers, callbacks) runs
 * outside of it, the last of it on the thread that read. Whoever finds that input is wanted reads: the selector's
 * thread, or the application's when it reads a body. The input buffer goes back to its pool whenever it is empty.
 */
abstract class ReadingConnection extends AbstractConnection implements Connection.UpgradeTo {
    /** Who reads next. */
    private enum Reading {
        /** The selector's thread, when something comes. */
        INTERESTED,
        /** Whoever wants input. */
        PAUSED,
        /** Nobody: the peer sends no more, or the connection is closed. */
        SHUT
    }

    /** Guards the state of the connection and of its streams' input. */
    final AutoLock lock = new AutoLock();

    private final Connector connector;
    private final RequestQueue queue;
    private final ByteBufferPool bufferPool;
    private final boolean directInput;
    private final Callback fillable = new Fillable();
    private Runnable ready;
    private List<Runnable> wakes;
    private boolean inline;
    private Reading reading = Reading.PAUSED;
    private RetainableByteBuffer inputBuffer;
    private long bytesIn;

    ReadingConnection(Connector connector, EndPoint endPoint, RequestQueue queue, boolean directInput) {
        super(endPoint, connector.getExecutor());
        this.queue = queue;
        this.connector = connector;
        this.bufferPool = connector.getByteBufferPool();
        this.directInput = directInput;
    }

    /**
     * Takes all input, or as much as is due; the rest is kept until {@link #parseAgain}, and nothing more is read until
     * then. What it throws breaks the connection. Called under the lock.
     */
    abstract void take(ByteBuffer input);

    /** The input makes no sense. Called under the lock. */
    abstract void onBroken(RuntimeException cause);

    /** The peer sends no more. Called under the lock. */
    abstract void onInputEnd(Throwable cause);

    /** Whether reading on makes sense and is affordable. Called under the lock. */
    abstract boolean isWelcome();

    /** Somebody is about to decide whether to read on. Called under the lock. */
    abstract void beforeReading();

    final Connector connector() {
        return connector;
    }

    /** Whether nobody reads any more. Called under the lock. */
    final boolean isShut() {
        return reading == Reading.SHUT;
    }

    /** Nobody is to read any more. Called under the lock. */
    final void shutReading() {
        reading = Reading.SHUT;
        releaseInput();
    }

    /**
     * Adds something to be run after parsing. What is ready already goes to another thread, so that no request waits
     * for another. Called under the lock.
     */
    final void ready(Runnable task) {
        if (task == null) {
            return;
        }
        if (ready != null) {
            queue.execute(ready);
        }
        ready = task;
    }

    /**
     * Adds something to be run after parsing, which tells an application of input. Called under the lock.
     *
     * @param wake whether it only wakes a thread: it is never handed to another one, since the threads that wait may be
     *     all there are
     */
    final void ready(Runnable task, boolean wake) {
        if (wake) {
            wakes = wakes == null ? new ArrayList<>(1) : wakes;
            wakes.add(task);
        } else {
            ready(task);
        }
    }

    /** The buffer that is being parsed. */
    final RetainableByteBuffer inputBuffer() {
        return inputBuffer;
    }

    /** Whether the selector's thread reads where no other is free, and hands over what may block. */
    abstract boolean isReadWithoutThread();

    @Override
    public long getBytesIn() {
        return bytesIn;
    }

    /** Begins to read, with what another connection has read before. */
    final void open() {
        List<Runnable> woken;
        Runnable task;
        boolean interest;
        try (AutoLock ignored = lock.lock()) {
            if (inputBuffer != null) {
                parseInput(inputBuffer.getByteBuffer());
                releaseTaken();
            }
            interest = wantInterest();
            woken = takeWakes();
            task = takeReady();
        }
        proceed(interest, woken, task, false);
    }

    /** Whether {@link #take} left input that was not due. */
    private boolean isInputKept() {
        return inputBuffer != null && inputBuffer.hasRemaining();
    }

    /** Parses what was not due before, which may be no more than what was taken of it already. */
    final void parseAgain() {
        List<Runnable> woken;
        Runnable task;
        boolean interest;
        try (AutoLock ignored = lock.lock()) {
            parseInput(inputBuffer == null ? BufferUtil.EMPTY_BUFFER : inputBuffer.getByteBuffer());
            releaseTaken();
            interest = wantInterest();
            woken = takeWakes();
            task = takeReady();
        }
        proceed(interest, woken, task, true);
    }

    @Override
    public void onUpgradeTo(ByteBuffer buffer) {
        try (AutoLock ignored = lock.lock()) {
            inputBuffer = bufferPool.acquire(Math.max(getInputBufferSize(), buffer.remaining()), directInput);
            BufferUtil.append(inputBuffer.getByteBuffer(), buffer);
        }
    }

    @Override
    public void onFillable() {
        List<Runnable> woken;
        Runnable task;
        boolean interest;
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
            woken = takeWakes();
            task = takeReady();
        }
        proceed(interest, woken, task, handOver);
    }

    /** Reads until {@code wanted} (or anything, if null) has come or there is no more. Called under the lock. */
    private void fill(StreamInput wanted) {
        EndPoint endPoint = getEndPoint();
        while (true) {
            if (isInputKept()) {
                return;
            }
            if (inputBuffer == null) {
                inputBuffer = bufferPool.acquire(getInputBufferSize(), directInput);
            }
            int filled;
            Throwable cause = null;
            try {
                filled = endPoint.fill(inputBuffer.getByteBuffer());
            } catch (Throwable x) {
                filled = -1;
                cause = x;
            }
            if (filled <= 0) {
                releaseInput();
                if (filled < 0) {
                    reading = Reading.SHUT;
                    onInputEnd(cause);
                }
                return;
            }
            bytesIn += filled;
            parseInput(inputBuffer.getByteBuffer());
            if (reading == Reading.SHUT || (wanted == null ? stopsHere() : wanted.isReadable())) {
                releaseTaken();
                return;
            }
        }
    }

    private boolean stopsHere() {
        return ready != null || wakes != null || !isWelcome();
    }

    private void parseInput(ByteBuffer input) {
        try {
            take(input);
        } catch (RuntimeException x) {
            shutReading();
            onBroken(x);
            return;
        }
        if (inputBuffer != null && inputBuffer.isRetained() && !inputBuffer.hasRemaining()) {
            releaseInput();
        }
    }

    private void releaseTaken() {
        if (!isInputKept()) {
            releaseInput();
        }
    }

    private void releaseInput() {
        RetainableByteBuffer buffer = inputBuffer;
        if (buffer != null) {
            inputBuffer = null;
            buffer.release();
        }
    }

    /** Decides whether the selector is to watch the connection from now on. Called under the lock. */
    final boolean wantInterest() {
        if (reading == Reading.SHUT) {
            return false;
        }
        beforeReading();
        if (reading != Reading.PAUSED || !isWelcome()) {
            return false;
        }
        reading = Reading.INTERESTED;
        return true;
    }

    final Runnable takeReady() {
        Runnable task = ready;
        ready = null;
        return task;
    }

    final List<Runnable> takeWakes() {
        List<Runnable> tasks = wakes;
        wakes = null;
        return tasks;
    }

    /** Runs what the input made ready; not under the lock. */
    final void proceed(boolean interest, List<Runnable> woken, Runnable task, boolean handOver) {
        if (interest) {
            watch();
        }
        if (woken != null) {
            woken.forEach(Runnable::run);
        }
        if (task != null) {
            if (handOver) {
                queue.execute(task);
            } else {
                task.run();
            }
        }
    }

    final void execute(Runnable task) {
        getExecutor().execute(task);
    }

    /** Whether somebody waits for input who is woken without blocking. Called under the lock. */
    abstract boolean isWakerWaiting();

    /**
     * Whether the selector's thread must read by itself, because the threads that wait for input may be all there are.
     * Whatever else the input makes ready is handed to another thread then.
     */
    private boolean isReadInline() {
        try (AutoLock ignored = lock.lock()) {
            inline = inline || isWakerWaiting();
            return inline;
        }
    }

    /**
     * Reads on behalf of an application that wants input at once.
     *
     * @param wanted what it wants
     */
    final void pull(StreamInput wanted) {
        List<Runnable> woken;
        Runnable task;
        boolean interest = false;
        try (AutoLock ignored = lock.lock()) {
            if (reading != Reading.PAUSED || wanted.isReadable()) {
                return;
            }
            fill(wanted);
            // Other requests on the connection must not wait until this application reads again.
            if (isShared()) {
                interest = wantInterest();
            }
            woken = takeWakes();
            task = takeReady();
        }
        proceed(interest, woken, task, true);
    }

    /** Reads on if reading had paused and there is a reason to. */
    final void resume() {
        boolean interest;
        try (AutoLock ignored = lock.lock()) {
            interest = wantInterest();
        }
        if (interest) {
            watch();
        }
    }

    /** Whether several requests share the connection. Called under the lock. */
    abstract boolean isShared();

    /** Has the selector watch the connection, as {@link #wantInterest()} said. */
    final void watch() {
        fillInterested(fillable);
    }

    @Override
    public void onFillInterestedFailed(Throwable cause) {
        getEndPoint().close(cause);
    }

    private final class Fillable implements Callback {
        @Override
        public void succeeded() {
            onFillable();
        }

        @Override
        public void failed(Throwable x) {
            onFillInterestedFailed(x);
        }

        @Override
        public InvocationType getInvocationType() {
            if (isReadInline()) {
                return InvocationType.NON_BLOCKING;
            }
            InvocationType type = connector.getServer().getInvocationType();
            return isReadWithoutThread() && type == InvocationType.BLOCKING ? InvocationType.EITHER : type;
        }
    }
}
