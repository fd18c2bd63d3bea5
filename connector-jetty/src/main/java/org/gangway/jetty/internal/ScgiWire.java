package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.MetaData;

/** A response as SCGI has it: head and content as they are; the end is that of the connection. */
final class ScgiWire implements Wire {
    private final int maxHeadBytes;
    private final PartBuffer part;
    private ByteBuffer content;
    private boolean complete;

    ScgiWire(ConnectorState state) {
        this.maxHeadBytes = state.settings().getMaxResponseHeadBytes();
        this.part = new PartBuffer(
                state.connector().getByteBufferPool(), state.settings().isUseOutputDirectByteBuffers(), 0);
    }

    @Override
    public boolean hasFlush() {
        return false;
    }

    @Override
    public String prepare(MetaData.Response head, ByteBuffer bytes, boolean last, boolean flush) {
        boolean inline = PartBuffer.isInline(bytes);
        ByteBuffer buffer = null;
        if (head != null) {
            buffer = ResponseHead.acquire(part, head, 0, 0, maxHeadBytes);
            if (buffer == null) {
                return ResponseHead.tooLong(maxHeadBytes);
            }
        } else if (inline) {
            buffer = part.acquire();
        }
        content = bytes;
        complete = false;
        if (buffer != null && inline && buffer.remaining() >= bytes.remaining()) {
            buffer.put(bytes);
            complete = true;
        }
        return null;
    }

    @Override
    public ByteBuffer[] next() {
        if (complete) {
            return part.alone();
        }
        complete = true;
        ByteBuffer first = part.take();
        ByteBuffer uncopied = content.slice();
        content.position(content.limit());
        if (first == null) {
            return new ByteBuffer[] {uncopied};
        }
        return uncopied.hasRemaining() ? new ByteBuffer[] {first, uncopied} : new ByteBuffer[] {first};
    }

    @Override
    public void release() {
        part.release();
        content = null;
    }

    @Override
    public ByteBuffer end(boolean success) {
        return null;
    }
}
