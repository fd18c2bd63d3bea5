package org.gangway.request.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Reads IP addresses. No name is ever looked up. */
public final class AddressLiteral {
    private AddressLiteral() {}

    /**
     * The address as a web server writes it, or null if it is none ({@code unix:}, empty, a name). Brackets, a zone id
     * and a port behind it are left out. Of a list, as nginx makes it of X-Forwarded-For, it is the last one: that was
     * added by the proxy next to the web server, while what stands before it may be the client's own word.
     */
    public static InetAddress written(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int begin = end;
        while (begin > offset && bytes[begin - 1] != ',') {
            begin--;
        }
        while (begin < end && isBlank(bytes[begin])) {
            begin++;
        }
        while (end > begin && isBlank(bytes[end - 1])) {
            end--;
        }
        if (begin < end && bytes[begin] == '[') {
            int close = find(bytes, begin, end, ']');
            boolean closed = close + 1 == end || isPort(bytes, close + 1, end);
            return closed && find(bytes, begin, close, ':') < close ? parse(bytes, begin + 1, close - begin - 1) : null;
        }
        int colon = find(bytes, begin, end, ':');
        int dot = find(bytes, begin, end, '.');
        return dot < colon && isPort(bytes, colon, end)
                ? parse(bytes, begin, colon - begin)
                : parse(bytes, begin, end - begin);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static boolean isPort(byte[] bytes, int colon, int end) {
        return colon < end && bytes[colon] == ':' && Numbers.port(bytes, colon + 1, end - colon - 1) >= 0;
    }

    private static int find(byte[] bytes, int begin, int end, char c) {
        int i = begin;
        while (i < end && bytes[i] != c) {
            i++;
        }
        return i;
    }

    /** The address, or null if the bytes are none; a zone id is left out. */
    static InetAddress parse(byte[] bytes, int offset, int length) {
        int end = offset;
        boolean colon = false;
        while (end < offset + length && !(colon && bytes[end] == '%')) {
            colon |= bytes[end] == ':';
            end++;
        }
        byte[] address = new byte[colon ? 16 : 4];
        boolean valid = colon ? parse6(bytes, offset, end, address) : parse4(bytes, offset, end, address, 0);
        if (!valid) {
            return null;
        }
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean parse4(byte[] bytes, int offset, int end, byte[] address, int at) {
        int octets = 0;
        int i = offset;
        while (octets < 4) {
            int digits = 0;
            int octet = 0;
            while (i < end && bytes[i] >= '0' && bytes[i] <= '9' && digits < 3) {
                octet = octet * 10 + bytes[i++] - '0';
                digits++;
            }
            if (digits == 0 || octet > 255) {
                return false;
            }
            address[at + octets++] = (byte) octet;
            if (octets < 4) {
                if (i >= end || bytes[i] != '.') {
                    return false;
                }
                i++;
            }
        }
        return i == end;
    }

    private static boolean parse6(byte[] bytes, int offset, int end, byte[] address) {
        int at = 0;
        int gap = -1;
        int i = offset;
        if (end - offset >= 2 && bytes[i] == ':' && bytes[i + 1] == ':') {
            gap = 0;
            i += 2;
        }
        while (i < end) {
            int group = i;
            int number = 0;
            while (i < end && Character.digit(bytes[i], 16) >= 0 && i - group < 4) {
                number = (number << 4) | Character.digit(bytes[i++], 16);
            }
            if (i < end && bytes[i] == '.') {
                if (at > 12 || !parse4(bytes, group, end, address, at)) {
                    return false;
                }
                at += 4;
                break;
            }
            if (i == group || at > 14) {
                return false;
            }
            address[at++] = (byte) (number >> 8);
            address[at++] = (byte) number;
            if (i == end) {
                break;
            }
            if (bytes[i] != ':' || ++i == end) {
                return false;
            }
            if (bytes[i] == ':') {
                if (gap >= 0) {
                    return false;
                }
                gap = at;
                i++;
            }
        }
        if (gap < 0) {
            return at == 16;
        }
        if (at > 14) {
            return false;
        }
        int tail = at - gap;
        System.arraycopy(address, gap, address, 16 - tail, tail);
        Arrays.fill(address, gap, 16 - tail, (byte) 0);
        return true;
    }
}
