package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.http.GatewayServer.until;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.gangway.jetty.GatewayConnectionFactory;
import org.gangway.jetty.TcpSocketConnector;
import org.gangway.jetty.UnixSocketConnector;
import org.gangway.request.SendfilePolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A factory outlives its connectors: nothing of them is left when they are stopped and removed. */
@ParameterizedClass
@EnumSource(Peer.class)
@Timeout(60)
class ConnectorEndTest {
    private static final int CONNECTORS = 3;

    @Parameter
    Peer peer;

    @TempDir
    Path directory;

    private GatewayServer<GatewayConnectionFactory> gateway;
    private final List<Exchange> clients = new ArrayList<>();
    private final AtomicInteger begun = new AtomicInteger();

    /** The connectors that one may give a factory to. */
    private enum Kind {
        TCP,
        UNIX,
        JETTY_UNIX
    }

    @BeforeEach
    void start() throws Exception {
        gateway = new GatewayServer<>(peer.factory());
        gateway.factory.setSendfilePolicy(SendfilePolicy.parse("x-sendfile"));
        gateway.serve("/echo", (request, response) -> {
            begun.incrementAndGet();
            request.getInputStream().transferTo(response.getOutputStream());
        });
        gateway.start();
    }

    @AfterEach
    void stop() throws Exception {
        for (Exchange web : clients) {
            web.close();
        }
        gateway.close();
    }

    private AbstractConnector make(Kind kind, Path path) {
        switch (kind) {
            case TCP -> {
                ServerConnector tcp = new TcpSocketConnector(gateway.server, 1, 1, gateway.factory);
                tcp.setHost("127.0.0.1");
                return tcp;
            }
            case UNIX -> {
                UnixSocketConnector unix = new UnixSocketConnector(gateway.server, gateway.factory);
                unix.setUnixDomainPath(path);
                return unix;
            }
            default -> {
                UnixDomainServerConnector unix = new UnixDomainServerConnector(gateway.server, gateway.factory);
                unix.setUnixDomainPath(path);
                return unix;
            }
        }
    }

    private Exchange connect(AbstractConnector connector, Path path) throws IOException {
        SocketAddress address = connector instanceof ServerConnector tcp
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.getLocalPort())
                : UnixDomainSocketAddress.of(path);
        Exchange web = peer.connect(address);
        clients.add(web);
        return web;
    }

    /** A connector that has served, rests with a connection, and has been stopped in a request. */
    private WeakReference<Connector> live(Kind kind, Path path) throws Exception {
        int before = begun.get();
        AbstractConnector connector = make(kind, path);
        gateway.server.addConnector(connector);
        connector.start();
        Exchange served = connect(connector, path);
        served.send(served.post("/echo", Exchange.bytes("hello")));
        assertThat(served.answer().bodyText()).isEqualTo("hello");
        Exchange broken = connect(connector, path);
        broken.send(broken.postHead("/echo", 1_000), broken.part(new byte[100]));
        // Jetty forgets a connection until its idle timeout that is being opened when the connector stops.
        until("the request is served", () -> begun.get() == before + 2);
        connector.stop();
        gateway.server.removeConnector(connector);
        return new WeakReference<>(connector);
    }

    @ParameterizedTest
    @EnumSource
    void connectorThatIsGoneIsHeldByNobody(Kind kind) throws Exception {
        List<WeakReference<Connector>> gone = new ArrayList<>();
        for (int i = 0; i < CONNECTORS; i++) {
            gone.add(live(kind, directory.resolve("s" + i)));
        }
        untilCollected(gone);
    }

    private static void untilCollected(List<WeakReference<Connector>> connectors) {
        until("the connectors are collected", () -> {
            System.gc();
            return connectors.stream().map(WeakReference::get).allMatch(Objects::isNull);
        });
    }

    /** They are never started: what is kept is kept from their first connection on. */
    @Test
    void thousandConnectorsLeaveNothingAtTheirFactory() {
        int beans = gateway.factory.getBeans().size();
        List<WeakReference<Connector>> gone = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Connector connector = new ServerConnector(gateway.server, 0, 1, gateway.factory);
            assertThat(gateway.factory.newConnection(connector, new ByteArrayEndPoint()))
                    .isNotNull();
            gone.add(new WeakReference<>(connector));
        }
        untilCollected(gone);
        assertThat(gateway.factory.getBeans()).hasSize(beans);
    }
}
