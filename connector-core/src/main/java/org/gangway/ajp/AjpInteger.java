package org.gangway.ajp;

import java.nio.ByteBuffer;

/** An integer of AJP13 (two bytes, the first of them higher), or two in a row; they may come byte by byte. */
final class AjpInteger {
    private int value;
    private int cursor;

    /** Takes bytes; returns whether all are there. */
    boolean collect(ByteBuffer buffer, int length) {
        if (cursor == 0 && length == Integer.BYTES && buffer.remaining() >= length) {
            value = buffer.getInt();
            return true;
        }
        while (buffer.hasRemaining()) {
            value = (value << 8) | (buffer.get() & 0xFF);
            if (++cursor == length) {
                cursor = 0;
                return true;
            }
        }
        return false;
    }

    int value() {
        return value;
    }

    /** How many bytes of an incomplete number are here. */
    int cursor() {
        return cursor;
    }

    /** Lets go of an incomplete number. */
    void drop() {
        cursor = 0;
    }
}
