package org.gangway.jetty.internal;

import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.AutoLock;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;

/**
 * The application's end of a request body: what is read and demanded of it, and the word that there is some. Recycled
 * with its exchange.
 */
final class BodySource {
    /** How often in a row giving way may be in vain; a slow client's body isn't worth it. */
    private static final int MOST_ATTEMPTS = 2;

    private final Exchange exchange;
    private final RequestBody body;
    private final Notices notices;
    private int attempts;

    BodySource(Exchange exchange, RequestBody body, Notices notices) {
        this.exchange = exchange;
        this.body = body;
        this.notices = notices;
    }

    /** A request begins. */
    void begin() {
        attempts = MOST_ATTEMPTS;
    }

    /** {@return the next chunk, or null if it has not come yet} */
    Content.Chunk read() {
        GatewayConnection connection = exchange.connection();
        Content.Chunk chunk = take(connection);
        if (chunk == null) {
            chunk = pull(connection);
        }
        if (chunk == null && attempts > 0 && !notices.isToldHere()) {
            giveWay();
            chunk = pull(connection);
            attempts = chunk == null ? attempts - 1 : MOST_ATTEMPTS;
        }
        return chunk;
    }

    private Content.Chunk pull(GatewayConnection connection) {
        connection.pump().pull(body);
        return take(connection);
    }

    /** More is often only microseconds away, where to wait for it takes the selector's thread and another wake-up. */
    @SuppressWarnings("ThreadPriorityCheck") // no more than a hint is meant
    private static void giveWay() {
        Thread.yield();
    }

    private Content.Chunk take(GatewayConnection connection) {
        Content.Chunk chunk;
        Runnable more;
        boolean resume;
        try (AutoLock ignored = connection.lock().lock()) {
            chunk = body.read();
            more = body.isReadable() ? null : connection.session().onInputWanted();
            // Reading may have paused because this body had piled up.
            resume = chunk != null && connection.pump().isToResume();
        }
        if (more != null) {
            more.run();
        }
        if (resume) {
            connection.pump().resume();
        }
        return chunk;
    }

    /** The application wants to be told when there is something to read, here and now if there is. */
    void demand() {
        GatewayConnection connection = exchange.connection();
        boolean waiting;
        Runnable more;
        InvocationType type = exchange.channel().getInvocationType();
        try (AutoLock ignored = connection.lock().lock()) {
            waiting = body.demand(type);
            more = waiting ? connection.session().onInputWanted() : null;
        }
        if (more != null) {
            more.run();
        }
        if (waiting) {
            connection.pump().resume();
            return;
        }
        Runnable task = exchange.channel().onContentAvailable();
        if (task != null) {
            task.run();
        }
    }

    /** Tells an application that waits for input that there is some. */
    @GuardedBy("connection")
    void tellOfInput() {
        assert exchange.connection().lock().isHeldByCurrentThread();
        boolean waker = body.isWaker();
        if (body.takeDemand()) {
            notices.input(waker);
        }
    }

    /** Drops what waits, and whatever comes. */
    void discard() {
        try (AutoLock ignored = exchange.connection().lock().lock()) {
            body.discard();
        }
    }
}
