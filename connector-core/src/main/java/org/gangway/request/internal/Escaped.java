package org.gangway.request.internal;

import java.nio.charset.StandardCharsets;

/** A peer's bytes made fit for a log line: printable, on one line, of bounded length (rule R-31). */
public final class Escaped {
    private static final int MOST = 64;

    private Escaped() {}

    public static String text(byte[] bytes, int offset, int length) {
        StringBuilder text = new StringBuilder(Math.min(length, MOST) + 8);
        int end = offset + Math.min(length, MOST);
        for (int i = offset; i < end; i++) {
            int b = bytes[i] & 0xFF;
            if (b >= 0x20 && b < 0x7F && b != '\\') {
                text.append((char) b);
            } else {
                text.append("\\x").append(Character.forDigit(b >> 4, 16)).append(Character.forDigit(b & 0xF, 16));
            }
        }
        return length > MOST ? text.append("...").toString() : text.toString();
    }

    public static String text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return text(bytes, 0, bytes.length);
    }
}
