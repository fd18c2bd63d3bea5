package org.gangway.request.internal;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.RequestLimits;

/**
 * The target of a request, as REQUEST_URI has it.
 *
 * <pre>
 *   http://www.example.test:8080/app/a%20b;x=1?q=1
 *          ^ authority          ^ path         ^ query
 * </pre>
 *
 * <p>Path and query stay as the client sent them. Bytes that may not stand in a target are percent-encoded (blanks,
 * controls, a number sign), except that bytes above 127 become characters where they are valid UTF-8.
 */
public final class RequestTarget {
    private final RequestLimits limits;
    private byte[] bytes;
    private int pathOffset;
    private int pathLength;
    private boolean plain;
    private Charset charset;
    private String path;
    private byte[] queryBytes;
    private int queryOffset;
    private int queryLength;
    private String query;
    private byte[] authorityBytes;
    private int authorityOffset;
    private int authorityLength;

    public RequestTarget(RequestLimits limits) {
        this.limits = limits;
    }

    /** Refuses a target of so many bytes if that is too long. */
    public void checkLength(int length) {
        if (length > limits.getMaxTargetBytes()) {
            throw new GatewayException(
                    414,
                    "the request target takes more than " + limits.getMaxTargetBytes() + " bytes; raise maxTargetBytes",
                    Disposition.KEEP);
        }
    }

    /** Reads REQUEST_URI. */
    public void parse(byte[] block, int offset, int length) {
        int end = offset + length;
        int begin = offset;
        authorityLength = 0;
        if (block[begin] != '/') {
            begin = afterAuthority(block, offset, end);
        }
        int question = begin;
        int all = 0;
        boolean clean = true;
        boolean literal = true;
        byte before = 0;
        for (; question < end; question++) {
            byte b = block[question];
            if (b == '?') {
                break;
            }
            all |= b;
            clean &= isClean(b);
            literal &= b != '%' && !(before == '/' && (b == '/' || b == '.'));
            before = b;
        }
        if (question == begin && authorityLength == 0) {
            throw refused(block, offset, length);
        }
        plain = clean && literal;
        setPath(block, begin, question - begin, clean, all < 0);
        if (question == end) {
            setQuery(null, 0, 0);
        } else {
            setQuery(block, question + 1, end - question - 1);
        }
    }

    /** Replaces the path by an encoded one. */
    public void setPath(String encoded) {
        byte[] path = encoded.getBytes(StandardCharsets.ISO_8859_1);
        int all = 0;
        for (byte b : path) {
            all |= b;
        }
        plain = false;
        setPath(path, 0, path.length, true, all < 0);
    }

    /** Sets the query, which is null if there is none. */
    public void setQuery(byte[] block, int offset, int length) {
        query = null;
        queryBytes = block;
        queryOffset = offset;
        queryLength = length;
    }

    /**
     * Sets the query that the web server says the request has: what it rewrote takes the place of the client's, what it
     * only spelled in another way doesn't. An empty one is none, unless the target ends with a question mark.
     */
    public void rewriteQuery(byte[] block, int offset, int length) {
        if (length == 0) {
            if (queryLength > 0) {
                setQuery(null, 0, 0);
            }
        } else if (queryBytes == null
                || !QueryText.isNormalised(queryBytes, queryOffset, queryLength, block, offset, length)) {
            setQuery(block, offset, length);
        }
    }

    public void clear() {
        bytes = null;
        path = null;
        setQuery(null, 0, 0);
        authorityBytes = null;
        authorityLength = 0;
    }

    /** Whether the path is the same encoded and decoded, and normalised. */
    public boolean isPlain() {
        return plain;
    }

    public boolean isAsterisk() {
        return pathLength == 1 && bytes[pathOffset] == '*';
    }

    public int pathLength() {
        return pathLength;
    }

    /** Whether some bytes stand in the path at some place. */
    public boolean pathHas(int at, byte[] block, int offset, int length) {
        return at + length <= pathLength
                && Arrays.equals(bytes, pathOffset + at, pathOffset + at + length, block, offset, offset + length);
    }

    public byte pathByte(int at) {
        return bytes[pathOffset + at];
    }

