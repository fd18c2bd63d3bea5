package org.gangway.jetty.internal;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.thread.Scheduler;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;

/**
 * The times of one connection: how long the head of a request may take, how long the connection may rest between two
 * requests, and how long a peer may take to read the last answer.
 */
@GuardedBy("connection")
final class Deadlines {
    private final GatewayConnection connection;
    private Scheduler.Task timer;
    private Scheduler.Task restTimer;
    private long idleSince = NanoTime.now();

    Deadlines(GatewayConnection connection) {
        this.connection = connection;
    }

    private boolean isLocked() {
        return connection.lock().isHeldByCurrentThread();
    }

    private Scheduler.Task schedule(Runnable task, long milliseconds) {
        return connection.connector().getScheduler().schedule(task, milliseconds, TimeUnit.MILLISECONDS);
    }

    /** Watches the head of a request while it is incomplete. */
    void watchHead(boolean incomplete) {
        assert isLocked();
        if (!incomplete) {
            cancel();
        } else if (timer == null && connection.settings().getHeadTimeout() > 0) {
            timer = schedule(connection::headTimedOut, connection.settings().getHeadTimeout());
        }
    }

    /** The time of a head is up: what those are told that took too long. */
    GatewayException headTimeout() {
        assert isLocked();
        timer = null;
        return new GatewayException(
                408,
                "the head of a request was not complete after "
                        + connection.settings().getHeadTimeout() + " ms (headTimeout)",
                Disposition.CLOSE_AFTER_RESPONSE);
    }

    /** The last answer is out; the peer has some time to read it. */
    void linger() {
        assert isLocked();
        cancel();
        timer = schedule(() -> connection.close(null), connection.settings().getLingerTimeout());
    }

    void cancel() {
        assert isLocked();
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** A request is over; the connection rests until the next. */
    void rest() {
        assert isLocked();
        idleSince = NanoTime.now();
        if (restTimer == null && isShorterThanIdleTimeout(connection.settings().getKeepAliveTimeout())) {
            restTimer = schedule(connection::restTimedOut, connection.settings().getKeepAliveTimeout());
        }
    }

    /** The end point looks after a resting connection itself, but not before its own timeout, which is for requests. */
    private boolean isShorterThanIdleTimeout(long keepAliveTimeout) {
        long idleTimeout = connection.getEndPoint().getIdleTimeout();
        return idleTimeout > 0 ? keepAliveTimeout < idleTimeout : keepAliveTimeout < Long.MAX_VALUE;
    }

    /**
     * The timer of the rest is up, which runs on while there are requests.
     *
     * @param resting whether there is none
     * @return whether this rest was too long
     */
    boolean isRestOver(boolean resting) {
        assert isLocked();
        restTimer = null;
        if (!resting) {
            return false;
        }
        long left = connection.settings().getKeepAliveTimeout() - NanoTime.millisSince(idleSince);
        // A web server that is asked to close the connection gets some time for it.
        restTimer = schedule(
                connection::restTimedOut,
                left > 0 ? left : connection.settings().getLingerTimeout());
        return left <= 0;
    }

    /** The connection is closed. */
    void stop() {
        cancel();
        if (restTimer != null) {
            restTimer.cancel();
            restTimer = null;
        }
    }

    /** Whether the connection may go on resting. The end point's own timeout is for requests. */
    boolean mayRest() {
        assert isLocked();
        return NanoTime.millisSince(idleSince) < connection.settings().getKeepAliveTimeout();
    }
}
