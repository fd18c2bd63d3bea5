package org.gangway.request.internal;

import java.nio.charset.StandardCharsets;

/** Text that mostly is what it was in the request before, such as the method. */
public final class LastText {
    private static final int RETAINED = 256;

    private final LastBytes last = new LastBytes(RETAINED);
    private String text;

    /** Some bytes, decoded as ISO-8859-1. */
    public String get(byte[] block, int offset, int length) {
        if (last.areSame(block, offset, length)) {
            return text;
        }
        String made = new String(block, offset, length, StandardCharsets.ISO_8859_1);
        text = last.keep(block, offset, length) ? made : null;
        return made;
    }
}
