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
     * @param pool lends the buffer
     * @param direct whether it is a direct one
     * @param before how many bytes of framing come before a head
     */
    PartBuffer(ByteBufferPool pool, boolean direct, int before) {
        this.pool = pool;
        this.direct = direct;
        this.before = before;
    }

    /** Whether so little content is copied. */
    static boolean isInline(ByteBuffer content) {
        return content.remaining() <= INLINE;
    }

    /** Takes a buffer for small content without a head. */
    ByteBuffer acquire() {
        return acquire(SMALL);
    }

    private ByteBuffer acquire(int size) {
        holder = pool.acquire(size, direct);
        buffer = holder.getByteBuffer();
        BufferUtil.clearToFill(buffer);
        buffer.position(before);
        return buffer;
    }

    /**
     * Takes a buffer that has room for a head.
     *
     * @param writer writes the head
     * @param most the most bytes that may be needed
     * @throws BufferOverflowException if the head is longer; nothing is taken then, as for what the writer throws
     */
    ByteBuffer acquire(Consumer<ByteBuffer> writer, int most) {
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
