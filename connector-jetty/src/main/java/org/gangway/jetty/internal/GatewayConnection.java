package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.thread.AutoLock;
import org.eclipse.jetty.util.thread.Scheduler;
import org.gangway.jetty.AllowedClients;
import org.gangway.jetty.GatewayConnectionFactory;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of any gateway protocol: it reads, parses, and hands out what can be run.
 *
 * <p>Reading and parsing happen under {@link #lock} and never block; what they make ready (handlers, callbacks) runs
 * outside of it, the last of it on the thread that read. Whoever finds that input is wanted reads: the selector's
 * thread, or the application's when it reads a body. The input buffer goes back to its pool whenever it is empty.
 */
public abstract class GatewayConnection extends AbstractConnection implements Connection.UpgradeTo {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayConnection.class);

    /** Who reads next. */
    private enum Reading {
        /** The selector's thread, when something comes. */
        INTERESTED,
        /** Whoever wants input. */
        PAUSED,
        /** Nobody: the peer sends no more, or the connection is closed. */
        SHUT
    }

    /** What becomes of the connection. */
    private enum Life {
        /** It serves. */
        SERVING,
        /** All answers are out; input is read and dropped, so that no reset destroys them. */
        LINGERING,
        /** It is closed. */
        CLOSED
    }

    /** Guards the state of the connection and of its streams' input. */
    final AutoLock lock = new AutoLock();

    private final GatewayConnectionFactory factory;
    private final Connector connector;
    private final ByteBufferPool bufferPool;
    private final Callback fillable = new Fillable();
    private Runnable ready;
    private List<Runnable> wakes;
    private boolean inline;
    private Reading reading = Reading.PAUSED;
    private Life life = Life.SERVING;
    private RetainableByteBuffer inputBuffer;
    private Scheduler.Task timer;
    private long idleSince = NanoTime.now();
    private long drained;
    private long bytesIn;
    private long bytesOut;

    GatewayConnection(GatewayConnectionFactory factory, Connector connector, EndPoint endPoint) {
        super(endPoint, connector.getExecutor());
        this.factory = factory;
        this.connector = connector;
        this.bufferPool = connector.getByteBufferPool();
    }

    /** Takes all input; throws {@link GatewayException} if the framing is lost. Called under the lock. */
    abstract void parse(ByteBuffer buffer);

    /** Whether reading on makes sense and is affordable. Called under the lock. */
    abstract boolean isInputWelcome();

    /** Whether the head of a request has begun and is not complete. Called under the lock. */
    abstract boolean isHeadIncomplete();

    /** Whether a head that is incomplete began before the time that it may take. Called under the lock. */
    abstract boolean isHeadTooOld();

    /** The head of a request took too long: answers what can be answered. Called under the lock. */
    abstract void onHeadTimeout(GatewayException timeout);

    /** The peer sends no more. Called under the lock. */
    abstract void onInputShutdown(Throwable cause);

    /** Whether an answer is still to be given or on its way. Called under the lock. */
    abstract boolean isBusy();

    /** The streams that are being served. Called under the lock; the list must not be kept. */
    abstract List<? extends GatewayStream> activeStreams();

    final Connector connector() {
        return connector;
    }

    final GatewayConnectionFactory factory() {
        return factory;
    }

    final ByteBufferPool bufferPool() {
        return bufferPool;
    }

    /** The peer, for the log. */
    final Object peer() {
        Object address = getEndPoint().getRemoteSocketAddress();
        return address == null || address.toString().isEmpty() ? getEndPoint().getLocalSocketAddress() : address;
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
            getExecutor().execute(ready);
        }
        ready = task;
    }

    /**
     * Adds something to be run after parsing, which tells an application of input.
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

    /** Counts input that nobody wants; closes if it gets too much. Called under the lock. */
    final void drain(int bytes) {
        drained += bytes;
        if (drained > factory.getMaxDrainBytes()) {
            throw new GatewayException(
                    413,
                    "over " + factory.getMaxDrainBytes() + " bytes that no request wants (maxDrainBytes)",
                    Disposition.CLOSE_NOW);
        }
    }

    /** A request has begun: what was drained before belongs to others. Called under the lock. */
    final void requestBegun() {
        drained = 0;
    }

    final void wrote(long bytes) {
        bytesOut += bytes;
    }

    @Override
    public long getBytesIn() {
        return bytesIn;
    }

    @Override
    public long getBytesOut() {
        return bytesOut;
    }

    @Override
    public void onOpen() {
        super.onOpen();
        AllowedClients allowed = factory.getAllowedClients();
        if (allowed != null && !allowed.allows(getEndPoint().getRemoteSocketAddress())) {
            LOG.warn("{} {}: not one of the allowed clients {}; closing", factory.getProtocol(), peer(), allowed);
            getEndPoint().close();
            return;
        }
        List<Runnable> woken;
        Runnable task;
        boolean interest;
        try (AutoLock ignored = lock.lock()) {
            if (inputBuffer != null) {
                parseInput();
                releaseInput();
            }
            interest = wantInterest();
            woken = takeWakes();
            task = takeReady();
        }
        proceed(interest, woken, task, false);
    }

    @Override
    public void onUpgradeTo(ByteBuffer buffer) {
        try (AutoLock ignored = lock.lock()) {
            inputBuffer = bufferPool.acquire(
                    Math.max(getInputBufferSize(), buffer.remaining()), factory.isUseInputDirectByteBuffers());
            BufferUtil.append(inputBuffer.getByteBuffer(), buffer);
        }
    }

    @Override
    public void onFillable() {
        List<Runnable> woken;
        boolean handOver;
        Runnable task;
        boolean interest;
        try (AutoLock ignored = lock.lock()) {
            if (reading == Reading.SHUT) {
                return;
            }
            reading = Reading.PAUSED;
            handOver = inline;
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
            if (inputBuffer == null) {
                inputBuffer = bufferPool.acquire(getInputBufferSize(), factory.isUseInputDirectByteBuffers());
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
                    shut(cause);
                }
                return;
            }
            bytesIn += filled;
            parseInput();
            if (reading == Reading.SHUT || (wanted == null ? stopsHere() : wanted.isReadable())) {
                releaseInput();
                return;
            }
        }
    }

    private boolean stopsHere() {
        return ready != null || wakes != null || !isWelcome();
    }

    private void parseInput() {
        ByteBuffer input = inputBuffer.getByteBuffer();
        try {
            if (life == Life.SERVING) {
                parse(input);
            } else {
                drain(input.remaining());
                BufferUtil.clear(input);
            }
        } catch (GatewayException x) {
            if (life == Life.SERVING) {
                LOG.warn("{} {}: {}; closing the connection", factory.getProtocol(), peer(), x.getMessage());
            }
            abandon(x);
            return;
        } catch (RuntimeException x) {
            LOG.warn("{} {}: cannot go on; closing the connection", factory.getProtocol(), peer(), x);
            abandon(x);
            return;
        }
        if (inputBuffer.isRetained()) {
            releaseInput();
        }
    }

    private void abandon(Throwable cause) {
        releaseInput();
        shut(cause);
        ready(() -> getEndPoint().close(cause));
    }

    private void releaseInput() {
        RetainableByteBuffer buffer = inputBuffer;
        if (buffer != null) {
            inputBuffer = null;
            buffer.release();
        }
    }

    private void shut(Throwable cause) {
        reading = Reading.SHUT;
        cancelTimer();
        if (life == Life.SERVING) {
            onInputShutdown(cause);
            if (!isBusy()) {
                life = Life.CLOSED;
                ready(() -> getEndPoint().close(cause));
            }
        } else if (life == Life.LINGERING) {
            life = Life.CLOSED;
            ready(() -> getEndPoint().close());
        }
    }

    private boolean isWelcome() {
        return life == Life.LINGERING || isInputWelcome();
    }

    /** Decides whether the selector is to watch the connection from now on. Called under the lock. */
    private boolean wantInterest() {
        if (life == Life.SERVING && reading != Reading.SHUT) {
            watchHead();
        }
        if (reading != Reading.PAUSED || life == Life.CLOSED || !isWelcome()) {
            return false;
        }
        reading = Reading.INTERESTED;
        return true;
    }

    private void watchHead() {
        if (isHeadIncomplete()) {
            if (timer == null && factory.getHeadTimeout() > 0) {
                timer = connector
                        .getScheduler()
                        .schedule(this::headTimedOut, factory.getHeadTimeout(), TimeUnit.MILLISECONDS);
            }
        } else {
            cancelTimer();
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void headTimedOut() {
        List<Runnable> woken;
        Runnable task;
        try (AutoLock ignored = lock.lock()) {
            if (life != Life.SERVING || reading == Reading.SHUT) {
                return;
            }
            timer = null;
            if (!isHeadTooOld()) {
                watchHead();
                return;
            }
            GatewayException timeout = new GatewayException(
                    408,
                    "the head of a request was not complete after " + factory.getHeadTimeout() + " ms (headTimeout)",
                    Disposition.CLOSE_AFTER_RESPONSE);
            onHeadTimeout(timeout);
            if (!isBusy()) {
                LOG.info("{} {}: {}", factory.getProtocol(), peer(), timeout.getMessage());
                life = Life.CLOSED;
                reading = Reading.SHUT;
                ready(() -> getEndPoint().close(timeout));
            }
            woken = takeWakes();
            task = takeReady();
        }
        proceed(false, woken, task, true);
    }

    private Runnable takeReady() {
        Runnable task = ready;
        ready = null;
        return task;
    }

    private List<Runnable> takeWakes() {
        List<Runnable> tasks = wakes;
        wakes = null;
        return tasks;
    }

    private void proceed(boolean interest, List<Runnable> woken, Runnable task, boolean handOver) {
        if (interest) {
            fillInterested(fillable);
        }
        if (woken != null) {
            woken.forEach(Runnable::run);
        }
        if (task != null) {
            if (handOver) {
                execute(task);
            } else {
                task.run();
            }
        }
    }

    final void execute(Runnable task) {
        getExecutor().execute(task);
    }

    /**
     * Whether somebody waits for input who is woken without blocking. Then the selector's thread must read: the threads
     * that wait may be all there are. Whatever else the input makes ready is handed to another thread.
     */
    private boolean isReadInline() {
        try (AutoLock ignored = lock.lock()) {
            List<? extends GatewayStream> streams = activeStreams();
            for (int i = 0; i < streams.size() && !inline; i++) {
                inline = streams.get(i).isWaker();
            }
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
            if (activeStreams().size() > 1) {
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
            fillInterested(fillable);
        }
    }

    /** A request is over and its answer is out; the connection goes on. */
    final void released() {
        boolean interest;
        try (AutoLock ignored = lock.lock()) {
            idleSince = NanoTime.now();
            interest = wantInterest();
            if (reading == Reading.SHUT && !isBusy() && life == Life.SERVING) {
                life = Life.CLOSED;
            }
        }
        if (interest) {
            fillInterested(fillable);
        } else if (life == Life.CLOSED) {
            getEndPoint().close();
        }
    }

    /**
     * Closes the connection once its last answer is out.
     *
     * @param inputComplete whether the peer has nothing left to send
     */
    final void finish(boolean inputComplete) {
        boolean interest = false;
        boolean close = false;
        try (AutoLock ignored = lock.lock()) {
            if (life != Life.SERVING) {
                return;
            }
            cancelTimer();
            if (inputComplete || reading == Reading.SHUT) {
                life = Life.CLOSED;
                close = true;
            } else {
                life = Life.LINGERING;
                timer = connector
                        .getScheduler()
                        .schedule(() -> getEndPoint().close(), factory.getLingerTimeout(), TimeUnit.MILLISECONDS);
                interest = wantInterest();
            }
        }
        if (close) {
            getEndPoint().close();
        } else {
            getEndPoint().shutdownOutput();
            if (interest) {
                fillInterested(fillable);
            }
        }
    }

    @Override
    public void onFillInterestedFailed(Throwable cause) {
        getEndPoint().close(cause);
    }

    @Override
    public boolean onIdleExpired(TimeoutException timeout) {
        List<GatewayStream> streams;
        boolean keep;
        try (AutoLock ignored = lock.lock()) {
            streams = pinActive();
            // The endpoint's timeout is for requests; between two of them the connection may rest longer.
            keep = streams.isEmpty()
                    && !isBusy()
                    && life == Life.SERVING
                    && hasServed()
                    && !isHeadIncomplete()
                    && !connector.isShutdown()
                    && NanoTime.millisSince(idleSince) < factory.getKeepAliveTimeout();
        }
        for (GatewayStream stream : streams) {
            keep |= stream.onIdleTimeout(timeout);
        }
        return !keep;
    }

    /** The streams that are being served, kept from being used again while somebody holds on to them. */
    private List<GatewayStream> pinActive() {
        List<GatewayStream> streams = List.copyOf(activeStreams());
        streams.forEach(GatewayStream::pin);
        return streams;
    }

    /** Whether the connection has served a request. */
    abstract boolean hasServed();

    @Override
    public void onClose(Throwable cause) {
        List<GatewayStream> streams;
        try (AutoLock ignored = lock.lock()) {
            life = Life.CLOSED;
            reading = Reading.SHUT;
            cancelTimer();
            releaseInput();
            streams = pinActive();
        }
        for (GatewayStream stream : streams) {
            stream.onConnectionClosed(cause);
        }
        super.onClose(cause);
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
            return isReadInline()
                    ? InvocationType.NON_BLOCKING
                    : connector.getServer().getInvocationType();
        }
    }
}
