package org.gangway.jetty.websocket;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.gangway.jetty.FastCgiConnectionFactory;
import org.gangway.jetty.GatewayConnectionFactory;
import org.gangway.jetty.ScgiConnectionFactory;
import org.gangway.jetty.fastcgi.Wire;

/** A web server that tunnels, and by which protocol: each test of a WebSocket runs once for each. */
public enum Peer {
    LIGHTTPD_FASTCGI(
            FastCgiConnectionFactory::new, "lighttpd/1.4.79", address -> new FastCgiTunnel(address, 1, Wire.CLOSE)),
    FASTCGI_KEPT(FastCgiConnectionFactory::new, "lighttpd/1.4.79", address -> new FastCgiTunnel(address, 7, Wire.KEEP)),
    LIGHTTPD_SCGI(ScgiConnectionFactory::new, "lighttpd/1.4.79", ScgiTunnel::new),
    NGINX_SCGI(ScgiConnectionFactory::new, null, ScgiTunnel::new);

    /** Connects. */
    private interface Connect {
        TunnelClient to(SocketAddress address) throws IOException;
    }

    @SuppressWarnings("ImmutableEnumChecker") // it is
    private final Supplier<GatewayConnectionFactory> factory;

    private final String software;

    @SuppressWarnings("ImmutableEnumChecker") // it is
    private final Connect connect;

    Peer(Supplier<GatewayConnectionFactory> factory, String software, Connect connect) {
        this.factory = factory;
        this.software = software;
        this.connect = connect;
    }

    GatewayConnectionFactory factory() {
        return factory.get();
    }

    /** Connects, and does nothing yet. */
    TunnelClient connect(SocketAddress address) throws IOException {
        return connect.to(address);
    }

    /** The variables of a handshake; further names and values follow, a null value takes a variable away. */
    String[] handshake(String uri, String... more) {
        boolean lighttpd = software != null;
        List<String> all = new ArrayList<>(Arrays.asList(
                "HTTP_UPGRADE", "websocket",
                "HTTP_CONNECTION", "Upgrade",
                "HTTP_SEC_WEBSOCKET_KEY", "dGhlIHNhbXBsZSBub25jZQ==",
                "HTTP_SEC_WEBSOCKET_VERSION", "13"));
        if (lighttpd) {
            all.addAll(List.of("SERVER_SOFTWARE", software, "SCRIPT_NAME", "", "PATH_INFO", uri));
        } else {
            all.addAll(List.of("DOCUMENT_URI", uri));
        }
        all.addAll(Arrays.asList(more));
        return all.toArray(String[]::new);
    }

    /** Connects, and has the connection become a WebSocket. */
    public TunnelClient open(SocketAddress address, String uri, String... more) throws IOException {
        TunnelClient client = connect(address);
        client.send(client.head(uri, handshake(uri, more)));
        return client;
    }
}
