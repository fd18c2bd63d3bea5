package org.gangway.jetty;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A client of a few lines for HTTP/1.0 over any socket. */
final class SocketClient {
    private static final byte[] REQUEST = "GET / HTTP/1.0\r\nHost: test\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private SocketClient() {}

    static SocketChannel connect(Path path) throws IOException {
        return connect(UnixDomainSocketAddress.of(path));
    }

    static SocketChannel connect(SocketAddress address) throws IOException {
        SocketChannel channel = address instanceof InetSocketAddress
                ? SocketChannel.open()
                : SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(address);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Sends a request. */
    static void send(SocketChannel channel) throws IOException {
        ByteBuffer request = ByteBuffer.wrap(REQUEST);
        while (request.hasRemaining()) {
            channel.write(request);
        }
    }

    /** Reads to the end and returns the body, or what came if there is no head. */
    static String receive(SocketChannel channel) throws IOException {
        byte[] bytes = Channels.newInputStream(channel).readAllBytes();
        String answer = new String(bytes, StandardCharsets.UTF_8);
        int head = answer.indexOf("\r\n\r\n");
        return head < 0 ? answer : answer.substring(head + 4);
    }

    static String get(SocketAddress address) throws IOException {
        try (SocketChannel channel = connect(address)) {
            send(channel);
            return receive(channel);
        }
    }

    static String get(Path path) throws IOException {
        return get(UnixDomainSocketAddress.of(path));
    }

    /** Waits for a condition, 20 seconds at most. */
    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                fail("waited in vain: " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
