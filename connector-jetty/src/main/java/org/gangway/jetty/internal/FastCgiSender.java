package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.util.Callback;
import org.gangway.fastcgi.FastCgiEncoder;
import org.gangway.fastcgi.ProtocolStatus;
import org.gangway.fastcgi.RecordType;

/**
 * Puts one {@code send} of a stream into records: the whole head in one STDOUT record (HAProxy 2.6 dies of a head in
 * two), small content in the same one, and at the end END_REQUEST.
 */
final class FastCgiSender extends CgiSender {
    private static final int RECORDS_PER_WRITE = 4;
    private static final int END_LENGTH = 7 + FastCgiEncoder.HEADER_LENGTH + FastCgiEncoder.END_REQUEST_LENGTH;

    private final boolean padded;
    private final ByteBuffer frames =
            ByteBuffer.allocateDirect(RECORDS_PER_WRITE * (7 + FastCgiEncoder.HEADER_LENGTH) + END_LENGTH);
    private int requestId;
    private int appStatus;

    FastCgiSender(ByteBufferPool pool, boolean direct, boolean padded) {
        super(pool, direct, FastCgiEncoder.HEADER_LENGTH, END_LENGTH);
        this.padded = padded;
    }

    /**
     * Prepares a send.
     *
     * @param id the request id
     * @param response the head, or null if it is out already
     * @param bytes what follows, never null
     * @param isLast whether it ends the response
     * @param status the appStatus of END_REQUEST
     * @param maxHeadBytes the most bytes of the head
     * @param callback told when it is out
     * @return false if the head is too long; nothing is prepared then
     */
    boolean prepare(
            int id,
            MetaData.Response response,
            ByteBuffer bytes,
            boolean isLast,
            int status,
            int maxHeadBytes,
            Callback callback) {
        requestId = id;
        appStatus = status;
        return prepare(response, bytes, isLast, maxHeadBytes, callback);
    }

    /** Everything in one buffer. */
    @Override
    void frame(ByteBuffer buffer) {
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
            end(buffer);
        }
    }

    private int padding(int contentLength) {
        return padded ? FastCgiEncoder.padding(contentLength) : 0;
    }

    private void end(ByteBuffer buffer) {
        FastCgiEncoder.header(buffer, RecordType.STDOUT, requestId, 0, 0);
        FastCgiEncoder.endRequest(buffer, requestId, appStatus, ProtocolStatus.REQUEST_COMPLETE);
    }

    /** A few records, each a header, uncopied content and padding; headers and padding lie in {@link #frames}. */
    @Override
    ByteBuffer[] gather(ByteBuffer first) {
        ByteBuffer[] buffers = new ByteBuffer[1 + 2 * RECORDS_PER_WRITE + 1];
        int count = 0;
        frames.clear();
        int frameStart = 0;
        for (int i = 0; i < RECORDS_PER_WRITE && (content.hasRemaining() || (i == 0 && first != null)); i++) {
            int headLength = 0;
            if (i == 0 && first != null) {
                headLength = first.position() - FastCgiEncoder.HEADER_LENGTH;
            }
            int length = Math.min(content.remaining(), FastCgiEncoder.MAX_CONTENT - headLength);
            int padding = padding(headLength + length);
            if (i == 0 && first != null) {
                FastCgiEncoder.header(first, 0, RecordType.STDOUT, requestId, headLength + length, padding);
                first.flip();
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
            end(frames);
        }
        if (frames.position() > frameStart) {
            buffers[count++] = frames.slice(frameStart, frames.position() - frameStart);
        }
        return count == buffers.length ? buffers : Arrays.copyOf(buffers, count);
    }
}
