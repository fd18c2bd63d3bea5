package org.gangway.jetty.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Map;
import org.gangway.jetty.scgi.ScgiWire;

/** A request over SCGI. */
final class ScgiExchange extends Exchange {
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();

    ScgiExchange(SocketAddress address) throws IOException {
        super(address);
    }

    @Override
    byte[] head(Map<String, String> variables, String length) {
        return ScgiWire.head(variables, length);
    }

    @Override
    byte[] part(byte[] bytes) {
        return bytes;
    }

    @Override
    byte[] end() {
        return new byte[0];
    }

    /** Reads once; false at the end of the connection. */
    private boolean more() throws IOException {
        boolean more = fill();
        answer.write(input.array(), input.position(), input.remaining());
        input.position(input.limit());
        return more;
    }

    @Override
    HttpAnswer answer() throws IOException {
        while (more()) {
            // The end of the connection is the end of the response.
        }
        return new HttpAnswer(answer.toByteArray());
    }

    @Override
    HttpAnswer atLeast(int bodyBytes) throws IOException {
        while (true) {
            HttpAnswer part = new HttpAnswer(answer.toByteArray());
            if (part.hasHead() && part.body().length >= bodyBytes) {
                return part;
            }
            if (!more()) {
                throw new EOFException("the connection ends in the answer: " + part.text());
            }
        }
    }

    @Override
    Boolean isWhole() {
        return null;
    }
}
