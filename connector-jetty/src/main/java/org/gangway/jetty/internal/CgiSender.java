package org.gangway.jetty.internal;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Puts one {@code send} of a stream into buffers: the whole head in one, small content behind it in the same one, and
 * large content uncopied. A subclass frames it.
 */
abstract class CgiSender extends GatewaySender {
    /** Content up to this many bytes is copied behind the head: one buffer to write costs less than three. */
    private static final int INLINE = 2048;

    private static final int SMALL_BUFFER = 4096;
    private static final int USUAL_BUFFER = 8192;

    private final ByteBufferPool pool;
    private final boolean direct;
    private final int before;
    private final int behind;
    private final ByteBuffer[] single = new ByteBuffer[1];
    private RetainableByteBuffer headHolder;
    private ByteBuffer head;
    private boolean complete;
    ByteBuffer content;
    boolean last;

    /**
     * @param before how many bytes of framing come before a head
     * @param behind how many bytes of framing may come behind all
     */
    CgiSender(ByteBufferPool pool, boolean direct, int before, int behind) {
        this.pool = pool;
        this.direct = direct;
        this.before = before;
        this.behind = behind;
    }

    /** All there is to send lies in the buffer, between the room for framing and the position: frames it. */
    abstract void frame(ByteBuffer buffer);

    /**
     * Frames the next part of what is too much for one buffer.
     *
     * @param first the head, to be flipped and sent first, or null
     */
    abstract ByteBuffer[] gather(ByteBuffer first);

    /**
     * Prepares a send.
     *
     * @param response the head, or null if it is out already
     * @param bytes what follows, never null
     * @param isLast whether it ends the response
     * @param maxHeadBytes the most bytes of the head
     * @param callback told when it is out
     * @return false if the head is too long; nothing is prepared then
     */
    final boolean prepare(
            MetaData.Response response, ByteBuffer bytes, boolean isLast, int maxHeadBytes, Callback callback) {
        last = isLast;
        boolean inline = bytes.remaining() <= INLINE;
        if (response != null) {
            if (!encodeHead(response, maxHeadBytes)) {
                return false;
            }
        } else if (inline) {
            acquireHead(SMALL_BUFFER);
        }
        content = bytes;
        begin(callback);
        complete = false;
        if (head != null && inline && head.remaining() >= bytes.remaining() + behind) {
            head.put(bytes);
            frame(head);
            complete = true;
        }
        return true;
    }

    private void acquireHead(int size) {
        headHolder = pool.acquire(size, direct);
        head = headHolder.getByteBuffer();
        BufferUtil.clearToFill(head);
        head.position(before);
    }

    private void releaseHead() {
        if (headHolder != null) {
            BufferUtil.clear(headHolder.getByteBuffer());
            headHolder.release();
            headHolder = null;
            head = null;
        }
    }

    private boolean encodeHead(MetaData.Response response, int maxHeadBytes) {
        int most = maxHeadBytes + before + behind;
        int size = Math.min(USUAL_BUFFER, most);
        while (true) {
            acquireHead(size);
            try {
                ResponseHead.write(head, response);
                if (head.position() - before <= maxHeadBytes) {
                    return true;
                }
            } catch (BufferOverflowException x) {
                if (size < most) {
                    releaseHead();
                    size = most;
                    continue;
                }
            }
            releaseHead();
            return false;
        }
    }

    @Override
    public final ByteBuffer[] next() {
        ByteBuffer first = head;
        head = null;
        if (!complete) {
            ByteBuffer[] buffers = gather(first);
            complete = !content.hasRemaining();
            return buffers;
        }
        if (first == null || first.position() == 0) {
            return null;
        }
        first.flip();
        single[0] = first;
        return single;
    }

    @Override
    final void release() {
        releaseHead();
        content = null;
        single[0] = null;
    }
}