    /** Whether the path is under a decoded prefix, as far as that shows without decoding and normalising the path. */
    public boolean isPlainlyUnder(String prefix) {
        int length = prefix.length();
        if (!plain || length > pathLength) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (pathByte(i) != prefix.charAt(i)) {
                return false;
            }
        }
        return length == pathLength || pathByte(length) == '/';
    }

    /** The path with one character per byte. */
    public String pathText() {
        return new String(bytes, pathOffset, pathLength, StandardCharsets.ISO_8859_1);
    }

    public String path() {
        if (path == null) {
            path = new String(bytes, pathOffset, pathLength, charset);
        }
        return path;
    }

    /** The beginning of the path, measured in bytes. */
    public String pathPrefix(int length) {
        return length == 0 ? "" : new String(bytes, pathOffset, length, charset);
    }

    public String query() {
        if (query == null && queryBytes != null) {
            query = text(queryBytes, queryOffset, queryLength);
        }
        return query;
    }

    /** The bytes among which the authority is. */
    public byte[] authorityBytes() {
        return authorityBytes;
    }

    public int authorityOffset() {
        return authorityOffset;
    }

    /** The length of the authority of an absolute target, or 0 if there is none. */
    public int authorityLength() {
        return authorityLength;
    }

    private void setPath(byte[] source, int offset, int length, boolean clean, boolean high) {
        path = null;
        bytes = source;
        pathOffset = offset;
        pathLength = length;
        charset = StandardCharsets.ISO_8859_1;
        if (length == 0) {
            // http://www.example.test?q=1
            bytes = new byte[] {'/'};
            pathOffset = 0;
            pathLength = 1;
        } else if (high || !clean) {
            boolean unicode = high && Charsets.decodeStrictly(source, offset, length, StandardCharsets.UTF_8) != null;
            bytes = cleaned(source, offset, length, unicode).getBytes(StandardCharsets.ISO_8859_1);
            pathOffset = 0;
            pathLength = bytes.length;
            charset = unicode ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        }
        if (bytes[pathOffset] != '/' && !isAsterisk()) {
            throw refused(source, offset, length);
        }
    }

    private static String text(byte[] source, int offset, int length) {
        int all = 0;
        boolean clean = true;
        for (int i = offset; i < offset + length; i++) {
            byte b = source[i];
            all |= b;
            clean &= isClean(b);
        }
        if (clean) {
            return new String(source, offset, length, StandardCharsets.ISO_8859_1);
        }
        boolean unicode = all < 0 && Charsets.decodeStrictly(source, offset, length, StandardCharsets.UTF_8) != null;
        String text = cleaned(source, offset, length, unicode);
        return unicode ? new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8) : text;
    }

    private static String cleaned(byte[] source, int offset, int length, boolean unicode) {
        StringBuilder text = new StringBuilder(length + 16);
        for (int i = offset; i < offset + length; i++) {
            int b = source[i] & 0xFF;
            if (isClean(source[i]) || (b > 0x7F && unicode)) {
                text.append((char) b);
            } else {
                PathText.appendEscape(text, b);
            }
        }
        return text.toString();
    }

    /** Skips {@code scheme://authority} of an absolute target, and remembers the authority. */
    private int afterAuthority(byte[] block, int offset, int end) {
        int i = offset;
        while (i < end && isSchemeByte(block[i])) {
            i++;
        }
        if (i == offset || i + 2 >= end || block[i] != ':' || block[i + 1] != '/' || block[i + 2] != '/') {
            return offset;
        }
        int authority = i + 3;
        int slash = authority;
        while (slash < end && block[slash] != '/' && block[slash] != '?' && block[slash] != '#') {
            slash++;
        }
        for (int at = authority; at < slash; at++) {
            if (block[at] == '@') {
                throw refused(block, offset, end - offset);
            }
        }
        if (slash == authority) {
            throw refused(block, offset, end - offset);
        }
        authorityBytes = block;
        authorityOffset = authority;
        authorityLength = slash - authority;
        return slash;
    }

    private static boolean isClean(byte b) {
        return b > ' ' && b != 0x7F && b != '#';
    }

    private static boolean isSchemeByte(byte b) {
        return Token.isAlphanumeric(b) || b == '+' || b == '-' || b == '.';
    }

    private static GatewayException refused(byte[] block, int offset, int length) {
        return new GatewayException(
                400, "the request target is no path: " + Escaped.text(block, offset, length), Disposition.KEEP);
    }
}
