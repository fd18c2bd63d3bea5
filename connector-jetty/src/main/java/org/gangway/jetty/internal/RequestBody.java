package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;

/**
 * The bytes of one input stream of a request, between the session that parsed them and the application that reads them.
 * Nothing is copied: a chunk holds on to the connection's input buffer until the application releases it.
 */
@GuardedBy("connection")
final class RequestBody {
    /** What can still come. */
    private enum State {
        /** More bytes, or the end. */
        OPEN,
        /** Nothing: the stream is complete. */
        ENDED,
        /** Nothing: the peer is gone, or broke the protocol. */
        FAILED,
        /** Anything, but nobody wants it. */
        DISCARDED
    }

    private static final int CHUNK_COST = 256;

    private final ArrayDeque<Content.Chunk> chunks = new ArrayDeque<>(4);
    private State state = State.ENDED;
    private BufferedBytes counted;
    private long expected;
    private long received;
    private long buffered;
    private Throwable failure;
    private boolean demanded;
    private InvocationType demandType = InvocationType.BLOCKING;
    /** The buffer that the chunk added last lies in; others aren't kept for a few bytes. */
    private RetainableByteBuffer lastHolder;

    /**
     * Begins a stream.
     *
     * @param length the length in bytes that the web server announced, or -1
     * @param counter counts what waits to be read, or null
     */
    void open(long length, BufferedBytes counter) {
        state = length == 0 ? State.ENDED : State.OPEN;
        counted = counter;
        expected = length;
        received = 0;
        buffered = 0;
        failure = null;
        demanded = false;
    }

    @Override
    public String toString() {
        return "body=" + state + (demanded ? ",demanded" : "");
    }

    /** {@return whether nothing is to be waited for} */
    boolean isComplete() {
        return state != State.OPEN;
    }

    /** {@return whether {@link #read()} has something to give} */
    boolean isReadable() {
        return !chunks.isEmpty() || state != State.OPEN;
    }

    /** {@return the memory in bytes that waits to be read, roughly} */
    long buffered() {
        return buffered;
    }

    /** {@return whether the application waits for input} */
    boolean isDemanded() {
        return demanded;
    }

    /** {@return whether the application waits for input, and may be woken on any thread} */
    boolean isWaker() {
        return demanded && demandType == InvocationType.NON_BLOCKING;
    }

    /**
     * Notes that the application waits for input.
     *
     * @param type what telling it takes
     * @return false if there is some already
     */
    boolean demand(InvocationType type) {
        demanded = !isReadable();
        demandType = type;
        return demanded;
    }

    /** {@return whether the application was waiting and need not wait any longer} */
    boolean takeDemand() {
        boolean satisfied = demanded && isReadable();
        if (satisfied) {
            demanded = false;
        }
        return satisfied;
    }

    /**
     * Takes bytes of the stream; those beyond the announced length are dropped.
     *
     * @param content the bytes from position to limit
     * @param holder the buffer that they lie in
     * @return whether the bytes were wanted
     */
    boolean add(ByteBuffer content, RetainableByteBuffer holder) {
        if (state != State.OPEN) {
            return false;
        }
        int length = content.remaining();
        boolean last = false;
        if (expected >= 0) {
            length = (int) Math.min(length, expected - received);
            last = received + length == expected;
        }
        received += length;
        chunks.add(chunk(content.slice(content.position(), length), last, holder));
        count(length + CHUNK_COST);
        if (last) {
            state = State.ENDED;
        }
        return true;
    }

    private void count(long change) {
        buffered += change;
        if (counted != null) {
            counted.add(change);
        }
    }

    /**
     * Bytes that pile up in small portions, here or in other bodies of the connection, are copied: each would keep a
     * whole input buffer from its pool.
     */
    @SuppressWarnings("ReferenceEquality") // the same buffer is meant
    private Content.Chunk chunk(ByteBuffer bytes, boolean last, RetainableByteBuffer holder) {
        boolean pilesUp = counted == null ? !chunks.isEmpty() : counted.bytes() > 0;
        if (pilesUp && lastHolder != holder && bytes.remaining() < holder.capacity() / 4) {
            ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
            return Content.Chunk.from(copy.put(bytes).flip(), last);
        }
        holder.retain();
        lastHolder = holder;
        return Content.Chunk.asChunk(bytes, last, holder);
    }

    /**
     * The web server ended the stream.
     *
     * @return the number of bytes that are missing, 0 if the stream is whole
     */
    long end() {
        if (state != State.OPEN) {
            return 0;
        }
        if (expected > received) {
            return expected - received;
        }
        state = State.ENDED;
        return 0;
    }

    /** {@return bytes received so far} */
    long received() {
        return received;
    }

    /**
     * Nothing more will come. What was received can still be read; after it the failure is.
     *
     * @param cause why
     */
    void fail(Throwable cause) {
        if (state == State.OPEN) {
            state = State.FAILED;
            failure = cause;
        }
    }

    /**
     * The peer is gone for good, or wants no more of the request: what was received is dropped, whatever becomes of the
     * application, which can read no more than the failure.
     *
     * @param cause why
     */
    void abandon(Throwable cause) {
        if (state == State.OPEN || !chunks.isEmpty()) {
            state = State.FAILED;
            failure = cause;
        }
        release();
    }

    /** {@return whether bytes of the stream will never come} */
    boolean isFailed() {
        return state == State.FAILED;
    }

    /** Drops what waits, and whatever comes. */
    void discard() {
        release();
        if (state == State.OPEN) {
            state = State.DISCARDED;
        }
    }

    private void release() {
        Content.Chunk chunk;
        while ((chunk = chunks.poll()) != null) {
            chunk.release();
        }
        if (buffered > 0) {
            count(-buffered);
        }
        lastHolder = null;
    }

    /** {@return the next chunk, or null if it has not come yet} */
    Content.Chunk read() {
        Content.Chunk chunk = chunks.poll();
        if (chunk != null) {
            count(-chunk.remaining() - CHUNK_COST);
            return chunk;
        }
        return switch (state) {
            case OPEN -> null;
            case ENDED, DISCARDED -> Content.Chunk.EOF;
            case FAILED -> Content.Chunk.from(failure, true);
        };
    }

    /** Makes ready for another request. */
    void recycle() {
        release();
        state = State.ENDED;
        counted = null;
        failure = null;
        demanded = false;
    }
}
