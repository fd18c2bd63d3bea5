package org.gangway.jetty.internal;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;

/**
 * The small buffer that a part of a response begins with: the head, its frames, and content behind it that is few bytes.
 * One buffer to write costs less than three.
 */
final class PartBuffer {
    /** Content up to this many bytes is copied behind the head. */
    private static final int INLINE = 2048;

    private static final int SMALL = 4096;
    private static final int USUAL = 8192;

    private final ByteBufferPool pool;
    private final boolean direct;
    private final int before;
    private final ByteBuffer[] single = new ByteBuffer[1];
    private RetainableByteBuffer holder;
    private ByteBuffer buffer;

    /**
     * @param state lends the buffer
     * @param before how many bytes of framing come before a head
     */
    PartBuffer(ConnectorState state, int before) {
        this.pool = state.connector().getByteBufferPool();
        this.direct = state.settings().isUseOutputDirectByteBuffers();
        this.before = before;
    }

    /** How many bytes of framing come before a head. */
    int before() {
        return before;
    }

    /**
     * The buffer to copy content into, if that is few bytes: behind the head, or alone where there is none.
     *
     * @param content what follows the head; it is not read here
     * @param framing how many bytes of framing may come with it
     * @return null if the content is to be sent as it is
     */
    ByteBuffer inline(ByteBuffer content, int framing) {
        if (content.remaining() > INLINE) {
            return null;
        }
        if (buffer == null) {
            acquire(SMALL);
        }
        return buffer.remaining() >= content.remaining() + framing ? buffer : null;
    }

    private void acquire(int size) {
        holder = pool.acquire(size, direct);
        buffer = holder.getByteBuffer();
        BufferUtil.clearToFill(buffer);
        buffer.position(before);
    }

    /**
     * Begins with a head.
     *
     * @param writer writes the head
     * @param most the most bytes that may be needed
     * @return the buffer, behind the head
     * @throws BufferOverflowException if the head is longer; nothing is taken then, as for what the writer throws
     */
    ByteBuffer writeHead(Consumer<ByteBuffer> writer, int most) {
        int size = Math.min(USUAL, most);
        while (true) {
            acquire(size);
            try {
                writer.accept(buffer);
                return buffer;
            } catch (BufferOverflowException x) {
                release();
                if (size == most) {
                    throw x;
                }
                size = most;
            } catch (RuntimeException x) {
                release();
                throw x;
            }
        }
    }

    /** The bytes so far, to be written alone. */
    ByteBuffer[] alone() {
        ByteBuffer bytes = take();
        if (bytes == null || !bytes.hasRemaining()) {
            return null;
        }
        single[0] = bytes;
        return single;
    }

    /** The bytes so far, to be written before others; null if there are none, or they were taken before. */
    ByteBuffer take() {
        ByteBuffer bytes = buffer;
        buffer = null;
        return bytes == null ? null : bytes.flip();
    }

    void release() {
        if (holder != null) {
            BufferUtil.clear(holder.getByteBuffer());
            holder.release();
            holder = null;
            buffer = null;
        }
        single[0] = null;
    }
}
