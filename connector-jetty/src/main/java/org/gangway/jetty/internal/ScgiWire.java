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
        this.part = new PartBuffer(state, 0);
    }

    @Override
    public boolean hasFlush() {
        return false;
    }

    @Override
    public String prepare(MetaData.Response head, ByteBuffer bytes, boolean last, boolean flush) {
        String refusal = head == null ? null : ResponseHead.write(part, head, 0, maxHeadBytes);
        if (refusal != null) {
            return refusal;
        }
        content = bytes;
        ByteBuffer inline = part.inline(bytes, 0);
        complete = inline != null;
        if (complete) {
            inline.put(bytes);
        }
        return null;
    }

    @Override
    public ByteBuffer interim(MetaData.Response head) {
        ByteBuffer bytes = ResponseHead.interim(head, 0, 0, maxHeadBytes);
        return bytes == null ? null : bytes.flip();
    }

    @Override
    public boolean hasTrailers() {
        return true;
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
    public ByteBuffer[] tunnel(ByteBuffer[] bytes) {
        ByteBuffer[] buffers = new ByteBuffer[bytes.length];
        boolean any = false;
        for (int i = 0; i < bytes.length; i++) {
            buffers[i] = bytes[i].slice();
            any |= bytes[i].hasRemaining();
            bytes[i].position(bytes[i].limit());
        }
        return any ? buffers : null;
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
