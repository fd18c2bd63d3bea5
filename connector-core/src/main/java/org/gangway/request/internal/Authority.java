package org.gangway.request.internal;

import java.nio.charset.StandardCharsets;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;

/**
 * A host and its port, {@code www.example.test:8080} or {@code [::1]:8080} (RFC 3986, 3.2.2 and 3.2.3).
 *
 * <p>Not every host that comes can be used: web servers fill in a pattern or a placeholder of their configuration, or
 * leave the name out. Such a host counts as absent. A host that could be taken for something else than a host, by
 * whoever puts a URL together, is refused.
 */
public final class Authority {
    private static final int RETAINED = 256;
    private static final boolean[] HOST = new boolean[128];

    static {
        String others = "-._~!$&'()+;=";
        for (int c = 0; c < HOST.length; c++) {
            HOST[c] = Token.isAlphanumeric(c) || others.indexOf(c) >= 0;
        }
    }

    private final LastBytes last = new LastBytes(RETAINED);
    private String host;
    private int port;

    public String host() {
        return host;
    }

    /** The port, or -1 if none is named. */
    public int port() {
        return port;
    }

    /**
     * Reads the host that a client asked for.
     *
     * @return how many of the bytes are to be taken, which is all but the colon of an empty port; 0 if the host can't be
     *     used and counts as absent
     * @throws GatewayException 400 if it holds what could make another URL of it
     */
    public int read(byte[] bytes, int offset, int length) {
        if (length > 0 && parse(bytes, offset, length)) {
            return bytes[offset + length - 1] == ':' ? length - 1 : length;
        }
        boolean pattern = length > 0 && bytes[offset] == '~';
        for (int i = offset; i < offset + length; i++) {
            if (isDangerous(bytes[i], pattern)) {
                throw new GatewayException(
                        400, "the host is invalid: " + Escaped.text(bytes, offset, length), Disposition.KEEP);
            }
        }
        return 0;
    }

    /** Only nginx's own pattern for server_name, which begins with a tilde, may hold what parts a URL or a list. */
    private static boolean isDangerous(byte b, boolean pattern) {
        return (b >= 0 && b <= ' ')
                || b == 0x7F
                || b == '/'
                || b == '@'
                || (!pattern && (b == '\\' || b == '?' || b == '#' || b == ','));
    }

    /** Reads an authority; the one that was read last isn't read again. Returns false if it can't be used. */
    private boolean parse(byte[] bytes, int offset, int length) {
        if (last.areSame(bytes, offset, length)) {
            return true;
        }
        last.forget();
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
            if (number <= 0 && hostEnd + 1 < end) {
                return false;
            }
        }
        host = new String(bytes, offset, hostEnd - offset, StandardCharsets.US_ASCII);
        port = number;
        last.keep(bytes, offset, length);
        return true;
    }

    /**
     * Reads the name that a web server goes by. HAProxy and lighttpd send it with a port, and it may be an IPv6 address
     * without brackets. Returns false if it can't be used, as nginx's pattern for server_name.
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

    /**
     * The end of a name, or -1. Names of nginx's configuration that match no host have no letter ({@code _}, {@code --}),
     * begin with a dot, or have an asterisk for a part.
     */
    private static int nameEnd(byte[] bytes, int offset, int end) {
        int i = offset;
        boolean named = false;
        while (i < end && bytes[i] >= 0 && HOST[bytes[i]]) {
            named |= Token.isAlphanumeric(bytes[i]);
            i++;
        }
        return named && bytes[offset] != '.' ? i : -1;
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
