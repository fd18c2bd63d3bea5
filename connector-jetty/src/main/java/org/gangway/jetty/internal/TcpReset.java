package org.gangway.jetty.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection that ends with a reset, ours or the peer's. Without state. */
final class TcpReset {
    private static final Logger LOG = LoggerFactory.getLogger(TcpReset.class);

    private TcpReset() {}

    /** Whether the transport is TCP, and no Unix socket. */
    static boolean isPossible(GatewayConnection connection) {
        return connection.getEndPoint().getLocalSocketAddress() instanceof InetSocketAddress;
    }

    /**
     * Has the close reset the connection: many a web server takes a plain one for the end of the response.
     *
     * @return false on a Unix socket, which knows no reset
     */
    static boolean onClose(GatewayConnection connection) {
        try {
            if (isPossible(connection) && connection.getEndPoint().getTransport() instanceof SocketChannel channel) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                return true;
            }
        } catch (IOException x) {
            LOG.debug("{} {}: no reset", connection.settings().getProtocol(), connection.peer(), x);
        }
        return false;
    }

    /** How the peer has reset the connection whose input is over, or null: Jetty takes a reset for a plain end. */
    static Throwable byPeer(GatewayConnection connection) {
        try {
            if (connection.getEndPoint().getTransport() instanceof SocketChannel channel) {
                channel.read(ByteBuffer.allocate(1));
            }
            return null;
        } catch (IOException x) {
            return x;
        }
    }
}
