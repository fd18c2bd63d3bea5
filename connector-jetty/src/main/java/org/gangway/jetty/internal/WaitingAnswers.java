package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;

/**
 * Answers of a few bytes that are no part of a response. Those that wait for the peer to read lie in one buffer, which
 * has a bound, and are one entry of the output queue.
 */
final class WaitingAnswers implements OutputQueue.Entry {
    private static final int SECOND_BUFFER = 256;

    private final GatewayConnection connection;
    private final int maxBytes;
    private final String limit;

    /** What is not handed to the socket yet, from 0 to the position; null if there is nothing. */
    @GuardedBy("this")
    private ByteBuffer waiting;

    @GuardedBy("this")
    private boolean queued;

    private volatile boolean closeWhenOut;

    /**
     * @param connection where to
     * @param maxBytes the most bytes that wait
     * @param limit what the log calls them when there are more
     */
    WaitingAnswers(GatewayConnection connection, int maxBytes, String limit) {
        this.connection = connection;
        this.maxBytes = maxBytes;
        this.limit = limit;
    }

    /** The connection ends behind what waits now. */
    void closeWhenOut() {
        closeWhenOut = true;
    }

    /**
     * Sends an answer when the input that asks for it is parsed.
     *
     * @throws GatewayException if too much waits
     */
    @GuardedBy("connection")
    void add(ByteBuffer answer) {
        assert connection.lock().isHeldByCurrentThread();
        boolean first;
        synchronized (this) {
            int length = waiting == null ? 0 : waiting.position();
            if (length + answer.remaining() > maxBytes) {
                throw new GatewayException(503, "over " + maxBytes + " bytes of " + limit, Disposition.CLOSE_NOW);
            }
            if (waiting == null) {
                waiting = ByteBuffer.allocate(answer.remaining());
            } else if (waiting.remaining() < answer.remaining()) {
                int doubled = Math.max(2 * waiting.capacity(), length + answer.remaining());
                waiting = ByteBuffer.allocate(Math.max(doubled, SECOND_BUFFER)).put(waiting.flip());
            }
            waiting.put(answer);
            first = !queued;
            queued = true;
        }
        if (first && !connection.output().add(this)) {
            throw new GatewayException(503, "the peer does not read its answers", Disposition.CLOSE_NOW);
        }
        if (first) {
            connection.pump().afterwards(connection.output()::flush);
        }
    }

    /** All answers that wait, whenever it is their turn. */
    @Override
    public synchronized ByteBuffer[] next() {
        ByteBuffer bytes = waiting;
        waiting = null;
        queued = bytes != null;
        return bytes == null ? null : new ByteBuffer[] {bytes.flip()};
    }

    @Override
    public void succeeded() {
        if (closeWhenOut) {
            connection.finish(false);
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
