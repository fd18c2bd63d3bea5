package org.gangway.jetty.fastcgi;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.gangway.jetty.testing.ClientConnection;

/** One connection of a web server to the FastCGI connector under test. */
public final class WebServer extends ClientConnection {
    /** A record as it came. */
    @SuppressWarnings({"JavaLangClash", "ArrayRecordComponent"}) // the name of the specification; nobody compares them
    public record Record(int type, int id, byte[] content, int padding, int version, int reserved) {
        /** Takes a record, or nothing (null) if it is not complete. */
        public static Record take(ByteBuffer input) {
            if (input.remaining() < 8) {
                return null;
            }
            long header = input.getLong(input.position());
            int length = (int) (header >>> 16) & 0xFFFF;
            int padding = (int) (header >>> 8) & 0xFF;
            if (input.remaining() < 8 + length + padding) {
                return null;
            }
            byte[] content = new byte[length];
            input.position(input.position() + 8);
            input.get(content);
            input.position(input.position() + padding);
            return new Record(
                    (int) (header >>> 48) & 0xFF,
                    (int) (header >>> 32) & 0xFFFF,
                    content,
                    padding,
                    (int) (header >>> 56),
                    (int) header & 0xFF);
        }
    }

    private final Map<Integer, Answer> pending = new HashMap<>();

    public WebServer(SocketAddress address) throws IOException {
        super(address);
    }

    /**
     * Sends a request without a body over a connection of its own.
     *
     * @param port where the connector listens
     * @param variables the CGI variables, as a web server sends them: in an order, perhaps twice
     * @return the answer
     */
    public static Answer get(int port, Collection<Map.Entry<String, String>> variables) throws IOException {
        return replay(
                port,
                Wire.join(
                        Wire.begin(1, Wire.RESPONDER, Wire.CLOSE), Wire.params(1, variables), Wire.end(Wire.STDIN, 1)));
    }

    /** Sends a GET over a connection of its own; further names and values follow, a null value takes one away. */
    public static Answer get(SocketAddress address, String uri, String... more) throws IOException {
        try (WebServer web = new WebServer(address)) {
            return web.send(Wire.get(1, Wire.CLOSE, uri, more)).answer(1).complete();
        }
    }

    /** Sends a GET over a connection of its own to a Unix socket. */
    public static Answer get(Path socket, String uri, String... more) throws IOException {
        return get(UnixDomainSocketAddress.of(socket), uri, more);
    }

    /**
     * Sends what a web server sent once, over a connection of its own.
     *
     * @param port where the connector listens
     * @param bytes the bytes of the connection
     * @return the answer that is complete first
     */
    public static Answer replay(int port, byte[] bytes) throws IOException {
        try (WebServer web = new WebServer(local(port))) {
            return web.send(bytes).first();
        }
    }

    @Override
    public WebServer send(byte[]... parts) throws IOException {
        super.send(parts);
        return this;
    }

    /** The next record, or null if the connection ends before it begins. */
    public Record next() throws IOException {
        while (true) {
            Record record = Record.take(input);
            if (record != null) {
                return record;
            }
            if (!fill()) {
                if (input.hasRemaining()) {
                    throw new EOFException("the connection ends in a record");
                }
                return null;
            }
        }
    }

    /** Reads on until any answer is complete. */
    private Answer first() throws IOException {
        while (true) {
            Record record = next();
            if (record == null) {
                throw new EOFException("the connection ends before an answer");
            }
            Answer answer = pending.computeIfAbsent(record.id(), Answer::new);
            answer.add(record);
            if (answer.isComplete()) {
                return answer;
            }
        }
    }

    /** Reads on until the answer to a request is complete; those to other requests are kept. */
    public Answer answer(int id) throws IOException {
        while (true) {
            Answer answer = pending.get(id);
            if (answer != null && answer.isComplete()) {
                return pending.remove(id);
            }
            Record record = next();
            if (record == null) {
                throw new EOFException("the connection ends before the answer to request " + id);
            }
            pending.computeIfAbsent(record.id(), Answer::new).add(record);
        }
    }

    /** Reads on until so much of a response's body is there. */
    public Answer atLeast(int id, int bodyBytes) throws IOException {
        while (true) {
            Answer answer = pending.computeIfAbsent(id, Answer::new);
            if (answer.hasHead() && answer.body().length >= bodyBytes) {
                return answer;
            }
            Record record = next();
            if (record == null) {
                throw new EOFException("the connection ends in the answer to request " + id);
            }
            pending.computeIfAbsent(record.id(), Answer::new).add(record);
        }
    }
}
