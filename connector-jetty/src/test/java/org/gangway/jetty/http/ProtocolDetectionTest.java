package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.gangway.jetty.AutoConnectionFactory;
import org.gangway.jetty.GatewayConnectionFactory;
import org.junit.jupiter.api.Test;

/** All gateway protocols and HTTP on one port, told apart by their first bytes. */
class ProtocolDetectionTest extends BehaviourTest {
    private void start(boolean http) throws Exception {
        gateway.serve("/hello", (request, response) -> {
            request.getInputStream().transferTo(response.getOutputStream());
            response.getOutputStream().print("hello");
        });
        GatewayConnectionFactory[] all = Stream.of(Peer.FASTCGI, Peer.SCGI, Peer.AJP)
                .map(Peer::factory)
                .map(other -> other.getClass() == gateway.factory.getClass() ? gateway.factory : other)
                .toArray(GatewayConnectionFactory[]::new);
        ConnectionFactory auto = new AutoConnectionFactory(all);
        if (http) {
            gateway.start(auto, new HttpConnectionFactory());
        } else {
            gateway.start(auto);
        }
    }

    @Test
    void eachIsRecognised() throws Exception {
        start(true);
        for (Peer other : Peer.values()) {
            try (Exchange web = other.connect(gateway.address())) {
                web.send(web.post("/hello", new byte[100_000]));
                assertThat(whole(web).body()).hasSize(100_005);
            }
        }
        try (SocketChannel http = SocketChannel.open(gateway.address())) {
            http.write(ByteBuffer.wrap(Exchange.bytes("GET /hello HTTP/1.0\r\nHost: x\r\n\r\n")));
            assertThat(new String(Channels.newInputStream(http).readAllBytes(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 200 OK")
                    .endsWith("hello");
        }
    }

    @Test
    void eachIsRecognisedByteByByte() throws Exception {
        start(true);
        try (Exchange web = connect()) {
            for (byte b : web.post("/hello", Exchange.bytes("body"))) {
                web.send(new byte[] {b});
            }
            assertThat(whole(web).bodyText()).isEqualTo("bodyhello");
        }
    }

    @Test
    void whatIsNoneIsClosedAndToldInOneLine() throws Exception {
        start(false);
        try (LogLines log = new LogLines()) {
            for (String bytes : List.of("GET / HTTP/1.1\r\n", "\u0016\u0003\u0001", "\u00125")) {
                try (SocketChannel stranger = SocketChannel.open(gateway.address())) {
                    stranger.write(ByteBuffer.wrap(Exchange.bytes(bytes)));
                    assertThat(stranger.read(ByteBuffer.allocate(1))).isEqualTo(-1);
                }
            }
            assertThat(log.with("begin with"))
                    .satisfiesExactly(
                            line -> assertThat(line).contains("can't begin with \"GET / HT\"; have the web server"),
                            line -> assertThat(line).contains("can't begin with 16 03 01;"),
                            line -> assertThat(line).contains("can't begin with 12 35;"));
        }
    }

    @Test
    void connectionThatSaysNothingDoesNotHoldUpTheEnd() throws Exception {
        start(false);
        try (SocketChannel silent = SocketChannel.open(gateway.address());
                Exchange web = connect()) {
            assertThat(whole(web.send(web.get("/hello"))).bodyText()).isEqualTo("hello");
            gateway.server.getConnectors()[0].shutdown().get(10, TimeUnit.SECONDS);
            assertThat(silent.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
        gateway.server.stop();
        gateway.server.start();
    }
}
