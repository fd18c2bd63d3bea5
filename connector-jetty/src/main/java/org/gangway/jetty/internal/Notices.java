package org.gangway.jetty.internal;

import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.util.thread.AutoLock;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * What an application is told from outside of its request's own course: that there is input, that nothing has happened
 * for long, that nobody waits for the answer any more. Telling needs no thread of the pool.
 *
 * <p>Whoever is about to tell something holds on to the exchange by a pin: it serves no other request meanwhile. So
 * methods here take the connection from the exchange while it is pinned.
 */
final class Notices {
    private final Exchange exchange;
    private final Runnable contentAvailable = this::onContentAvailable;

    /** Tells the application of input, and may be the selector's. */
    private Thread teller;

    @GuardedBy("connection")
    private int pins;

    /** Whether Jetty knows the request. */
    @GuardedBy("connection")
    private boolean announced;

    /** Why nobody waits for the answer, while Jetty doesn't know the request. */
    @GuardedBy("connection")
    private Throwable gone;

    Notices(Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public String toString() {
        return (announced ? "announced" : "unannounced") + ",pins=" + pins;
    }

    private static boolean isLocked(GatewayConnection connection) {
        return connection.lock().isHeldByCurrentThread();
    }

    @GuardedBy("connection")
    void begin() {
        announced = false;
        gone = null;
    }

    @GuardedBy("connection")
    void pin() {
        assert isLocked(exchange.connection());
        pins++;
    }

    private void unpin(GatewayConnection pinnedBy) {
        try (AutoLock ignored = pinnedBy.lock().lock()) {
            pins--;
        }
    }

    /** Whether nobody holds on to the exchange. */
    @GuardedBy("connection")
    boolean isUnpinned() {
        assert isLocked(exchange.connection());
        return pins == 0;
    }

    /**
     * Jetty knows the request.
     *
     * @return why nobody waits for the answer any more, or null: then the handler can run
     */
    Throwable announce() {
        try (AutoLock ignored = exchange.connection().lock().lock()) {
            announced = true;
            return gone;
        }
    }

    /** Nobody waits for the answer: if Jetty doesn't know the request, it need not. */
    @GuardedBy("connection")
    void leave(Throwable cause) {
        assert isLocked(exchange.connection());
        if (!announced) {
            gone = cause;
        }
    }

    /**
     * There is input for an application that waits for it.
     *
     * @param waker whether telling it does not block
     */
    @GuardedBy("connection")
    void input(boolean waker) {
        GatewayConnection connection = exchange.connection();
        pin();
        if (waker) {
            connection.pump().afterwards(contentAvailable);
        } else {
            connection.pump().ready(connection.state().mayBlock(contentAvailable));
        }
    }

    private void onContentAvailable() {
        GatewayConnection pinnedBy = exchange.connection();
        teller = Thread.currentThread();
        try {
            Runnable task = exchange.channel().onContentAvailable();
            if (task != null) {
                task.run();
            }
        } finally {
            teller = null;
            unpin(pinnedBy);
        }
    }

    /** {@return whether this thread is telling the application of input} */
    @SuppressWarnings("ReferenceEquality") // the same thread is meant
    boolean isToldHere() {
        return teller == Thread.currentThread();
    }

    /** Nobody waits for the answer of the pinned exchange: tells Jetty, as soon as Jetty knows of the request. */
    void gone(Throwable cause) {
        GatewayConnection pinnedBy = exchange.connection();
        boolean known;
        try (AutoLock ignored = pinnedBy.lock().lock()) {
            known = announced;
            leave(cause);
        }
        if (!known && pinnedBy.state().queue().remove(exchange)) {
            // No thread needs to come for it.
            exchange.failed(cause);
        }
        tell(pinnedBy, known ? exchange.channel().onRemoteFailure(cause) : null);
    }

    /**
     * Nothing has happened for long.
     *
     * @return whether the pinned exchange is being handled, and the connection must stay
     */
    boolean idle(TimeoutException timeout) {
        GatewayConnection pinnedBy = exchange.connection();
        if (pinnedBy.state().queue().remove(exchange)) {
            exchange.refuseForWantOfThreads("no thread was free for it in time");
            unpin(pinnedBy);
            return true;
        }
        HttpChannel.IdleTimeoutTask task = exchange.channel().onIdleTimeout(timeout);
        tell(pinnedBy, task.handlingRequest() ? task.action() : null);
        return task.handlingRequest();
    }

    /** Tells an application something, and lets go of the exchange when it knows. */
    private void tell(GatewayConnection pinnedBy, Runnable news) {
        if (news == null) {
            unpin(pinnedBy);
            return;
        }
        pinnedBy.state().tell(Invocable.from(Invocable.getInvocationType(news), () -> {
            try {
                news.run();
            } finally {
                unpin(pinnedBy);
            }
        }));
    }
}
