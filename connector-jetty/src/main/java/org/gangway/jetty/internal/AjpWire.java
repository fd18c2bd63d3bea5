package org.gangway.jetty.internal;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.gangway.ajp.AjpEncoder;
import org.gangway.ajp.AjpRequest;
import org.gangway.ajp.SendHeaders;
import org.gangway.request.GatewayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a response into packets: SEND_HEADERS, small content behind it in the same buffer, large content uncopied in
 * SEND_BODY_CHUNK packets, and at the end END_RESPONSE or a flush.
 */
final class AjpWire implements Wire {
    private static final Logger LOG = LoggerFactory.getLogger(AjpWire.class);

    private static final int PACKETS_PER_WRITE = 8;
    private static final int PACKET_OVERHEAD =
            AjpEncoder.BODY_CHUNK_HEADER_LENGTH + AjpEncoder.BODY_CHUNK_TRAILER_LENGTH;
    private static final int TRAILER_LENGTH = Math.max(AjpEncoder.END_RESPONSE_LENGTH, AjpEncoder.FLUSH_LENGTH);
    private static final int INLINE_OVERHEAD = PACKET_OVERHEAD + TRAILER_LENGTH;

    private final AjpRequest request;
    private final int packetSize;
    private final PartBuffer part;
    private final SendHeaders sendHeaders = new SendHeaders();
    private final ByteBuffer frames = ByteBuffer.allocateDirect(PACKETS_PER_WRITE * PACKET_OVERHEAD + INLINE_OVERHEAD);
    private AjpSession session;
    private ByteBuffer content;
    private boolean last;
    private boolean flush;
    private boolean headSent;
    private boolean complete;

    /**
     * @param state lends buffers
     * @param request the request that is answered
     * @param packetSize the greatest packet in bytes
     */
    AjpWire(ConnectorState state, AjpRequest request, int packetSize) {
        this.request = request;
        this.packetSize = packetSize;
        this.part = new PartBuffer(state, 0);
    }

    void begin(AjpSession servedOn) {
        session = servedOn;
        headSent = false;
    }

    /** The web server must not wait for more than it has: an empty SEND_BODY_CHUNK tells it. */
    @Override
    public boolean hasFlush() {
        return true;
    }

    @Override
    public String prepare(MetaData.Response head, ByteBuffer bytes, boolean isLast, boolean isFlush) {
        if (head != null) {
            try {
                part.writeHead(target -> sendHeaders(target, head), packetSize);
            } catch (BufferOverflowException | GatewayException tooLong) {
                return tooLong.getMessage();
            }
        }
        if (isLast) {
            session.decideReuse();
        }
        headSent = true;
        content = bytes;
        last = isLast;
        flush = isFlush;
        ByteBuffer inline = part.inline(bytes, INLINE_OVERHEAD);
        complete = inline != null;
        if (complete) {
            if (bytes.hasRemaining()) {
                AjpEncoder.beginBodyChunk(inline, bytes.remaining());
                inline.put(bytes);
                AjpEncoder.endBodyChunk(inline);
            }
            trail(inline);
        }
        return null;
    }

    private void sendHeaders(ByteBuffer buffer, MetaData.Response response) {
        int status = response.getStatus();
        sendHeaders.begin(buffer, packetSize, status, HttpStatus.getMessage(status));
        for (HttpField field : response.getHttpFields()) {
            boolean sent =
                    ResponseHead.isSent(field, status) || (ResponseHead.isStatus(field) && request.takesStatusField());
            if (sent && !sendHeaders.field(field.getName(), field.getValue())) {
                LOG.warn(
                        "header field {} of a response is left out: its name is no token, or its value isn't ISO-8859-1",
                        field.getName().replaceAll("[^!-~]", "?"));
            }
        }
        sendHeaders.end();
    }

    /** What is behind the content; whether the connection is used again is known when it is written, not before. */
    private void trail(ByteBuffer buffer) {
        if (last) {
            AjpEncoder.endResponse(buffer, session.isReusable());
        } else if (flush) {
            AjpEncoder.flush(buffer);
        }
    }

    @Override
    public ByteBuffer[] next() {
        return complete ? part.alone() : gather(part.take());
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
    public void release() {
        part.release();
        content = null;
    }

    /** END_RESPONSE alone is no answer. */
    @Override
    public ByteBuffer end(boolean success) {
        if (!headSent) {
            return null;
        }
        ByteBuffer packet = ByteBuffer.allocate(AjpEncoder.END_RESPONSE_LENGTH);
        AjpEncoder.endResponse(packet, false);
        return packet.flip();
    }
}
