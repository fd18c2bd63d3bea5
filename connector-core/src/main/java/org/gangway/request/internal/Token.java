package org.gangway.request.internal;

/** Tokens of RFC 9110, section 5.6.2: method names and names of header fields. */
public final class Token {
    private static final boolean[] TOKEN = new boolean[128];

    static {
        String others = "!#$%&'*+-.^_`|~";
        for (int c = 0; c < TOKEN.length; c++) {
            TOKEN[c] = isAlphanumeric(c) || others.indexOf(c) >= 0;
        }
    }

    private Token() {}

    public static boolean isAlphanumeric(int c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    public static boolean isTokenByte(byte b) {
        return b >= 0 && TOKEN[b];
    }

    public static boolean isToken(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (!isTokenByte(bytes[i])) {
                return false;
            }
        }
        return length > 0;
    }
}
