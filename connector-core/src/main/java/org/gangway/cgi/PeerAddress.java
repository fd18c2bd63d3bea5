package org.gangway.cgi;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;

/** An address and a port out of two variables; what was read last is used again if it is the same. */
final class PeerAddress {
    private byte[] last = {};
    private InetAddress address;
    private InetSocketAddress socketAddress;

    /** The address, or null if the web server named none; port 0 if it named none. */
    InetSocketAddress get(CgiVariables variables, int addressIndex, int portIndex) {
        if (addressIndex < 0) {
            return null;
        }
        byte[] block = variables.block();
        int offset = variables.valueOffset(addressIndex);
        int length = variables.valueLength(addressIndex);
        if (!Arrays.equals(block, offset, offset + length, last, 0, last.length)) {
            address = AddressLiteral.parse(block, offset, length);
            socketAddress = null;
            last = address == null ? new byte[0] : Arrays.copyOfRange(block, offset, offset + length);
        }
        if (address == null || length == 0) {
            return null;
        }
        int port = portIndex < 0
                ? 0
                : Math.max(0, Numbers.port(block, variables.valueOffset(portIndex), variables.valueLength(portIndex)));
        if (socketAddress == null || socketAddress.getPort() != port) {
            socketAddress = new InetSocketAddress(address, port);
        }
        return socketAddress;
    }
}
