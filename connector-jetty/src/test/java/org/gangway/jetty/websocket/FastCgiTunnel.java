package org.gangway.jetty.websocket;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import org.gangway.jetty.fastcgi.WebServer.Record;
import org.gangway.jetty.fastcgi.Wire;
import org.gangway.jetty.testing.Bytes;
import org.gangway.jetty.testing.CgiVariables;

/** A tunnel over FastCGI: records of STDIN and STDOUT. */
final class FastCgiTunnel extends TunnelClient {
    private final int id;
    private final int flags;

    FastCgiTunnel(SocketAddress address, int id, int flags) throws IOException {
        super(address);
        this.id = id;
        this.flags = flags;
    }

    @Override
    byte[] head(String uri, String... more) {
        // As lighttpd: a length of 0, and no end of STDIN.
        return Bytes.join(
                Wire.begin(id, Wire.RESPONDER, flags),
                Wire.params(id, CgiVariables.change(CgiVariables.of("GET", uri, more), "CONTENT_LENGTH", "0")));
    }

    @Override
    byte[] part(byte[] bytes) {
        return Wire.stream(Wire.STDIN, id, bytes);
    }

    @Override
    void sendEnd() throws IOException {
        send(Wire.end(Wire.STDIN, id));
    }

    @Override
    protected boolean more() throws IOException {
        while (true) {
            Record record = Record.take(input);
            if (record != null) {
                if (record.id() != id) {
                    throw new IOException("a record of request " + record.id());
                }
                if (record.type() == Wire.END) {
                    return false;
                }
                if (record.type() == Wire.STDOUT) {
                    add(record.content(), 0, record.content().length);
                    return true;
                }
                continue;
            }
            if (!fill()) {
                throw new EOFException("the connection ends without END_REQUEST");
            }
        }
    }
}
