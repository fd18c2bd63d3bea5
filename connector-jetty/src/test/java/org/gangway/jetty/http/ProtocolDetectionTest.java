package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.gangway.jetty.GatewayConnectionFactory;
import org.junit.jupiter.api.Test;

/** All gateway protocols and HTTP on one port, told apart by their first bytes. */
class ProtocolDetectionTest extends BehaviourTest {
    private void start() throws Exception {
        gateway.serve("/hello", (request, response) -> {
            request.getInputStream().transferTo(response.getOutputStream());
            response.getOutputStream().print("hello");
        });
        ConnectionFactory.Detecting[] all = Arrays.stream(Peer.values())
                .map(other -> other == peer ? gateway.factory : other.factory())
                .toArray(GatewayConnectionFactory[]::new);
        gateway.start(new DetectorConnectionFactory(all), new HttpConnectionFactory());
    }

    @Test
    void eachIsRecognised() throws Exception {
        start();
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
        start();
        try (Exchange web = connect()) {
            for (byte b : web.post("/hello", Exchange.bytes("body"))) {
                web.send(new byte[] {b});
            }
            assertThat(whole(web).bodyText()).isEqualTo("bodyhello");
        }
    }
}
