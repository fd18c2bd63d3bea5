package org.gangway.request.internal;

/** Bytes that are to be read as ASCII. */
public final class AsciiText {
    private AsciiText() {}

    /** Whether bytes are a text in lower case, written in any case. */
    public static boolean isAnyCase(byte[] block, int offset, int length, String lowerCase) {
        if (length != lowerCase.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            int b = block[offset + i];
            int lower = b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
            if (lower != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
