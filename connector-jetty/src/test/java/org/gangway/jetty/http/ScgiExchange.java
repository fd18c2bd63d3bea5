package org.gangway.jetty.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Objects;

/** A request over SCGI, written down here a second time so that nothing is tested by itself. */
final class ScgiExchange extends Exchange {
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();

    ScgiExchange(SocketAddress address) throws IOException {
        super(address);
    }

    /** A netstring: the length comes first, then SCGI. */
    static byte[] netstring(String headers) {
        return bytes(headers.length() + ":" + headers + ",");
    }

    @Override
    byte[] head(Map<String, String> variables, String length) {
        StringBuilder headers = new StringBuilder("CONTENT_LENGTH\0");
        headers.append(Objects.requireNonNullElse(length, "0")).append("\0SCGI\0001\0");
        variables.forEach(
                (name, value) -> headers.append(name).append('\0').append(value).append('\0'));
        return netstring(headers.toString());
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
