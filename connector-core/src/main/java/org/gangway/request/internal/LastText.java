package org.gangway.request.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Text that mostly is what it was in the request before, such as the method. */
public final class LastText {
    private static final int RETAINED = 256;

    private byte[] last = {};
    private String text = "";

    /** Some bytes, decoded as ISO-8859-1. */
    public String get(byte[] block, int offset, int length) {
        if (Arrays.equals(block, offset, offset + length, last, 0, last.length)) {
            return text;
        }
        String made = new String(block, offset, length, StandardCharsets.ISO_8859_1);
        if (length <= RETAINED) {
            last = Arrays.copyOfRange(block, offset, offset + length);
            text = made;
        }
        return made;
    }
}
