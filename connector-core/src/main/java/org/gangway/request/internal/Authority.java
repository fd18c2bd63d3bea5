package org.gangway.request.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A host and its port, {@code www.example.test:8080} or {@code [::1]:8080} (RFC 3986, 3.2.2 and 3.2.3). */
public final class Authority {
    private static final boolean[] HOST = new boolean[128];

    static {
        String others = "-._~!$&'()*+,;=%";
        for (int c = 0; c < HOST.length; c++) {
            HOST[c] = Token.isAlphanumeric(c) || others.indexOf(c) >= 0;
        }
    }

    private byte[] last = {};
    private int lastLength = -1;
    private String host;
    private int port;

    public String host() {
        return host;
    }

    /** The port, or -1 if none is named. */
    public int port() {
        return port;
    }

    /** Reads an authority; the one that was read last isn't read again. Returns false if it is none. */
    public boolean parse(byte[] bytes, int offset, int length) {
        if (lastLength >= 0 && Arrays.equals(bytes, offset, offset + length, last, 0, lastLength)) {
            return true;
        }
        lastLength = -1;
        int end = offset + length;
        int hostEnd =
                offset < end && bytes[offset] == '[' ? literalEnd(bytes, offset, end) : nameEnd(bytes, offset, end);
        if (hostEnd <= offset) {
            return false;
        }
        int number = -1;
        if (hostEnd < end) {
            if (bytes[hostEnd] != ':') {
                return false;
            }
            number = hostEnd + 1 == end ? -1 : Numbers.port(bytes, hostEnd + 1, end - hostEnd - 1);
            if (number < 0 && hostEnd + 1 < end) {
                return false;
            }
        }
        host = new String(bytes, offset, hostEnd - offset, StandardCharsets.US_ASCII);
        port = number;
        if (length <= 256) {
            if (last.length < length) {
                last = new byte[Math.max(32, length)];
            }
            System.arraycopy(bytes, offset, last, 0, length);
            lastLength = length;
        }
        return true;
    }

    /**
     * Reads the name that a web server goes by. HAProxy and lighttpd send it with a port, and it may be an IPv6 address
     * without brackets. Returns false if it is no host, as nginx's pattern for server_name.
     */
    public boolean parseServerName(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return false;
        }
        int colons = 0;
        for (int i = offset; i < offset + length; i++) {
            colons += bytes[i] == ':' ? 1 : 0;
        }
        if (bytes[offset] == '[' || colons < 2) {
            return parse(bytes, offset, length);
        }
        byte[] bracketed = new byte[length + 2];
        bracketed[0] = '[';
        System.arraycopy(bytes, offset, bracketed, 1, length);
        bracketed[length + 1] = ']';
        return parse(bracketed, 0, bracketed.length);
    }

    private static int nameEnd(byte[] bytes, int offset, int end) {
        int i = offset;
        while (i < end && bytes[i] >= 0 && HOST[bytes[i]]) {
            i++;
        }
        return i;
    }

    /** The end of an IP literal in brackets, or -1. */
    private static int literalEnd(byte[] bytes, int offset, int end) {
        int close = offset + 1;
        while (close < end && bytes[close] != ']') {
            close++;
        }
        boolean colon = false;
        for (int i = offset + 1; i < close; i++) {
            colon |= bytes[i] == ':';
            if (bytes[i] == '%') {
                return -1;
            }
        }
        boolean valid = close < end && colon && AddressLiteral.parse(bytes, offset + 1, close - offset - 1) != null;
        return valid ? close + 1 : -1;
    }
}
