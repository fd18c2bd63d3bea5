package org.gangway.forwarded;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.gangway.request.internal.AddressLiteral;
import org.gangway.request.internal.Numbers;

/**
 * The header of HAProxy's PROXY protocol, versions 1 and 2, with which a proxy says for whom it has connected. Immutable.
 *
 * @param source the client, or null if the proxy connects for itself or doesn't tell
 * @param destination where the client connected to, or null in the same cases
 * @param secure whether the client spoke TLS, as far as the proxy tells (PP2_TYPE_SSL)
 */
public record ProxyHeader(InetSocketAddress source, InetSocketAddress destination, boolean secure) {
    /** Nothing told of the client: a health check, or a protocol without addresses. */
    private static final ProxyHeader LOCAL = new ProxyHeader(null, null, false);

    private static final byte[] SIGNATURE_1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SIGNATURE_2 = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};

    /** What the specification allows for the line of version 1. */
    private static final int MAX_LINE_BYTES = 107;

    private static final int FIXED_BYTES = 16;

    /** Addresses take 216 bytes at most; the rest is for what proxies add. */
    private static final int MAX_VARIABLE_BYTES = 4096;

    private static final int COMMAND_LOCAL = 0x20;
    private static final int COMMAND_PROXY = 0x21;
    private static final int TCP_4 = 0x11;
    private static final int TCP_6 = 0x21;
    private static final int TYPE_SSL = 0x20;
    private static final int CLIENT_SSL = 0x01;

    /**
     * Tells whether a connection begins with a header, or may do.
     *
     * @param bytes the first bytes, at least one; they aren't consumed
     * @return false if it doesn't
     */
    public static boolean mayBegin(ByteBuffer bytes) {
        return mayBegin(bytes, SIGNATURE_1) || mayBegin(bytes, SIGNATURE_2);
    }

    private static boolean mayBegin(ByteBuffer bytes, byte[] signature) {
        int length = Math.min(bytes.remaining(), signature.length);
        for (int i = 0; i < length; i++) {
            if (bytes.get(bytes.position() + i) != signature[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads a header.
     *
     * @param bytes what {@linkplain #mayBegin may begin} with one; the header is consumed when it is complete
     * @return the header, or null if more bytes are needed
     * @throws IllegalArgumentException if it is none; the message says why
     */
    public static ProxyHeader read(ByteBuffer bytes) {
        return mayBegin(bytes, SIGNATURE_1) ? readLine(bytes) : readBinary(bytes);
    }

    private static ProxyHeader readLine(ByteBuffer bytes) {
        int most = Math.min(bytes.remaining(), MAX_LINE_BYTES);
        for (int i = 1; i < most; i++) {
            int at = bytes.position() + i;
            if (bytes.get(at) == '\n' && bytes.get(at - 1) == '\r') {
                byte[] line = new byte[i - 1];
                bytes.get(line).getShort();
                return ofLine(new String(line, StandardCharsets.ISO_8859_1));
            }
        }
        if (most == MAX_LINE_BYTES) {
            throw new IllegalArgumentException("the line is longer than " + MAX_LINE_BYTES + " bytes");
        }
        return null;
    }

    private static ProxyHeader ofLine(String line) {
        String[] words = line.split(" ", -1);
        if (words[1].equals("UNKNOWN")) {
            return LOCAL;
        }
        if (words.length != 6 || !(words[1].equals("TCP4") || words[1].equals("TCP6"))) {
            throw new IllegalArgumentException("the line is no PROXY TCP4, TCP6 or UNKNOWN");
        }
        return new ProxyHeader(address(words[2], words[4]), address(words[3], words[5]), false);
    }

    private static InetSocketAddress address(String host, String port) {
        byte[] bytes = host.getBytes(StandardCharsets.ISO_8859_1);
        byte[] digits = port.getBytes(StandardCharsets.ISO_8859_1);
        InetAddress address = AddressLiteral.written(bytes, 0, bytes.length);
        int number = Numbers.port(digits, 0, digits.length);
        if (address == null || number < 0) {
            throw new IllegalArgumentException("the line has an address or a port that is none");
        }
        return new InetSocketAddress(address, number);
    }

    private static ProxyHeader readBinary(ByteBuffer bytes) {
        if (bytes.remaining() < FIXED_BYTES) {
            return null;
        }
        int begin = bytes.position();
        int command = bytes.get(begin + 12) & 0xFF;
        int family = bytes.get(begin + 13) & 0xFF;
        int length = bytes.getShort(begin + 14) & 0xFFFF;
        if (command != COMMAND_LOCAL && command != COMMAND_PROXY) {
            throw new IllegalArgumentException("its version and command are " + Integer.toHexString(command));
        }
        if (length > MAX_VARIABLE_BYTES) {
            throw new IllegalArgumentException("it has " + length + " bytes, more than " + MAX_VARIABLE_BYTES);
        }
        if (bytes.remaining() < FIXED_BYTES + length) {
            return null;
        }
        ByteBuffer variable = bytes.slice(begin + FIXED_BYTES, length);
        bytes.position(begin + FIXED_BYTES + length);
        if (command == COMMAND_LOCAL) {
            return LOCAL;
        }
        return switch (family) {
            case TCP_4 -> ofAddresses(variable, 4);
            case TCP_6 -> ofAddresses(variable, 16);
            default -> LOCAL;
        };
    }

    private static ProxyHeader ofAddresses(ByteBuffer variable, int addressBytes) {
        if (variable.remaining() < 2 * addressBytes + 4) {
            throw new IllegalArgumentException("it is too short for its addresses");
        }
        InetAddress source = address(variable, addressBytes);
        InetAddress destination = address(variable, addressBytes);
        int sourcePort = variable.getShort() & 0xFFFF;
        int destinationPort = variable.getShort() & 0xFFFF;
        return new ProxyHeader(
                new InetSocketAddress(source, sourcePort),
                new InetSocketAddress(destination, destinationPort),
                isSecure(variable));
    }

    private static InetAddress address(ByteBuffer variable, int length) {
        byte[] address = new byte[length];
        variable.get(address);
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isSecure(ByteBuffer more) {
        while (more.remaining() >= 3) {
            int type = more.get() & 0xFF;
            int length = more.getShort() & 0xFFFF;
            if (length > more.remaining()) {
                throw new IllegalArgumentException("one of its additions is longer than itself");
            }
            if (type == TYPE_SSL && length > 0) {
                return (more.get(more.position()) & CLIENT_SSL) != 0;
            }
            more.position(more.position() + length);
        }
        return false;
    }
}
