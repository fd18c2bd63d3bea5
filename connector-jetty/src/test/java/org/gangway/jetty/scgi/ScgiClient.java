package org.gangway.jetty.scgi;

import java.io.IOException;
import java.net.SocketAddress;
import org.gangway.jetty.http.HttpAnswer;
import org.gangway.jetty.testing.CgiVariables;
import org.gangway.jetty.testing.ClientConnection;

/** A web server's connection for one request over SCGI: it sends any bytes. Blocking. */
public final class ScgiClient extends ClientConnection {
    public ScgiClient(SocketAddress address) throws IOException {
        super(address);
    }

    /** Sends a GET over a connection of its own; further names and values follow, a null value takes one away. */
    public static HttpAnswer get(SocketAddress address, String uri, String... more) throws IOException {
        try (ScgiClient web = new ScgiClient(address)) {
            return web.send(ScgiWire.head(CgiVariables.of("GET", uri, more), null))
                    .answer();
        }
    }

    @Override
    public ScgiClient send(byte[]... parts) throws IOException {
        super.send(parts);
        return this;
    }

    /** The response: all up to the end of the connection, which must not be a reset. */
    public HttpAnswer answer() throws IOException {
        return new HttpAnswer(toEnd());
    }
}
