package org.gangway.jetty.websocket;

import java.io.IOException;
import java.net.SocketAddress;
import org.gangway.jetty.scgi.ScgiWire;
import org.gangway.jetty.testing.CgiVariables;

/** A tunnel over SCGI: behind the 101 the connection is the client's. */
final class ScgiTunnel extends TunnelClient {
    ScgiTunnel(SocketAddress address) throws IOException {
        super(address);
    }

    @Override
    byte[] head(String uri, String... more) {
        return ScgiWire.head(CgiVariables.of("GET", uri, more), null);
    }

    @Override
    byte[] part(byte[] bytes) {
        return bytes;
    }

    @Override
    void sendEnd() throws IOException {
        shutdownOutput();
    }

    @Override
    protected boolean more() throws IOException {
        boolean more = fill();
        add(input.array(), input.position(), input.remaining());
        input.position(input.limit());
        return more;
    }
}
