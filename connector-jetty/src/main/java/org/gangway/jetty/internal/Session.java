package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import org.gangway.request.GatewayException;

/**
 * What one protocol makes of one connection: it hears the parser, and knows which requests are active and what may come
 * next. Everything that is the same in all protocols is {@link GatewayConnection}'s.
 *
 * <p>All methods but {@link #release} and {@link #giveUp} are called under the connection's lock, and never block.
 */
interface Session {
    /** What becomes of the connection when a request is over. */
    enum Next {
        /** It serves the next request. */
        KEEP,
        /** It is closed; nothing is left to be read. */
        CLOSE,
        /** It is closed when what is left was read and dropped, so that no reset destroys the answer. */
        LINGER
    }

    /**
     * Takes all input, or as much as is due: the rest is kept, and offered again with the next input or by
     * {@link InputPump#parseAgain}.
     *
     * @throws GatewayException if the framing is lost, so that nothing more can be read
     */
    void parse(ByteBuffer input);

    /** Whether more input makes sense, and somebody has use for it or it can be kept. */
    boolean isInputWelcome();

    /**
     * Whether an application that wants input at once may read it by itself.
     *
     * @param wanted what it wants
     */
    default boolean isInputWelcomeFor(RequestBody wanted) {
        return true;
    }

    /** Whether the head of a request, or what may become one, has begun and isn't complete. */
    boolean isHeadIncomplete();

    /**
     * Refuses requests whose head has taken longer than it may.
     *
     * @return false if there is none yet
     */
    boolean onHeadTimeout(GatewayException timeout);

    /**
     * No more input comes: whoever waits for some is to be told.
     *
     * @param cause why a body that is incomplete fails
     */
    void onInputEnd(Throwable cause);

    /**
     * An application has read all that is here and wants more.
     *
     * @return what is to be done for it to come, not under the lock, or null
     */
    default Runnable onInputWanted() {
        return null;
    }

    /** Whether the web server has nothing left to send that counts: what follows is nobody's. */
    default boolean isInputOver() {
        return false;
    }

    /** Whether something of the protocol is to be answered also where no thread is free. */
    default boolean answersAtOnce() {
        return false;
    }

    /** Counts what waits to be read of bodies; null where no request shares the connection, and nothing piles up. */
    default BufferedBytes buffered() {
        return null;
    }

    /**
     * The connection rests and is to end. If it were closed, a request would be lost that the web server sends at this very
     * moment.
     *
     * @return what has the web server close it and does no harm to a request that it has just sent; null if nothing has, or
     *     nothing more
     */
    default ByteBuffer farewell() {
        return null;
    }

    /** A request is over, and its answer is out as far as it will ever be. */
    Next onDone(Exchange exchange);

    /**
     * Lets go of a request that is over.
     *
     * @param reusable whether what served it may serve another one
     */
    void release(Exchange exchange, boolean reusable);

    /**
     * A response has failed half-way: has the web server learn of it, as far as the protocol lets it.
     *
     * @param whenOut to be run when all that can be done is
     */
    void giveUp(Exchange exchange, Throwable cause, Runnable whenOut);
}
