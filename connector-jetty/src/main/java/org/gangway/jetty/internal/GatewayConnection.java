package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.thread.AutoLock;
import org.eclipse.jetty.util.thread.Scheduler;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of any gateway protocol: its life from the first request to the last byte that is read so that no reset
 * destroys an answer, and its timeouts.
 */
public abstract class GatewayConnection extends ReadingConnection {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayConnection.class);

    /** What becomes of the connection. */
    private enum Life {
        /** It serves. */
        SERVING,
        /** All answers are out; input is read and dropped, so that no reset destroys them. */
        LINGERING,
        /** It is closed. */
        CLOSED
    }

    private final GatewaySettings settings;
    private final GatewayStreams<?> streams;
    private final GatewayFlusher flusher;
    private boolean counted;
    private boolean surplus;
    private long requests;
    private long responses;
    private Life life = Life.SERVING;
    private Scheduler.Task timer;
    private long idleSince = NanoTime.now();
    private long drained;
    private long bytesOut;

    /**
     * @param settings the settings
     * @param connector where the connection was accepted
     * @param endPoint the transport
     * @param streams the connector's streams
     * @param maxRequests the most requests at a time
     */
    GatewayConnection(
            GatewaySettings settings,
            Connector connector,
            EndPoint endPoint,
            GatewayStreams<?> streams,
            int maxRequests) {
        super(connector, endPoint, streams.queue(), settings.isUseInputDirectByteBuffers());
        this.settings = settings;
        this.streams = streams;
        this.flusher = new GatewayFlusher(this, maxRequests);
    }

    /** Writes what is to be sent. */
    final GatewayFlusher flusher() {
        return flusher;
    }

    /**
     * An application has read all input that is here, and wants more: what is to be done for it to come, not under the
     * lock, or null. Called under the lock.
     */
    Runnable moreInput() {
        return null;
    }

    /** Takes all input that it can; throws {@link GatewayException} if the framing is lost. Called under the lock. */
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

    /** The peer, for the log. */
    final Object peer() {
        Object address = getEndPoint().getRemoteSocketAddress();
        return address == null || address.toString().isEmpty() ? getEndPoint().getLocalSocketAddress() : address;
    }

    /** A response has failed half-way: closes so that the web server learns of it as far as the protocol lets it. */
    void giveUp(Throwable cause) {
        getEndPoint().close(cause);
    }

    /** Counts input that nobody wants; closes if it gets too much. Called under the lock. */
    final void drain(int bytes) {
        drained += bytes;
        if (drained > settings.getMaxDrainBytes()) {
            throw new GatewayException(
                    413,
                    "over " + settings.getMaxDrainBytes() + " bytes that no request wants (maxDrainBytes)",
                    Disposition.CLOSE_NOW);
        }
    }

    /** A request has begun: what was drained before belongs to others. Called under the lock. */
    final void requestBegun() {
        drained = 0;
        requests++;
    }

    /** A request is over. Called under the lock. */
    final void requestCompleted() {
        responses++;
    }

    @Override
    public final long getMessagesIn() {
        return requests;
    }

    @Override
    public final long getMessagesOut() {
        return responses;
    }

    /** Whether there are more connections than may be served. */
    final boolean isSurplus() {
        return surplus;
    }

    /** Refuses what comes on a connection that is one too many. */
    final GatewayException surplusRefusal() {
        return new GatewayException(
                503,
                "over " + settings.getMaxConnections() + " connections (maxConnections)",
                Disposition.CLOSE_AFTER_RESPONSE);
    }

    final void wrote(long bytes) {
        bytesOut += bytes;
    }

    @Override
    public long getBytesOut() {
        return bytesOut;
    }

    @Override
    public void onOpen() {
        counted = true;
        surplus = streams.opened() > settings.getMaxConnections();
        super.onOpen();
        if (!settings.isAllowed(getEndPoint().getRemoteSocketAddress())) {
            LOG.warn("{} {}: not one of the allowed clients; closing", settings.getProtocol(), peer());
            getEndPoint().close();
            return;
        }
        open();
    }

    @Override
    final void take(ByteBuffer input) {
        if (life == Life.SERVING) {
            parse(input);
        } else {
            BufferUtil.clear(input);
        }
    }

    @Override
    final void onBroken(RuntimeException cause) {
        if (!(cause instanceof GatewayException)) {
            LOG.warn("{} {}: cannot go on; closing the connection", settings.getProtocol(), peer(), cause);
        } else if (life == Life.SERVING) {
            LOG.warn("{} {}: {}; closing the connection", settings.getProtocol(), peer(), cause.getMessage());
        }
        onInputEnd(cause);
        ready(() -> getEndPoint().close(cause));
    }

    @Override
    final void onInputEnd(Throwable cause) {
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

    @Override
    final boolean isWelcome() {
        return switch (life) {
            case SERVING -> isInputWelcome();
            case LINGERING -> true;
            case CLOSED -> false;
        };
    }

    @Override
    final void beforeReading() {
        if (life == Life.SERVING) {
            watchHead();
        }
    }

    /** A thread that is woken for the only request of its connection does all of it. */
    @Override
    boolean isReadWithoutThread() {
        return hasServed();
    }

    @Override
    final boolean isShared() {
        return activeStreams().size() > 1;
    }

    @Override
    final boolean isWakerWaiting() {
        List<? extends GatewayStream> streams = activeStreams();
        for (int i = 0; i < streams.size(); i++) {
            if (streams.get(i).isWaker()) {
                return true;
            }
        }
        return false;
    }

    private void watchHead() {
        if (isHeadIncomplete()) {
            if (timer == null && settings.getHeadTimeout() > 0) {
                timer = connector()
                        .getScheduler()
                        .schedule(this::headTimedOut, settings.getHeadTimeout(), TimeUnit.MILLISECONDS);
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
            if (life != Life.SERVING || isShut()) {
                return;
            }
            timer = null;
            if (!isHeadTooOld()) {
                watchHead();
                return;
            }
            GatewayException timeout = new GatewayException(
                    408,
                    "the head of a request was not complete after " + settings.getHeadTimeout() + " ms (headTimeout)",
                    Disposition.CLOSE_AFTER_RESPONSE);
            onHeadTimeout(timeout);
            if (!isBusy()) {
                LOG.info("{} {}: {}", settings.getProtocol(), peer(), timeout.getMessage());
                life = Life.CLOSED;
                shutReading();
                ready(() -> getEndPoint().close(timeout));
            }
            woken = takeWakes();
            task = takeReady();
        }
        proceed(false, woken, task, true);
    }

    /** A request is over and its answer is out; the connection goes on. */
    final void released() {
        boolean interest;
        try (AutoLock ignored = lock.lock()) {
            idleSince = NanoTime.now();
            interest = wantInterest();
            if (isShut() && !isBusy() && life == Life.SERVING) {
                life = Life.CLOSED;
            }
        }
        if (interest) {
            watch();
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
            if (inputComplete || isShut()) {
                life = Life.CLOSED;
                close = true;
            } else {
                life = Life.LINGERING;
                timer = connector()
                        .getScheduler()
                        .schedule(() -> getEndPoint().close(), settings.getLingerTimeout(), TimeUnit.MILLISECONDS);
                interest = wantInterest();
            }
        }
        if (close) {
            getEndPoint().close();
        } else {
            getEndPoint().shutdownOutput();
            if (interest) {
                watch();
            }
        }
    }

    @Override
    public boolean onIdleExpired(TimeoutException timeout) {
        List<GatewayStream> streams;
        boolean keep;
        try (AutoLock ignored = lock.lock()) {
            if (connector().isShutdown() && isBusy()) {
                // Jetty shortens the timeout to be rid of resting connections; a request may take what the stop may.
                return false;
            }
            streams = pinActive();
            // The endpoint's timeout is for requests; between two of them the connection may rest longer.
            keep = streams.isEmpty()
                    && !isBusy()
                    && life == Life.SERVING
                    && hasServed()
                    && !isHeadIncomplete()
                    && !connector().isShutdown()
                    && NanoTime.millisSince(idleSince) < settings.getKeepAliveTimeout();
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

    /** Whether the connection has served a request, and may rest until the next. */
    boolean hasServed() {
        return requests > 0;
    }

    @Override
    public void onClose(Throwable cause) {
        if (counted) {
            counted = false;
            streams.closed();
        }
        List<GatewayStream> streams;
        try (AutoLock ignored = lock.lock()) {
            life = Life.CLOSED;
            shutReading();
            cancelTimer();
            streams = pinActive();
        }
        for (GatewayStream stream : streams) {
            stream.onConnectionClosed(cause);
        }
        super.onClose(cause);
    }
}
