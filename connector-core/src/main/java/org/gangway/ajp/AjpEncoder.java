package org.gangway.ajp;

import java.nio.ByteBuffer;

/**
 * Writes the packets that a container sends, all but {@link SendHeaders}.
 *
 * <pre>
 *   'A' 'B' | length (2) | 3 | count (2) | data | 0      SEND_BODY_CHUNK; a count of 0 is a flush
 *   'A' 'B' | 0 2 | 5 | reuse (1)                        END_RESPONSE
 *   'A' 'B' | 0 3 | 6 | count (2)                        GET_BODY_CHUNK
 *   'A' 'B' | 0 1 | 9                                    CPONG_REPLY
 * </pre>
 *
 * <p>All methods write to the buffer's position and throw {@link java.nio.BufferOverflowException} if there is no
 * room. Stateless.
 */
public final class AjpEncoder {
    /** The length of what stands before the payload of a packet, in bytes. */
    public static final int HEADER_LENGTH = 4;

    /** The least packet size that a web server and a container may agree upon, and the default. */
    public static final int MIN_PACKET_SIZE = 8192;

    /** The greatest packet size that a web server and a container may agree upon. */
    public static final int MAX_PACKET_SIZE = 65536;

    /** The length of what stands before the data of SEND_BODY_CHUNK, in bytes. */
    public static final int BODY_CHUNK_HEADER_LENGTH = HEADER_LENGTH + 3;

    /** The length of what stands behind the data of SEND_BODY_CHUNK: a NUL that the documentation forgot. */
    public static final int BODY_CHUNK_TRAILER_LENGTH = 1;

    /** The length of an empty SEND_BODY_CHUNK in bytes. */
    public static final int FLUSH_LENGTH = BODY_CHUNK_HEADER_LENGTH + BODY_CHUNK_TRAILER_LENGTH;

    /** The length of END_RESPONSE in bytes. */
    public static final int END_RESPONSE_LENGTH = HEADER_LENGTH + 2;

    /** The length of GET_BODY_CHUNK in bytes. */
    public static final int GET_BODY_CHUNK_LENGTH = HEADER_LENGTH + 3;

    /** The length of CPONG_REPLY in bytes. */
    public static final int CPONG_REPLY_LENGTH = HEADER_LENGTH + 1;

    static final int MAGIC = ('A' << 8) | 'B';

    private AjpEncoder() {}

    /**
     * The most data that one SEND_BODY_CHUNK can hold.
     *
     * @param packetSize the greatest packet in bytes, {@link #MIN_PACKET_SIZE} to {@link #MAX_PACKET_SIZE}
     * @return its length in bytes
     */
    public static int maxBodyChunk(int packetSize) {
        return packetSize - BODY_CHUNK_HEADER_LENGTH - BODY_CHUNK_TRAILER_LENGTH;
    }

    /**
     * Writes what stands before the data of SEND_BODY_CHUNK; the data and {@link #endBodyChunk} must follow.
     *
     * @param buffer where to
     * @param length how much data follows, 0 to {@link #maxBodyChunk}
     */
    public static void beginBodyChunk(ByteBuffer buffer, int length) {
        if (length < 0 || length > maxBodyChunk(MAX_PACKET_SIZE)) {
            throw new IllegalArgumentException("a packet can't hold " + length + " bytes");
        }
        header(buffer, length + 4, PacketType.SEND_BODY_CHUNK);
        buffer.putShort((short) length);
    }

    /**
     * Writes the NUL behind the data of SEND_BODY_CHUNK.
     *
     * @param buffer where to
     */
    public static void endBodyChunk(ByteBuffer buffer) {
        buffer.put((byte) 0);
    }

    /**
     * Puts content into SEND_BODY_CHUNK packets for a gathering write, without copying it: each packet is a slice of
     * small bytes, which ends the packet before it too, and a slice of content. The last packet is not ended: a slice
     * with {@link #endBodyChunk}, and END_RESPONSE if the response ends with it, must follow.
     *
     * @param frames where the small bytes go; it has to stay unchanged until they are written
     * @param content the content; its position moves past what is in packets
     * @param packetSize the greatest packet in bytes, {@link #MIN_PACKET_SIZE} to {@link #MAX_PACKET_SIZE}
     * @param out where the slices go
     * @param count how many slices are there already
     * @return how many slices are there now; as many packets are made as both have room for
     */
    public static int bodyChunks(ByteBuffer frames, ByteBuffer content, int packetSize, ByteBuffer[] out, int count) {
        int slices = count;
        int most = maxBodyChunk(packetSize);
        boolean open = false;
        while (content.hasRemaining()
                && slices + 2 <= out.length
                && frames.remaining() >= BODY_CHUNK_HEADER_LENGTH + BODY_CHUNK_TRAILER_LENGTH) {
            int begin = frames.position();
            if (open) {
                endBodyChunk(frames);
            }
            int length = Math.min(most, content.remaining());
            beginBodyChunk(frames, length);
            out[slices++] = frames.slice(begin, frames.position() - begin);
            out[slices++] = content.slice(content.position(), length);
            content.position(content.position() + length);
            open = true;
        }
        return slices;
    }

    /**
     * Writes an empty SEND_BODY_CHUNK, which has the web server send what it holds back. It may not come before
     * SEND_HEADERS.
     *
     * @param buffer where to
     */
    public static void flush(ByteBuffer buffer) {
        beginBodyChunk(buffer, 0);
        endBodyChunk(buffer);
    }

    /**
     * Writes GET_BODY_CHUNK.
     *
     * @param buffer where to
     * @param length how many bytes to ask for, as {@link AjpParser#askForBody} says
     */
    public static void getBodyChunk(ByteBuffer buffer, int length) {
        if (length < 1 || length > 0xFFFF) {
            throw new IllegalArgumentException("GET_BODY_CHUNK can't ask for " + length + " bytes");
        }
        header(buffer, 3, PacketType.GET_BODY_CHUNK);
        buffer.putShort((short) length);
    }

    /**
     * Writes END_RESPONSE.
     *
     * @param buffer where to
     * @param reuse whether the connection will serve another request
     */
    public static void endResponse(ByteBuffer buffer, boolean reuse) {
        header(buffer, 2, PacketType.END_RESPONSE);
        buffer.put((byte) (reuse ? 1 : 0));
    }

    /**
     * Writes END_RESPONSE without its payload: the connection must end behind it, in the middle of the packet, and no
     * web server can take the response for complete.
     *
     * @param buffer where to, with room for {@link #HEADER_LENGTH} bytes
     */
    public static void cutOff(ByteBuffer buffer) {
        buffer.putInt((MAGIC << 16) | 2);
    }

    /**
     * Writes CPONG_REPLY.
     *
     * @param buffer where to
     */
    public static void cpongReply(ByteBuffer buffer) {
        header(buffer, 1, PacketType.CPONG_REPLY);
    }

    private static void header(ByteBuffer buffer, int length, PacketType type) {
        buffer.putInt((MAGIC << 16) | length);
        buffer.put((byte) type.code());
    }
}
