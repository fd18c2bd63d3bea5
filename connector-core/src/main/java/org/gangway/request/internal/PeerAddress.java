package org.gangway.request.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** An address and a port; what was read last is used again if it is the same. */
public final class PeerAddress {
    private static final int RETAINED = 256;
    private static final InetAddress UNSPECIFIED = unspecified();

    private final LastBytes last = new LastBytes(RETAINED);
    private InetAddress address;
    private InetSocketAddress socketAddress;

    /**
     * The address, {@code 0.0.0.0} if the bytes are none. Nothing takes that for the web server's own host, as it might
     * do with no address or an empty one, which Java reads as the loopback address.
     */
    public InetSocketAddress get(byte[] block, int offset, int length, int port) {
        if (!last.areSame(block, offset, length)) {
            InetAddress read = AddressLiteral.written(block, offset, length);
            address = read == null ? UNSPECIFIED : read;
            socketAddress = null;
            last.keep(block, offset, length);
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
