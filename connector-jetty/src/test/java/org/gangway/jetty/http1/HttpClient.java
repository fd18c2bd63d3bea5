package org.gangway.jetty.http1;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.gangway.jetty.testing.Bytes;

/** A client that sends bytes, and reads answers with a length. */
final class HttpClient implements Closeable {
    private final SocketChannel channel;

    HttpClient(SocketAddress address) throws IOException {
        channel = SocketChannel.open(address);
    }

    HttpClient send(String text) throws IOException {
        return send(Bytes.of(text));
    }

    HttpClient send(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        return this;
    }

    /** One answer, which has a Content-Length, or none and no body. */
    String answer() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) read());
        }
        int length = head.toString()
                .lines()
                .filter(line -> line.startsWith("Content-Length: "))
                .mapToInt(line -> Integer.parseInt(line.substring(16)))
                .findFirst()
                .orElse(0);
        for (int i = 0; i < length; i++) {
            head.append((char) read());
        }
        return head.toString();
    }

    private int read() throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        if (channel.read(one) < 1) {
            throw new IOException("the connection has ended");
        }
        return one.get(0) & 0xFF;
    }

    /** Exactly so many bytes. */
    byte[] read(int length) throws IOException {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) read();
        }
        return bytes;
    }

    /** All that comes until the end. */
    String rest() throws IOException {
        return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
