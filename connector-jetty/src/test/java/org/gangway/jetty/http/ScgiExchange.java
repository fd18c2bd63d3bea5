package org.gangway.jetty.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;

/** A request over SCGI, written down here a second time so that nothing is tested by itself. */
final class ScgiExchange extends Exchange {
    private final ByteBuffer input = ByteBuffer.allocate(256 * 1024);
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

    private boolean fill() throws IOException {
        boolean more = read(input.clear());
        answer.write(input.array(), 0, input.position());
        return more;
    }

    @Override
    HttpAnswer answer() throws IOException {
        while (fill()) {
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
            if (!fill()) {
                throw new EOFException("the connection ends in the answer: " + part.text());
            }
        }
    }

    @Override
    Boolean isWhole() {
        return null;
    }
}
