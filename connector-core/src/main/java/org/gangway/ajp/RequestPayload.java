package org.gangway.ajp;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The payload of a FORWARD_REQUEST, as it comes in. */
final class RequestPayload {
    private static final int INITIAL = 2048;
    /** A block that grew beyond this many bytes isn't kept for the next request. */
    private static final int RETAINED = 8 * 1024;

    private byte[] bytes = new byte[INITIAL];
    private int length;

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Begins with the type. */
    void begin(int type) {
        bytes[0] = (byte) type;
        length = 1;
    }

    /** Appends bytes, of which up to so many will come; what has not come takes no memory. */
    void append(ByteBuffer buffer, int count, int expected) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(2 * (length + count), length + expected));
        }
        buffer.get(bytes, length, count);
        length += count;
    }

    void clear() {
        length = 0;
        if (bytes.length > RETAINED) {
            bytes = new byte[INITIAL];
        }
    }
}
