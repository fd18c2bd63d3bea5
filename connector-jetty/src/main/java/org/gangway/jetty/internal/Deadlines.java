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
    }

    /** Whether the connection may go on resting. The end point's own timeout is for requests. */
    boolean mayRest() {
        assert isLocked();
        return NanoTime.millisSince(idleSince) < connection.settings().getKeepAliveTimeout();
    }
}
