package org.gangway.jetty.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A frame (RFC 6455, section 5.2), written down here a second time so that Jetty's isn't tested by itself.
 *
 * @param first the first byte: FIN, the reserved bits and the opcode
 * @param payload what it carries
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record Frame(int first, byte[] payload) {
    static final int FIN = 0x80;
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final byte[] MASK = {0x12, (byte) 0xFE, 0x00, 0x55};

    public static Frame text(String text) {
        return new Frame(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    static Frame binary(byte[] bytes) {
        return new Frame(FIN | BINARY, bytes);
    }

    static Frame ping(String text) {
        return new Frame(FIN | PING, text.getBytes(StandardCharsets.UTF_8));
    }

    public static Frame close(int code) {
        return new Frame(FIN | CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
    }

    int opcode() {
        return first & 0x0F;
    }

    /** The code of a close; 1005 if there is none. */
    public int code() {
        return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    }

    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** As a client sends it. */
    byte[] bytes() {
        ByteBuffer buffer = ByteBuffer.allocate(14 + payload.length);
        buffer.put((byte) first);
        if (payload.length < 126) {
            buffer.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65536) {
            buffer.put((byte) 0xFE).putShort((short) payload.length);
        } else {
            buffer.put((byte) 0xFF).putLong(payload.length);
        }
        buffer.put(MASK);
        for (int i = 0; i < payload.length; i++) {
            buffer.put((byte) (payload[i] ^ MASK[i & 3]));
        }
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** Reads one that a server sent. */
    static Frame read(TunnelClient from) throws IOException {
        byte[] begin = from.take(2);
        int length = begin[1];
        if (length < 0) {
            throw new IOException("a server masks nothing");
        }
        if (length == 126) {
            length = ByteBuffer.wrap(from.take(2)).getShort() & 0xFFFF;
        } else if (length == 127) {
            length = Math.toIntExact(ByteBuffer.wrap(from.take(8)).getLong());
        }
        return new Frame(begin[0] & 0xFF, from.take(length));
    }

    @Override
    public String toString() {
        return Integer.toHexString(first) + " "
                + (opcode() == CLOSE ? code() + " " + text() : payload.length + " bytes");
    }
}
