package org.gangway.request.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;

/** An address and a port; what was read last is used again if it is the same. */
public final class PeerAddress {
    private byte[] last = {};
    private InetAddress address;
    private InetSocketAddress socketAddress;

    /** The address, or null if the bytes are none; port 0 if the web server named none. */
    public InetSocketAddress get(byte[] block, int offset, int length, int port) {
        if (!Arrays.equals(block, offset, offset + length, last, 0, last.length)) {
            address = AddressLiteral.parse(block, offset, length);
            socketAddress = null;
            last = address == null ? new byte[0] : Arrays.copyOfRange(block, offset, offset + length);
        }
        if (address == null || length == 0) {
            return null;
        }
        if (socketAddress == null || socketAddress.getPort() != port) {
            socketAddress = new InetSocketAddress(address, port);
        }
        return socketAddress;
    }
}
