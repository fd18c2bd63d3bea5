package org.gangway.request.internal;

import java.util.Arrays;

/** Whether two queries say the same in different spelling. */
final class QueryText {
    private QueryText() {}

    /**
     * Whether a web server only normalised the query that the client sent: lighttpd decodes what needs no encoding
     * ({@code %41}, and {@code %2B} too), encodes what does ({@code é}, a {@code %} without digits) and, if told, writes
     * {@code +} for {@code %20}. What parts a query (ampersand, semicolon, equals sign) isn't the same encoded.
     */
    static boolean isNormalised(byte[] sent, int offset, int length, byte[] made, int madeOffset, int madeLength) {
        if (Arrays.equals(sent, offset, offset + length, made, madeOffset, madeOffset + madeLength)) {
            return true;
        }
        int i = offset;
        int end = offset + length;
        int j = madeOffset;
        int madeEnd = madeOffset + madeLength;
        while (i < end && j < madeEnd) {
            int one = decoded(sent, i, end);
            int other = decoded(made, j, madeEnd);
            if (one != other && !(one == ' ' && made[j] == '+')) {
                return false;
            }
            i += width(sent, i, end);
            j += width(made, j, madeEnd);
        }
        return i == end && j == madeEnd;
    }

    /** The byte that stands at a place, plus 256 if it is encoded and would otherwise part the query. */
    private static int decoded(byte[] bytes, int i, int end) {
        if (!isEscape(bytes, i, end)) {
            return bytes[i] & 0xFF;
        }
        int b = (Character.digit(bytes[i + 1], 16) << 4) | Character.digit(bytes[i + 2], 16);
        return b == '&' || b == ';' || b == '=' ? b + 0x100 : b;
    }

    private static int width(byte[] bytes, int i, int end) {
        return isEscape(bytes, i, end) ? 3 : 1;
    }

    private static boolean isEscape(byte[] bytes, int i, int end) {
        return bytes[i] == '%'
                && i + 2 < end
                && Character.digit(bytes[i + 1], 16) >= 0
                && Character.digit(bytes[i + 2], 16) >= 0;
    }
}
