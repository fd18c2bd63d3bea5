package org.gangway.jetty.internal;

import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.util.thread.AutoLock;

/**
 * How an {@link Exchange} ends from outside of its own course: the web server aborts it, its connection is gone, or
 * nothing happens for too long. Whoever waits for its input or output learns of it without a thread of the pool.
 */
final class Endings {
    private final Exchange exchange;
    private final Head head;
    private final RequestBody body;
    private final Answer answer;
    private final Notices notices;
    private final Upgrade upgrade;

    Endings(Exchange exchange, Head head, RequestBody body, Answer answer, Notices notices, Upgrade upgrade) {
        this.exchange = exchange;
        this.head = head;
        this.body = body;
        this.answer = answer;
        this.notices = notices;
        this.upgrade = upgrade;
    }

    private GatewayConnection connection() {
        return exchange.connection();
    }

    /** ABORT_REQUEST: nobody wants the response. */
    @GuardedBy("connection")
    void abort(GoneException cause) {
        assert connection().lock().isHeldByCurrentThread();
        if (upgrade.isTunnel()) {
            connection().pump().afterwards(() -> upgrade.close(cause));
            return;
        }
        answer.abort();
        notices.leave(cause);
        body.abandon(cause);
        exchange.tellOfInput();
        notices.pin();
        connection().pump().afterwards(() -> notices.gone(cause));
    }

    /** The connection of the pinned exchange is gone; the cause is null where a connector that stops closed it. */
    void onConnectionClosed(Throwable cause) {
        Throwable failure = cause instanceof EofException ? cause : new GoneException(cause);
        if (upgrade.isTunnel()) {
            upgrade.close(failure);
            return;
        }
        connection()
                .pump()
                .run(
                        () -> {
                            body.abandon(failure);
                            head.abandon(failure);
                        },
                        true);
        notices.gone(failure);
    }

    /**
     * The pinned exchange did nothing for a while.
     *
     * @return whether the connection must stay for it
     */
    boolean onIdleTimeout(TimeoutException timeout) {
        if (upgrade.isTunnel()) {
            // It has a timeout of its own.
            return upgrade.isOpen();
        }
        // Jetty may have got no thread to end what has its answer already.
        boolean over = answer.isAbandoned()
                || isUseless()
                || (exchange.isEnded() && connection().output().isIdle());
        return notices.idle(timeout) && !over;
    }

    /** Whether no whole request will ever come of it, and nobody waits for the answer. */
    private boolean isUseless() {
        try (AutoLock ignored = connection().lock().lock()) {
            return answer.isAborted()
                    || (body.isFailed()
                            && (connection().pump().isShut()
                                    || connection().life().isBroken()));
        }
    }
}
