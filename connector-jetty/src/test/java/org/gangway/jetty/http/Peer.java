package org.gangway.jetty.http;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.function.Supplier;
import org.gangway.jetty.AjpConnectionFactory;
import org.gangway.jetty.FastCgiConnectionFactory;
import org.gangway.jetty.GatewayConnectionFactory;
import org.gangway.jetty.ScgiConnectionFactory;
import org.gangway.jetty.fastcgi.Wire;

/** A protocol under test, and whether its connection is kept: each test of HTTP's behaviour runs once for each. */
enum Peer {
    FASTCGI(FastCgiConnectionFactory::new, address -> new FastCgiExchange(address, Wire.CLOSE)),
    FASTCGI_KEPT(FastCgiConnectionFactory::new, address -> new FastCgiExchange(address, Wire.KEEP)),
    SCGI(ScgiConnectionFactory::new, ScgiExchange::new),
    AJP(AjpConnectionFactory::new, AjpExchange::new);

    /** Connects. */
    private interface Connect {
        Exchange to(SocketAddress address) throws IOException;
    }

    @SuppressWarnings("ImmutableEnumChecker") // it is
    private final Supplier<GatewayConnectionFactory> factory;

    @SuppressWarnings("ImmutableEnumChecker") // it is
    private final Connect connect;

    Peer(Supplier<GatewayConnectionFactory> factory, Connect connect) {
        this.factory = factory;
        this.connect = connect;
    }

    /** What it calls the field that tells the length of the body. */
    String contentLength() {
        return this == AJP ? "Content-Length" : "CONTENT_LENGTH";
    }

    GatewayConnectionFactory factory() {
        return factory.get();
    }

    Exchange connect(SocketAddress address) throws IOException {
        return connect.to(address);
    }
}
