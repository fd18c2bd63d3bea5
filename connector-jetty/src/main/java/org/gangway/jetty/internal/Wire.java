package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.MetaData;

/**
 * Puts a response into buffers, as one protocol has it. Used for one part at a time: {@link #prepare}, then
 * {@link #next} until there is nothing left, then {@link #release}. The output queue orders the calls of the last two.
 */
interface Wire {
    /**
     * Takes a part of a response.
     *
     * @param head the head, or null if it is out already
     * @param content what follows, never null; its bytes are not copied unless they are few
     * @param last whether it ends the response
     * @param flush whether the web server is to send on at once what it has
     * @return null, or why the head can't be sent; nothing is prepared then
     */
    String prepare(MetaData.Response head, ByteBuffer content, boolean last, boolean flush);

    /** Whether a part without a byte means something, namely a flush. */
    boolean hasFlush();

    /**
     * A head that comes before that of the response (1xx).
     *
     * @param head the head
     * @return its bytes, to be sent before anything of the response is; null if the protocol has no such thing, or it is
     *     too long
     */
    default ByteBuffer interim(MetaData.Response head) {
        return null;
    }

    /** Whether a body may come in chunks, with trailers. */
    default boolean hasTrailers() {
        return false;
    }

    /** The next buffers to be written, or null if the part is complete. */
    ByteBuffer[] next();

    /**
     * Puts what is written behind a 101 into buffers, one write after the other.
     *
     * @param content what is written; it is consumed, and not copied
     * @return the next buffers to be written, or null if nothing is left
     */
    default ByteBuffer[] tunnel(ByteBuffer[] content) {
        throw new UnsupportedOperationException();
    }

    /** Lets go of all buffers: the part is out, or never will be. */
    void release();

    /**
     * What ends a request without a word more.
     *
     * @param success whether the end is as it should be
     * @return the bytes, or null if the end of the connection says it
     */
    ByteBuffer end(boolean success);
}
