package org.gangway.cgi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.gangway.request.internal.Token;

/**
 * From {@code HTTP_ACCEPT_LANGUAGE} to {@code Accept-Language}. The way is one-way: a header field whose name had
 * an underscore comes out with a hyphen (rule R-25), and the capitals are the usual ones.
 */
final class HeaderNames {
    private static final byte[] PREFIX = "HTTP_".getBytes(StandardCharsets.US_ASCII);

    private static final String[] KNOWN = {
        "Accept",
        "Accept-Charset",
        "Accept-Encoding",
        "Accept-Language",
        "Access-Control-Request-Headers",
        "Access-Control-Request-Method",
        "Authorization",
        "Cache-Control",
        "Cookie",
        "Content-Encoding",
        "DNT",
        "Date",
        "ETag",
        "Forwarded",
        "From",
        "Host",
        "If-Match",
        "If-Modified-Since",
        "If-None-Match",
        "If-Range",
        "If-Unmodified-Since",
        "Origin",
        "Pragma",
        "Priority",
        "Range",
        "Referer",
        "Sec-CH-UA",
        "Sec-CH-UA-Mobile",
        "Sec-CH-UA-Platform",
        "Sec-Fetch-Dest",
        "Sec-Fetch-Mode",
        "Sec-Fetch-Site",
        "Sec-Fetch-User",
        "Sec-GPC",
        "Sec-WebSocket-Key",
        "Sec-WebSocket-Version",
        "Sec-WebSocket-Protocol",
        "Sec-WebSocket-Extensions",
        "Upgrade-Insecure-Requests",
        "User-Agent",
        "Via",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Forwarded-Port",
        "X-Forwarded-Prefix",
        "X-Real-IP",
        "X-Request-ID",
        "X-Requested-With",
        "X-CSRF-Token"
    };

    private static final byte[][] VARIABLES = new byte[256][];
    private static final String[] NAMES = new String[VARIABLES.length];

    static {
        for (String name : KNOWN) {
            byte[] variable = variable(name).getBytes(StandardCharsets.US_ASCII);
            int slot = hash(variable, 0, variable.length);
            while (VARIABLES[slot] != null) {
                slot = (slot + 1) & (VARIABLES.length - 1);
            }
            VARIABLES[slot] = variable;
            NAMES[slot] = name;
        }
    }

    private HeaderNames() {}

    /** Whether a variable is a header field of the client. */
    static boolean isHeader(byte[] block, int offset, int length) {
        return length > PREFIX.length && Arrays.equals(block, offset, offset + PREFIX.length, PREFIX, 0, PREFIX.length);
    }

    /**
     * The name of the header field that a variable stands for.
     *
     * @return the name, or null if it isn't a token (RFC 9110, 5.6.2)
     */
    static String of(byte[] block, int offset, int length) {
        int slot = hash(block, offset, length);
        for (byte[] candidate = VARIABLES[slot]; candidate != null; candidate = VARIABLES[slot]) {
            if (Arrays.equals(block, offset, offset + length, candidate, 0, candidate.length)) {
                return NAMES[slot];
            }
            slot = (slot + 1) & (VARIABLES.length - 1);
        }
        byte[] name = new byte[length - PREFIX.length];
        boolean capital = true;
        for (int i = 0; i < name.length; i++) {
            byte b = block[offset + PREFIX.length + i];
            if (!Token.isTokenByte(b)) {
                return null;
            }
            if (b == '_') {
                b = '-';
            } else if (!capital && b >= 'A' && b <= 'Z') {
                b = (byte) (b - 'A' + 'a');
            } else if (capital && b >= 'a' && b <= 'z') {
                b = (byte) (b - 'a' + 'A');
            }
            name[i] = b;
            capital = b == '-';
        }
        return new String(name, StandardCharsets.US_ASCII);
    }

    /** The name of the variable that a header field becomes. */
    static String variable(String name) {
        StringBuilder variable = new StringBuilder("HTTP_");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            variable.append(c == '-' ? '_' : c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c);
        }
        return variable.toString();
    }

    private static int hash(byte[] bytes, int offset, int length) {
        int hash = length * 31 + bytes[offset + length - 1];
        hash = hash * 31 + bytes[offset + PREFIX.length];
        hash = hash * 31 + bytes[offset + (PREFIX.length + length) / 2];
        return (hash ^ (hash >>> 8)) & (VARIABLES.length - 1);
    }
}
