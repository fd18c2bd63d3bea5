package org.gangway.jetty.scgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.gangway.jetty.ScgiConnectionFactory;
import org.gangway.jetty.http.GatewayServer;
import org.gangway.jetty.http.LogLines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A server for each test of SCGI. */
@Timeout(20)
abstract class ScgiTest {
    final GatewayServer<ScgiConnectionFactory> gateway = new GatewayServer<>(new ScgiConnectionFactory());

    /** What the application has seen. */
    final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    /** A request that is right is answered as it must be. */
    abstract void assertServes() throws IOException;

    /** The connector serves a new connection, and no buffer is lost. */
    @AfterEach
    void checkHealth() throws IOException {
        assertServes();
        gateway.assertNoConnection();
        gateway.assertNoLeak();
        gateway.close();
    }

    /** A bar stands for a NUL. */
    static String netstring(String headers) {
        return ScgiWire.netstring(headers);
    }

    final SocketChannel connect() throws IOException {
        SocketChannel web = SocketChannel.open(gateway.address());
        if (gateway.address() instanceof InetSocketAddress) {
            web.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        return web;
    }

    static void send(SocketChannel web, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.replace('|', '\0').getBytes(ISO_8859_1));
        while (bytes.hasRemaining()) {
            web.write(bytes);
        }
    }

    static String rest(SocketChannel web) throws IOException {
        return new String(Channels.newInputStream(web).readAllBytes(), ISO_8859_1);
    }

    /** All that comes up to the end of the connection, which must not be a reset. */
    final String answer(String request) throws IOException {
        try (SocketChannel web = connect()) {
            send(web, request);
            return rest(web);
        }
    }

    /** It is answered with this status, the log tells why in one line, and the application has seen no request. */
    final void assertRefused(int status, String reason, String request) throws IOException {
        try (LogLines log = new LogLines()) {
            assertThat(answer(request)).startsWith("Status: " + status + " ");
            assertThat(log.with(reason)).hasSize(1);
            assertThat(log.all()).hasSize(1);
        }
        assertThat(seen).isEmpty();
    }
}
