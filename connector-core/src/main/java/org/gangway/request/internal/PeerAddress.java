package org.gangway.request.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** An address and a port; what was read last is used again if it is the same. */
public final class PeerAddress {
    private static final int RETAINED = 256;
    private static final InetAddress UNSPECIFIED = unspecified();

    private byte[] last = {};
    private InetAddress address = UNSPECIFIED;
    private InetSocketAddress socketAddress;

    /**
     * The address, {@code 0.0.0.0} if the bytes are none. Nothing takes that for the web server's own host, as it might
     * do with no address or an empty one, which Java reads as the loopback address.
     */
    public InetSocketAddress get(byte[] block, int offset, int length, int port) {
        if (!Arrays.equals(block, offset, offset + length, last, 0, last.length)) {
            InetAddress read = AddressLiteral.written(block, offset, length);
            socketAddress = null;
            boolean retained = length <= RETAINED;
            last = retained ? Arrays.copyOfRange(block, offset, offset + length) : new byte[0];
            address = retained && read != null ? read : UNSPECIFIED;
            if (!retained && read != null) {
                return new InetSocketAddress(read, port);
            }
        }
        if (socketAddress == null || socketAddress.getPort() != port) {
            socketAddress = new InetSocketAddress(address, port);
        }
        return socketAddress;
    }

    /** Whether neither the address nor the port is known. */
    public static boolean isUnknown(InetSocketAddress address) {
        return address.getPort() == 0 && address.getAddress().isAnyLocalAddress();
    }

    private static InetAddress unspecified() {
        try {
            return InetAddress.getByAddress(new byte[4]);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
