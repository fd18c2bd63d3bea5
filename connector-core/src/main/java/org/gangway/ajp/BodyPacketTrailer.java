package org.gangway.ajp;

import java.nio.ByteBuffer;

/**
 * What may stand behind the bytes of a body packet besides nothing. Tomcat's AjpMessage ends them with a NUL as if they
 * were a string, and its test client ends the packet like a FORWARD_REQUEST: no header fields, no attributes. Tomcat
 * looks at nothing there; here it must be one of these two.
 */
final class BodyPacketTrailer {
    private static final byte[] TAIL = {0, 0, 0, (byte) 0xFF};

    private int cursor;
    private int length;
    private boolean end;

    /** Whether a tail may have that length. */
    static boolean isLength(int length) {
        return length == 0 || length == 1 || length == TAIL.length;
    }

    /** Begins behind a packet, which has no other bytes if it ends the body. */
    void expect(int bytes, boolean endOfBody) {
        cursor = 0;
        length = bytes;
        end = endOfBody;
    }

    /** Whether the packet ends the body. */
    boolean isOfEnd() {
        return end;
    }

    /** How many bytes of it are still to come. */
    int left() {
        return length - cursor;
    }

    /** Takes what is there of it; returns whether it is as it must be. */
    boolean take(ByteBuffer buffer) {
        while (left() > 0 && buffer.hasRemaining()) {
            if (buffer.get() != TAIL[cursor++]) {
                return false;
            }
        }
        return true;
    }
}
