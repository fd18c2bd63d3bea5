package org.gangway.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Server;
import org.gangway.jetty.internal.AcceptedConnections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jetty forgets a connection that it accepts while its selectors stop, and its web server would wait for an answer. */
@Timeout(20)
class LateAcceptTest {
    private static void assertClosed(SelectorManager stopped) throws Exception {
        try (ServerSocketChannel listening =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel web = SocketChannel.open(listening.getLocalAddress())) {
            SocketChannel accepted = listening.accept();
            accepted.configureBlocking(false);
            Throwable unused = catchThrowable(() -> stopped.accept(accepted, null));
            assertThat(web.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void tcp() throws Exception {
        Server server = new Server();
        TcpSocketConnector connector = new TcpSocketConnector(server, 0, 1, new ScgiConnectionFactory());
        server.addConnector(connector);
        server.start();
        server.stop();
        assertClosed(connector.getSelectorManager());
    }

    @Test
    void unix() throws Exception {
        Server server = new Server();
        AbstractConnector connector = new TcpSocketConnector(server, 0, 1, new ScgiConnectionFactory());
        AcceptedConnections connections = new AcceptedConnections(connector, 1, endPoint -> {}, endPoint -> {});
        server.start();
        connections.start();
        connections.stop();
        assertClosed(connections);
        server.stop();
    }
}
