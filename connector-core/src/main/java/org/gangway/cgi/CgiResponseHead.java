package org.gangway.cgi;

import java.nio.ByteBuffer;

/**
 * Writes the head of a CGI response (RFC 3875, section 6), which FastCGI and SCGI share: header fields, the status
 * among them, and an empty line.
 *
 * <p>All methods write to the buffer's position and throw {@link java.nio.BufferOverflowException} if there is no
 * room. Stateless.
 */
public final class CgiResponseHead {
    private static final byte[] STATUS = {'S', 't', 'a', 't', 'u', 's', ':', ' '};

    private CgiResponseHead() {}

    /**
     * Writes the status as a {@code Status} field. It is never left out: a response without it may be taken for a local
     * redirect (RFC 3875, section 6.2.2).
     *
     * @param buffer where to
     * @param status 100 to 999
     * @param reason the reason phrase; h2o calls every status "OK" that has none
     */
    public static void status(ByteBuffer buffer, int status, String reason) {
        buffer.put(STATUS);
        buffer.put((byte) ('0' + status / 100))
                .put((byte) ('0' + status / 10 % 10))
                .put((byte) ('0' + status % 10))
                .put((byte) ' ');
        value(buffer, reason);
        endLine(buffer);
    }

    /**
     * Writes a header field. Characters beyond ISO-8859-1 and control characters other than the tab become blanks, so
     * that no value can begin a line of its own.
     *
     * @param buffer where to
     * @param name the name; a field whose name is not a token (RFC 9110, section 5.6.2) is left out
     * @param value the value; null is taken for the empty value
     * @return whether the field was written
     */
    public static boolean field(ByteBuffer buffer, String name, String value) {
        if (!isToken(name)) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            buffer.put((byte) name.charAt(i));
        }
        buffer.put((byte) ':').put((byte) ' ');
        if (value != null) {
            value(buffer, value);
        }
        endLine(buffer);
        return true;
    }

    /**
     * Ends a line, or the whole head.
     *
     * @param buffer where to
     */
    public static void endLine(ByteBuffer buffer) {
        buffer.put((byte) '\r').put((byte) '\n');
    }

    private static void value(ByteBuffer buffer, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean control = c < ' ' && c != '\t';
            buffer.put((byte) (control || c > 0xFF || c == 0x7F ? ' ' : c));
        }
    }

    private static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 0x7F || "\"(),/:;<=>?@[\\]{}".indexOf(c) >= 0) {
                return false;
            }
        }
        return !name.isEmpty();
    }
}
