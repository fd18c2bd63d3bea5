package org.gangway.request.internal;

/** Decimal numbers without signs, blanks or any other leniency. */
public final class Numbers {
    private Numbers() {}

    /** A port from 0 to 65535, or -1 if it is none. */
    public static int port(byte[] bytes, int offset, int length) {
        long number = length > 5 ? -1 : parse(bytes, offset, length);
        return number > 65535 ? -1 : (int) number;
    }

    /** A number from 0 to {@link Long#MAX_VALUE}, or -1 if it is none. */
    public static long parse(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return -1;
        }
        long number = 0;
        for (int i = offset; i < offset + length; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
