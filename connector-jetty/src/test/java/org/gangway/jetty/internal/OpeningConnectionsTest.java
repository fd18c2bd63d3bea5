package org.gangway.jetty.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each connection that is accepted is opened or closed. */
@Timeout(20)
class OpeningConnectionsTest {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 0, 1);
    private final OpeningConnections opening = new OpeningConnections(connector.getSelectorManager());
    private ServerSocketChannel listening;
    private SocketChannel web;
    private SocketChannel accepted;

    @BeforeEach
    void connect() throws Exception {
        server.addConnector(connector);
        server.start();
        listening = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        web = SocketChannel.open(listening.getLocalAddress());
        accepted = listening.accept();
    }

    @AfterEach
    void close() throws Exception {
        web.close();
        accepted.close();
        listening.close();
        server.stop();
    }

    private void assertClosed() throws Exception {
        assertThat(web.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @Test
    void isClosedIfTheSelectorsStopBeforeTheyOpenIt() throws Exception {
        opening.accept(accepted, () -> {});
        assertThat(accepted.isOpen()).isTrue();
        opening.stopped();
        assertClosed();
    }

    @Test
    void isClosedIfItCantBeHandedOver() throws Exception {
        opening.accept(accepted, () -> {
            throw new IllegalStateException();
        });
        assertClosed();
    }

    @Test
    void isClosedAndNotHandedOverIfTheSelectorsHaveStopped() throws Exception {
        List<String> handedOver = new ArrayList<>();
        LifeCycle.stop(connector);
        opening.accept(accepted, () -> handedOver.add("to selectors"));
        assertClosed();
        assertThat(handedOver).isEmpty();
    }

    @Test
    void isClosedIfItCantBeOpened() throws Exception {
        opening.accept(accepted, () -> {});
        opening.failed(accepted);
        assertClosed();
        opening.await();
    }
}
