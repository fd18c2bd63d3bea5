package org.gangway.jetty.http;

import static org.gangway.jetty.fastcgi.Wire.CLOSE;
import static org.gangway.jetty.fastcgi.Wire.RESPONDER;
import static org.gangway.jetty.fastcgi.Wire.STDIN;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gangway.jetty.fastcgi.Answer;
import org.gangway.jetty.fastcgi.WebServer.Record;
import org.gangway.jetty.fastcgi.Wire;

/** A request over FastCGI, on a connection that ends with it. */
final class FastCgiExchange extends Exchange {
    private final ByteBuffer input = ByteBuffer.allocate(256 * 1024).flip();
    private final Answer answer = new Answer(1);

    FastCgiExchange(SocketAddress address) throws IOException {
        super(address);
    }

    @Override
    byte[] head(Map<String, String> variables, String length) {
        Map<String, String> all = new LinkedHashMap<>(variables);
        if (length != null) {
            all.put("CONTENT_LENGTH", length);
        }
        return join(Wire.begin(1, RESPONDER, CLOSE), Wire.params(1, all));
    }

    @Override
    byte[] part(byte[] bytes) {
        return Wire.stream(STDIN, 1, bytes, 8184);
    }

    @Override
    byte[] end() {
        return Wire.end(STDIN, 1);
    }

    private boolean fill() throws IOException {
        input.compact();
        try {
            return read(input);
        } finally {
            input.flip();
        }
    }

    /** Takes the records that are complete. */
    private void parse() {
        while (input.remaining() >= 8) {
            long header = input.getLong(input.position());
            int length = (int) (header >>> 16) & 0xFFFF;
            int padding = (int) (header >>> 8) & 0xFF;
            if (input.remaining() < 8 + length + padding) {
                return;
            }
            byte[] content = new byte[length];
            input.position(input.position() + 8);
            input.get(content);
            input.position(input.position() + padding);
            answer.add(new Record(
                    (int) (header >>> 48) & 0xFF,
                    (int) (header >>> 32) & 0xFFFF,
                    content,
                    padding,
                    (int) (header >>> 56),
                    (int) header & 0xFF));
        }
    }

    private HttpAnswer soFar() {
        return new HttpAnswer(Wire.bytes(answer.text()));
    }

    @Override
    HttpAnswer answer() throws IOException {
        while (!answer.isComplete()) {
            if (!fill()) {
                throw new EOFException("the connection ends in the answer: " + answer.text());
            }
            parse();
        }
        return soFar();
    }

    @Override
    HttpAnswer atLeast(int bodyBytes) throws IOException {
        while (!answer.hasHead() || answer.body().length < bodyBytes) {
            if (!fill()) {
                throw new EOFException("the connection ends in the answer: " + answer.text());
            }
            parse();
        }
        return soFar();
    }

    @Override
    Boolean isWhole() {
        return answer.isComplete() && answer.appStatus() == 0;
    }
}
