package org.gangway.jetty.internal;

import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.AutoLock;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;

/**
 * The application's end of a request body: what is read and demanded of it, and the word that there is some. Recycled
 * with its exchange.
 */
final class BodySource {
    private final Exchange exchange;
    private final RequestBody body;
    private final Notices notices;

    BodySource(Exchange exchange, RequestBody body, Notices notices) {
        this.exchange = exchange;
        this.body = body;
        this.notices = notices;
    }

    /** {@return the next chunk, or null if it has not come yet} */
    Content.Chunk read() {
        GatewayConnection connection = exchange.connection();
        Content.Chunk chunk = take(connection);
        if (chunk == null) {
            connection.pump().pull(body);
            chunk = take(connection);
        }
        return chunk;
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
