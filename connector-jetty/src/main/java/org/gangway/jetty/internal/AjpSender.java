package org.gangway.jetty.internal;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.gangway.ajp.AjpEncoder;
import org.gangway.ajp.SendHeaders;
import org.gangway.request.GatewayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts one {@code send} of a stream into packets: SEND_HEADERS, small content behind it in the same buffer, large
 * content uncopied in SEND_BODY_CHUNK packets, and at the end END_RESPONSE or a flush.
 *
 * <p>Used for one send at a time; the flusher orders its calls.
 */
final class AjpSender extends GatewaySender {
    /** What comes behind the content. */
    enum Trailer {
        /** Nothing: there is more to come. */
        NONE,
        /** An empty SEND_BODY_CHUNK, which has the web server send what it holds back. */
        FLUSH,
        /** END_RESPONSE; the connection serves the next request. */
        END_AND_REUSE,
        /** END_RESPONSE; the connection will be closed. */
        END_AND_CLOSE
    }

    private static final Logger LOG = LoggerFactory.getLogger(AjpSender.class);

    /** Content up to this many bytes is copied behind the head: one buffer to write costs less than three. */
    private static final int INLINE = 2048;

    private static final int SMALL_BUFFER = 4096;
    private static final int PACKETS_PER_WRITE = 8;
    private static final int PACKET_OVERHEAD =
            AjpEncoder.BODY_CHUNK_HEADER_LENGTH + AjpEncoder.BODY_CHUNK_TRAILER_LENGTH;
    private static final int TRAILER_LENGTH = Math.max(AjpEncoder.END_RESPONSE_LENGTH, AjpEncoder.FLUSH_LENGTH);
    private static final int INLINE_OVERHEAD = PACKET_OVERHEAD + TRAILER_LENGTH;

    private final ByteBufferPool pool;
    private final boolean direct;
    private final int packetSize;
    private final SendHeaders sendHeaders = new SendHeaders();
    private final ByteBuffer frames = ByteBuffer.allocateDirect(PACKETS_PER_WRITE * PACKET_OVERHEAD + INLINE_OVERHEAD);
    private final ByteBuffer[] single = new ByteBuffer[1];
    private RetainableByteBuffer headHolder;
    private ByteBuffer head;
    private ByteBuffer content;
    private Trailer trailer;
    private BooleanSupplier bad;
    private boolean complete;

    AjpSender(ByteBufferPool pool, boolean direct, int packetSize) {
        this.pool = pool;
        this.direct = direct;
        this.packetSize = packetSize;
    }

    /**
     * Prepares a send.
     *
     * @param response the head, or null if it is out already
     * @param bytes what follows, never null
     * @param behind what comes behind it
     * @param bad tells, when the end is written, whether there can be no other request in spite of {@code behind}
     * @param callback told when it is out
     * @throws GatewayException if the head doesn't fit a packet; nothing is prepared then
     */
    void prepare(MetaData.Response response, ByteBuffer bytes, Trailer behind, BooleanSupplier bad, Callback callback) {
        boolean inline = bytes.remaining() <= INLINE;
        if (response != null) {
            encodeHead(response);
        } else if (inline) {
            acquireHead(SMALL_BUFFER);
        }
        content = bytes;
        trailer = behind;
        this.bad = bad;
        complete = false;
        begin(callback);
        if (head != null && inline && head.remaining() >= bytes.remaining() + INLINE_OVERHEAD) {
            if (bytes.hasRemaining()) {
                AjpEncoder.beginBodyChunk(head, bytes.remaining());
                head.put(bytes);
                AjpEncoder.endBodyChunk(head);
            }
            trail(head);
            complete = true;
        }
    }

    private void acquireHead(int size) {
        headHolder = pool.acquire(size, direct);
        head = headHolder.getByteBuffer();
        BufferUtil.clearToFill(head);
    }

    private void releaseHead() {
        if (headHolder != null) {
            BufferUtil.clear(headHolder.getByteBuffer());
            headHolder.release();
            headHolder = null;
            head = null;
        }
    }

    private void encodeHead(MetaData.Response response) {
        try {
            try {
                acquireHead(SMALL_BUFFER);
                write(response);
            } catch (BufferOverflowException small) {
                releaseHead();
                acquireHead(packetSize);
                write(response);
            }
        } catch (GatewayException | IllegalArgumentException refused) {
            releaseHead();
            throw refused;
        }
    }

    private void write(MetaData.Response response) {
        int status = response.getStatus();
        sendHeaders.begin(head, packetSize, status, HttpStatus.getMessage(status));
        for (HttpField field : response.getHttpFields()) {
            if (ResponseHead.isSent(field, status) && !sendHeaders.field(field.getName(), field.getValue())) {
                LOG.warn(
                        "header field {} of a response is left out: its name is no token, or its value isn't ISO-8859-1",
                        field.getName().replaceAll("[^!-~]", "?"));
            }
        }
        sendHeaders.end();
    }

    private void trail(ByteBuffer buffer) {
        switch (trailer) {
            case NONE -> {}
            case FLUSH -> AjpEncoder.flush(buffer);
            case END_AND_REUSE -> AjpEncoder.endResponse(buffer, !bad.getAsBoolean());
            case END_AND_CLOSE -> AjpEncoder.endResponse(buffer, false);
        }
    }

    @Override
    public ByteBuffer[] next() {
        ByteBuffer first = head;
        head = null;
        if (first != null) {
            first.flip();
        }
        if (complete) {
            if (first == null || !first.hasRemaining()) {
                return null;
            }
            single[0] = first;
            return single;
        }
        return gather(first);
    }

    /** A few packets, each of small bytes and uncopied content; the small bytes lie in {@link #frames}. */
    private ByteBuffer[] gather(ByteBuffer first) {
        ByteBuffer[] buffers = new ByteBuffer[1 + 2 * PACKETS_PER_WRITE + 1];
        int count = 0;
        if (first != null) {
            buffers[count++] = first;
        }
        frames.clear().limit(PACKETS_PER_WRITE * PACKET_OVERHEAD);
        boolean open = content.hasRemaining();
        count = AjpEncoder.bodyChunks(frames, content, packetSize, buffers, count);
        frames.limit(frames.capacity());
        int begin = frames.position();
        if (open) {
            AjpEncoder.endBodyChunk(frames);
        }
        if (!content.hasRemaining()) {
            trail(frames);
            complete = true;
        }
        if (frames.position() > begin) {
            buffers[count++] = frames.slice(begin, frames.position() - begin);
        }
        return count == buffers.length ? buffers : Arrays.copyOf(buffers, count);
    }

    @Override
    void release() {
        releaseHead();
        content = null;
        single[0] = null;
    }
}
