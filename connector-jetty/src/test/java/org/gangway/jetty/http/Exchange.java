package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One request of a web server on a connection of its own, whatever the protocol. Blocking; the timeout of the test
 * interrupts what takes too long.
 */
abstract class Exchange implements Closeable {
    final SocketChannel channel;
    private int reads;

    Exchange(SocketAddress address) throws IOException {
        channel = SocketChannel.open(address);
        if (address instanceof InetSocketAddress) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
    }

    /** The bytes of a head, with the length of the body (null: none is told, or 0 where the protocol needs one). */
    abstract byte[] head(Map<String, String> variables, String length);

    /** The bytes of a part of the body. */
    abstract byte[] part(byte[] bytes);

    /** The bytes behind the body. */
    abstract byte[] end();

    /** Reads on until the response is complete, and fails if it never will be. */
    abstract HttpAnswer answer() throws IOException;

    /** Reads on until so much of the response's body is there. */
    abstract HttpAnswer atLeast(int bodyBytes) throws IOException;

    /** Whether the response that has come says that it is whole; null where the protocol can't say it. */
    abstract Boolean isWhole();

    /** Sends something, or as much as the protocol permits: the rest follows while the answer is read. */
    Exchange send(byte[]... parts) throws IOException {
        for (byte[] part : parts) {
            write(ByteBuffer.wrap(part));
        }
        return this;
    }

    final void write(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Whether the exchange is over as the response said: with the end of the connection, if it is not kept. */
    boolean isOver() throws IOException {
        return isAtEnd();
    }

    /** A whole request without a body; further names and values follow, a null value takes a variable away. */
    final byte[] get(String uri, String... more) {
        return join(head(variables("GET", uri, more), null), end());
    }

    /** A whole request with a body. */
    final byte[] post(String uri, byte[] body, String... more) {
        return join(postHead(uri, body.length, more), part(body), end());
    }

    /** The head of a request with a body. */
    final byte[] postHead(String uri, long length, String... more) {
        return head(variables("POST", uri, more), Long.toString(length));
    }

    static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static Map<String, String> variables(String method, String uri, String... more) {
        Map<String, String> variables = new LinkedHashMap<>();
        int mark = uri.indexOf('?');
        variables.put("REQUEST_METHOD", method);
        variables.put("REQUEST_URI", uri);
        variables.put("QUERY_STRING", mark < 0 ? "" : uri.substring(mark + 1));
        variables.put("SCRIPT_NAME", mark < 0 ? uri : uri.substring(0, mark));
        variables.put("SERVER_PROTOCOL", "HTTP/1.1");
        variables.put("SERVER_NAME", "www.example.test");
        variables.put("SERVER_PORT", "8080");
        variables.put("SERVER_ADDR", "192.0.2.1");
        variables.put("REMOTE_ADDR", "192.0.2.77");
        variables.put("REMOTE_PORT", "54321");
        variables.put("HTTP_HOST", "www.example.test:8080");
        for (int i = 0; i < more.length; i += 2) {
            variables.remove(more[i]);
            if (more[i + 1] != null) {
                variables.put(more[i], more[i + 1]);
            }
        }
        return variables;
    }

    /** Reads something, at the buffer's position; false at the end of the connection. */
    final boolean read(ByteBuffer buffer) throws IOException {
        int read = channel.read(buffer);
        reads++;
        return read >= 0;
    }

    /** How many reads it took, the one that found the end included. */
    final int reads() {
        return reads;
    }

    /** Whether the connection ends here, without a byte more. A reset counts as an end. */
    final boolean isAtEnd() {
        try {
            return channel.read(ByteBuffer.allocate(1)) < 0;
        } catch (IOException reset) {
            return !Thread.currentThread().isInterrupted() && channel.isOpen();
        }
    }

    /** Reads on to the end of the connection. A reset counts as an end. */
    void readToEnd() {
        while (!isAtEnd()) {
            assertThat(channel.isOpen()).isTrue();
        }
    }

    final void reset() throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
