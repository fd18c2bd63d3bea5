package org.gangway.fastcgi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.gangway.cgi.CgiVariables;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;

/**
 * Name-value pairs (FastCGI specification, section 3.4): a length of 0 to 127 takes one byte, a greater one four with
 * the highest bit set.
 *
 * <pre>
 *   nameLength (1 or 4) | valueLength (1 or 4) | name | value
 * </pre>
 */
public final class NameValuePairs {
    private static final long CUT_OFF = -1;

    private NameValuePairs() {}

    /**
     * Finds the pairs in the complete PARAMS stream of a request.
     *
     * @param variables holds the bytes of the stream; each pair is {@linkplain CgiVariables#add added} to it
     * @throws GatewayException 400 with {@link Disposition#KEEP} if the stream ends within a pair; what
     *     {@link CgiVariables#add} refuses passes through
     */
    public static void read(CgiVariables variables) {
        byte[] block = variables.block();
        int end = variables.length();
        int at = 0;
        while (at < end) {
            int nameLength = block[at];
            int valueLength;
            int start;
            if (nameLength >= 0 && at + 1 < end && block[at + 1] >= 0) {
                valueLength = block[at + 1];
                start = at + 2;
            } else {
                long lengths = longLengths(block, at, end);
                if (lengths == CUT_OFF) {
                    throw cutOff(end);
                }
                nameLength = (int) (lengths >>> 32);
                valueLength = (int) lengths;
                start = at + (block[at] < 0 ? 4 : 1);
                start += block[start] < 0 ? 4 : 1;
            }
            // Two lengths of 31 bits each fit into a long, not into an int.
            if ((long) start + nameLength + valueLength > end) {
                throw cutOff(end);
            }
            variables.add(start, nameLength, start + nameLength, valueLength);
            at = start + nameLength + valueLength;
        }
    }

    /**
     * Reads the pairs of a GET_VALUES or GET_VALUES_RESULT record (section 4.1).
     *
     * @param content the content of the record
     * @param taker takes each name and its value, as ISO 8859-1
     * @return whether the content is well-formed; pairs before the place where it isn't have been taken
     */
    public static boolean read(byte[] content, BiConsumer<String, String> taker) {
        int at = 0;
        while (at < content.length) {
            long lengths = longLengths(content, at, content.length);
            if (lengths == CUT_OFF) {
                return false;
            }
            int start = at + (content[at] < 0 ? 4 : 1);
            start += content[start] < 0 ? 4 : 1;
            long nameLength = lengths >>> 32;
            long valueLength = lengths & 0x7FFF_FFFFL;
            if (start + nameLength + valueLength > content.length) {
                return false;
            }
            int value = start + (int) nameLength;
            at = value + (int) valueLength;
            taker.accept(text(content, start, value), text(content, value, at));
        }
        return true;
    }

    private static String text(byte[] content, int from, int to) {
        return new String(content, from, to - from, StandardCharsets.ISO_8859_1);
    }

    static int encodedLength(int nameLength, int valueLength) {
        return (nameLength < 0x80 ? 1 : 4) + (valueLength < 0x80 ? 1 : 4) + nameLength + valueLength;
    }

    /**
     * Writes a pair.
     *
     * @param buffer where to
     * @param name the bytes of the name
     * @param value the bytes of the value
     */
    public static void write(ByteBuffer buffer, byte[] name, byte[] value) {
        writeLength(buffer, name.length);
        writeLength(buffer, value.length);
        buffer.put(name).put(value);
    }

    private static void writeLength(ByteBuffer buffer, int length) {
        if (length < 0x80) {
            buffer.put((byte) length);
        } else {
            buffer.putInt(length | 0x8000_0000);
        }
    }

    /** Both lengths in one number, the name's in the upper half, or {@link #CUT_OFF}. */
    private static long longLengths(byte[] block, int at, int end) {
        long name = length(block, at, end);
        if (name == CUT_OFF) {
            return CUT_OFF;
        }
        long value = length(block, at + (block[at] < 0 ? 4 : 1), end);
        return value == CUT_OFF ? CUT_OFF : (name << 32) | value;
    }

    private static long length(byte[] block, int at, int end) {
        if (at >= end) {
            return CUT_OFF;
        }
        int first = block[at];
        if (first >= 0) {
            return first;
        }
        if (end - at < 4) {
            return CUT_OFF;
        }
        return ((long) (first & 0x7F) << 24)
                | ((block[at + 1] & 0xFF) << 16)
                | ((block[at + 2] & 0xFF) << 8)
                | (block[at + 3] & 0xFF);
    }

    private static GatewayException cutOff(int end) {
        return new GatewayException(
                400, "the PARAMS stream of " + end + " bytes ends within a name-value pair", Disposition.KEEP);
    }
}
