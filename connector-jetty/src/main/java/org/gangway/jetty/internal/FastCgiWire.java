package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.eclipse.jetty.http.MetaData;
import org.gangway.fastcgi.FastCgiEncoder;
import org.gangway.fastcgi.ProtocolStatus;
import org.gangway.fastcgi.RecordType;

/**
 * Puts a response into records: the whole head in one STDOUT record (HAProxy 2.6 dies of a head in two), small content
 * in the same one, and at the end END_REQUEST.
 */
final class FastCgiWire implements Wire {
    private static final int RECORDS_PER_WRITE = 4;
    private static final int MOST_PADDING = 7;
    private static final int END_LENGTH = MOST_PADDING
            + FastCgiEncoder.HEADER_LENGTH
            + FastCgiEncoder.END_REQUEST_LENGTH
            + FastCgiEncoder.HEADER_LENGTH;

    private final FastCgiHead request;
    private final int maxHeadBytes;
    private final boolean padded;
    private final PartBuffer part;
    private final ByteBuffer frames =
            ByteBuffer.allocateDirect(RECORDS_PER_WRITE * (MOST_PADDING + FastCgiEncoder.HEADER_LENGTH) + END_LENGTH);
    private int requestId;
    private ByteBuffer content;
    private boolean last;
    private boolean complete;
    private boolean farewell;

    FastCgiWire(FastCgiHead request, ConnectorState state, boolean padded) {
        this.request = request;
        this.maxHeadBytes = state.settings().getMaxResponseHeadBytes();
        this.padded = padded;
        this.part = new PartBuffer(state, FastCgiEncoder.HEADER_LENGTH);
    }

    void begin(int id) {
        requestId = id;
    }

    @Override
    public boolean hasFlush() {
        return false;
    }

    @Override
    public String prepare(MetaData.Response head, ByteBuffer bytes, boolean isLast, boolean flush) {
        String refusal = head == null ? null : ResponseHead.write(part, head, END_LENGTH, maxHeadBytes);
        if (refusal != null) {
            return refusal;
        }
        content = bytes;
        last = isLast;
        farewell = isLast && request.saysFarewell();
        ByteBuffer inline = part.inline(bytes, END_LENGTH);
        complete = inline != null;
        if (complete) {
            inline.put(bytes);
            frame(inline);
        }
        return null;
    }

    @Override
    public ByteBuffer interim(MetaData.Response head) {
        ByteBuffer record = ResponseHead.interim(head, FastCgiEncoder.HEADER_LENGTH, MOST_PADDING, maxHeadBytes);
        if (record != null) {
            int length = record.position() - FastCgiEncoder.HEADER_LENGTH;
            int padding = padding(length);
            FastCgiEncoder.header(record, 0, RecordType.STDOUT, requestId, length, padding);
            FastCgiEncoder.padding(record, padding);
            record.flip();
        }
        return record;
    }

    @Override
    public boolean hasTrailers() {
        return true;
    }

    /** Everything lies in one buffer, behind the room for the header of its record. */
    private void frame(ByteBuffer buffer) {
        int recordLength = buffer.position() - FastCgiEncoder.HEADER_LENGTH;
        int padding = padding(recordLength);
        if (recordLength > 0) {
            FastCgiEncoder.header(buffer, 0, RecordType.STDOUT, requestId, recordLength, padding);
            FastCgiEncoder.padding(buffer, padding);
        } else {
            // An empty STDOUT record is the end of the stream: nothing to send must not look like it.
            buffer.position(0);
        }
        if (last) {
            end(buffer, 0);
            sayFarewell(buffer);
        }
    }

    /** In one write with the end: nginx doesn't keep the connection then. */
    private void sayFarewell(ByteBuffer buffer) {
        if (farewell) {
            FastCgiFarewell.write(buffer, requestId);
        }
    }

    private int padding(int contentLength) {
        return padded ? FastCgiEncoder.padding(contentLength) : 0;
    }

    private void end(ByteBuffer buffer, int appStatus) {
        FastCgiEncoder.header(buffer, RecordType.STDOUT, requestId, 0, 0);
        FastCgiEncoder.endRequest(buffer, requestId, appStatus, ProtocolStatus.REQUEST_COMPLETE);
    }

    @Override
    public ByteBuffer[] next() {
        if (complete) {
            return part.alone();
        }
        ByteBuffer[] buffers = gather(part.take());
        complete = !content.hasRemaining();
        return buffers;
    }

    /** A few records, each a header, uncopied content and padding; headers and padding lie in {@link #frames}. */
    private ByteBuffer[] gather(ByteBuffer first) {
        ByteBuffer[] buffers = new ByteBuffer[1 + 2 * RECORDS_PER_WRITE + 1];
        int count = 0;
        frames.clear();
        int frameStart = 0;
        for (int i = 0; i < RECORDS_PER_WRITE && (content.hasRemaining() || (i == 0 && first != null)); i++) {
            boolean begins = i == 0 && first != null;
            int headLength = begins ? first.limit() - FastCgiEncoder.HEADER_LENGTH : 0;
            int length = Math.min(content.remaining(), FastCgiEncoder.MAX_CONTENT - headLength);
            int padding = padding(headLength + length);
            if (begins) {
                FastCgiEncoder.header(first, 0, RecordType.STDOUT, requestId, headLength + length, padding);
                buffers[count++] = first;
            } else {
                FastCgiEncoder.header(frames, RecordType.STDOUT, requestId, length, padding);
                buffers[count++] = frames.slice(frameStart, frames.position() - frameStart);
                frameStart = frames.position();
            }
            if (length > 0) {
                buffers[count++] = content.slice(content.position(), length);
                content.position(content.position() + length);
            }
            FastCgiEncoder.padding(frames, padding);
        }
        if (!content.hasRemaining() && last) {
            end(frames, 0);
            sayFarewell(frames);
        }
        if (frames.position() > frameStart) {
            buffers[count++] = frames.slice(frameStart, frames.position() - frameStart);
        }
        return count == buffers.length ? buffers : Arrays.copyOf(buffers, count);
    }

    /** One record, of as many bytes as it can hold. */
    @Override
    public ByteBuffer[] tunnel(ByteBuffer[] bytes) {
        ByteBuffer[] buffers = new ByteBuffer[bytes.length + 2];
        int count = 1;
        int length = 0;
        for (ByteBuffer source : bytes) {
            int taken = Math.min(source.remaining(), FastCgiEncoder.MAX_CONTENT - length);
            if (taken > 0) {
                buffers[count++] = source.slice(source.position(), taken);
                source.position(source.position() + taken);
                length += taken;
            }
        }
        if (length == 0) {
            return null;
        }
        int padding = padding(length);
        frames.clear();
        FastCgiEncoder.header(frames, RecordType.STDOUT, requestId, length, padding);
        buffers[0] = frames.slice(0, frames.position());
        FastCgiEncoder.padding(frames, padding);
        if (padding > 0) {
            buffers[count++] = frames.slice(FastCgiEncoder.HEADER_LENGTH, padding);
        }
        return Arrays.copyOf(buffers, count);
    }

    @Override
    public void release() {
        part.release();
        content = null;
    }

    @Override
    public ByteBuffer end(boolean success) {
        ByteBuffer records = ByteBuffer.allocate(END_LENGTH);
        end(records, success ? 0 : 1);
        return records.flip();
    }
}
