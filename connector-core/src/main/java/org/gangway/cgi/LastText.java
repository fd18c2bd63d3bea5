package org.gangway.cgi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Text that mostly is what it was in the request before, such as the method. */
final class LastText {
    private static final int RETAINED = 256;

    private byte[] last = {};
    private String text = "";

    /** The value of a variable, decoded as ISO-8859-1. */
    String get(CgiVariables variables, int i) {
        byte[] block = variables.block();
        int offset = variables.valueOffset(i);
        int length = variables.valueLength(i);
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
