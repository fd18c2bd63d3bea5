package org.gangway.jetty.internal;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.thread.AutoLock;
import org.eclipse.jetty.util.thread.Scheduler;
import org.gangway.jetty.settings.GatewaySettings;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;

/**
 * The times of one connection: how long the head of a request may take, how long the connection may rest between two
 * requests, and how long a peer may take to read the last answer.
 */
@GuardedBy("connection")
final class Deadlines {
    private final GatewayConnection connection;
    private final AutoLock lock;
    private final GatewaySettings settings;
    private final Scheduler scheduler;
    private Scheduler.Task timer;
    private long idleSince = NanoTime.now();

    Deadlines(GatewayConnection connection, ConnectorState state, AutoLock lock) {
        this.connection = connection;
        this.lock = lock;
        this.settings = state.settings();
        this.scheduler = state.connector().getScheduler();
    }

    /** Watches the head of a request while it is incomplete. */
    void watchHead(boolean incomplete) {
        assert lock.isHeldByCurrentThread();
        if (!incomplete) {
            cancel();
        } else if (timer == null && settings.getHeadTimeout() > 0) {
            timer = scheduler.schedule(connection::headTimedOut, settings.getHeadTimeout(), TimeUnit.MILLISECONDS);
        }
    }

    /** The time of a head is up: what those are told that took too long. */
    GatewayException headTimeout() {
        assert lock.isHeldByCurrentThread();
        timer = null;
        return new GatewayException(
                408,
                "the head of a request was not complete after " + settings.getHeadTimeout() + " ms (headTimeout)",
                Disposition.CLOSE_AFTER_RESPONSE);
    }

    /** The last answer is out; the peer has some time to read it. */
    void linger() {
        assert lock.isHeldByCurrentThread();
        cancel();
        timer = scheduler.schedule(() -> connection.close(null), settings.getLingerTimeout(), TimeUnit.MILLISECONDS);
    }

    void cancel() {
        assert lock.isHeldByCurrentThread();
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** A request is over; the connection rests until the next. */
    void rest() {
        assert lock.isHeldByCurrentThread();
        idleSince = NanoTime.now();
    }

    /** Whether the connection may go on resting. The end point's own timeout is for requests. */
    boolean mayRest() {
        assert lock.isHeldByCurrentThread();
        return NanoTime.millisSince(idleSince) < settings.getKeepAliveTimeout();
    }
}
