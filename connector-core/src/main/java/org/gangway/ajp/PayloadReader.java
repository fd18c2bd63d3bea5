package org.gangway.ajp;

import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.internal.ByteSearch;

/** Reads the data types of AJP13, one after the other, out of the payload of a FORWARD_REQUEST. */
final class PayloadReader {
    /** The offset and the length of a null string. */
    static final int ABSENT = -1;

    /** What stands in the place of the length of a null string. */
    static final int NULL = 0xFFFF;

    private byte[] block;
    private int end;
    private int at;

    /** Begins at an offset; the payload must not change until {@link #clear()}. */
    void begin(byte[] payload, int offset, int length) {
        block = payload;
        at = offset;
        end = length;
    }

    void clear() {
        block = null;
    }

    byte[] block() {
        return block;
    }

    /** The length of the payload in bytes. */
    int length() {
        return end;
    }

    /** Reads a byte. */
    int octet() {
        require(1);
        return block[at++] & 0xFF;
    }

    /** Reads an integer, which has two bytes. */
    int integer() {
        int integer = peekInteger();
        at += 2;
        return integer;
    }

    /** The integer that comes next. */
    int peekInteger() {
        require(2);
        return ((block[at] & 0xFF) << 8) | (block[at + 1] & 0xFF);
    }

    /** Reads a string: puts its offset and its length into two elements. */
    void string(int[] into, int index) {
        bytes(into, index);
        if (into[index] >= 0 && ByteSearch.hasNul(block, into[index], into[index + 1])) {
            throw bad("a string holds a NUL");
        }
    }

    /** The same, of a string that may hold anything. */
    void bytes(int[] into, int index) {
        int length = integer();
        if (length == NULL) {
            into[index] = ABSENT;
            into[index + 1] = ABSENT;
            return;
        }
        if (length >= end - at) {
            throw bad("a string of " + length + " bytes reaches beyond the packet");
        }
        if (block[at + length] != 0) {
            throw bad("a string isn't followed by a NUL");
        }
        into[index] = at;
        into[index + 1] = length;
        at += length + 1;
    }

    /** Reads the size of a key: an integer. lighttpd sends a string of digits: no cipher has a key of four bits. */
    int keySize() {
        int size = integer();
        if (size < 1 || size > 4 || at + size >= end || block[at + size] != 0) {
            return size;
        }
        int digits = 0;
        for (int i = at; i < at + size; i++) {
            if (block[i] < '0' || block[i] > '9') {
                return size;
            }
            digits = digits * 10 + block[i] - '0';
        }
        at += size + 1;
        return digits;
    }

    private void require(int length) {
        if (end - at < length) {
            throw bad("FORWARD_REQUEST ends too early");
        }
    }

    private static GatewayException bad(String reason) {
        return new GatewayException(400, reason, Disposition.CLOSE_AFTER_RESPONSE);
    }
}
