package org.gangway.jetty.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.CustomRequestLog;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.eclipse.jetty.websocket.core.server.WebSocketUpgradeHandler;
import org.gangway.forwarded.ForwardedPolicy;
import org.gangway.jetty.Http1ConnectionFactory;
import org.gangway.jetty.ScriptNameRequestLog;
import org.gangway.jetty.http.GatewayServer;
import org.gangway.request.WebSocketPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** WebSocket over HTTP is Jetty's own. */
@Timeout(30)
class UpgradeTest {
    /** The handshake of RFC 6455, section 1.3. */
    private static final String HANDSHAKE = String.join(
            "\r\n",
            "GET /echo HTTP/1.1",
            "Host: www.example.test",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13",
            "X-Forwarded-For: 192.0.2.7",
            "",
            "");

    /** "Hello", with the mask of RFC 6455, section 5.7. */
    private static final byte[] MASKED = {
        (byte) 0x81, (byte) 0x85, 0x37, (byte) 0xfa, 0x21, 0x3d, 0x7f, (byte) 0x9f, 0x4d, 0x51, 0x58
    };

    private static final byte[] PLAIN = {(byte) 0x81, 0x05, 'H', 'e', 'l', 'l', 'o'};

    @ParameterizedTest
    @EnumSource(names = {"OFF", "TRUST"})
    void connectionIsUpgradedAndTheHeadTimeoutIsNotItsOwn(ForwardedPolicy policy) throws Exception {
        Http1ConnectionFactory factory = new Http1ConnectionFactory();
        factory.setForwardedPolicy(policy);
        factory.setHeadTimeout(100);
        try (GatewayServer<Http1ConnectionFactory> gateway = new GatewayServer<>(factory)) {
            gateway.server.setHandler(echo());
            gateway.start();
            try (HttpClient client = new HttpClient(gateway.address())) {
                assertThat(client.send(HANDSHAKE).answer())
                        .startsWith("HTTP/1.1 101 ")
                        .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
                for (int i = 0; i < 3; i++) {
                    assertThat(client.send(MASKED).read(PLAIN.length)).isEqualTo(PLAIN);
                    TimeUnit.MILLISECONDS.sleep(150);
                }
            }
        }
    }

    private static WebSocketUpgradeHandler echo() {
        WebSocketUpgradeHandler upgrade = new WebSocketUpgradeHandler();
        upgrade.addMapping(
                "/echo",
                WebSocketNegotiator.from(
                        (request, response, callback) -> new Echo(), (echo, request, response) -> (FrameHandler) echo));
        return upgrade;
    }

    /** As over the other protocols; the connection is good for the next request. */
    @Test
    void whereItIsOffItGets501() throws Exception {
        Http1ConnectionFactory factory = new Http1ConnectionFactory();
        factory.setWebSocketPolicy(WebSocketPolicy.OFF);
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        try (GatewayServer<Http1ConnectionFactory> gateway = new GatewayServer<>(factory)) {
            gateway.server.setHandler(echo());
            gateway.server.setRequestLog(new ScriptNameRequestLog(new CustomRequestLog(lines::add, "%r %s")));
            gateway.start();
            try (HttpClient client = new HttpClient(gateway.address())) {
                for (int i = 0; i < 2; i++) {
                    assertThat(client.send(HANDSHAKE).answer())
                            .startsWith("HTTP/1.1 501 ")
                            .doesNotContain("Upgrade", "Sec-WebSocket-Accept")
                            .contains("No WebSocket passes");
                }
            }
        }
        assertThat(lines).containsExactly("GET /echo HTTP/1.1 501", "GET /echo HTTP/1.1 501");
    }

    private static final class Echo implements FrameHandler {
        private CoreSession session;

        @Override
        public void onOpen(CoreSession opened, Callback callback) {
            session = opened;
            callback.succeeded();
            session.demand();
        }

        @Override
        public void onFrame(Frame frame, Callback callback) {
            if (frame.getOpCode() == OpCode.TEXT) {
                ByteBuffer copy = ByteBuffer.allocate(frame.getPayloadLength())
                        .put(frame.getPayload())
                        .flip();
                session.sendFrame(new Frame(OpCode.TEXT, copy), Callback.NOOP, false);
            }
            callback.succeeded();
            session.demand();
        }

        @Override
        public void onError(Throwable cause, Callback callback) {
            callback.succeeded();
        }

        @Override
        public void onClosed(CloseStatus status, Callback callback) {
            callback.succeeded();
        }
    }
}
