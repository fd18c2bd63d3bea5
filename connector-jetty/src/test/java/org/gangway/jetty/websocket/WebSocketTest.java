package org.gangway.jetty.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.gangway.jetty.GatewayConnectionFactory;
import org.gangway.jetty.http.GatewayServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A WebSocket through each web server that tunnels one. */
@Timeout(30)
class WebSocketTest {
    private final Queue<Object> seen = new LinkedBlockingQueue<>();
    private GatewayServer<GatewayConnectionFactory> gateway;

    /** Sends back what it gets. */
    public final class Echo extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.setMaxBinaryMessageBufferSize(20_000_000);
            session.setMaxTextMessageBufferSize(20_000_000);
            session.addMessageHandler(String.class, (MessageHandler.Whole<String>) text -> {
                try {
                    session.getBasicRemote().sendText(text);
                } catch (IOException x) {
                    seen.add(x);
                }
            });
            session.addMessageHandler(ByteBuffer.class, (MessageHandler.Whole<ByteBuffer>) bytes -> {
                try {
                    session.getBasicRemote().sendBinary(bytes);
                } catch (IOException x) {
                    seen.add(x);
                }
            });
        }

        @Override
        public void onClose(Session session, CloseReason reason) {
            seen.add(reason.getCloseCode().getCode());
        }
    }

    private void start(Peer peer) throws Exception {
        gateway = new GatewayServer<>(peer.factory());
        JakartaWebSocketServletContainerInitializer.configure(
                gateway.context,
                (context, container) -> container.addEndpoint(ServerEndpointConfig.Builder.create(Echo.class, "/chat")
                        .configurator(new ServerEndpointConfig.Configurator() {
                            @Override
                            public <T> T getEndpointInstance(Class<T> type) {
                                return type.cast(new Echo());
                            }
                        })
                        .build()));
        gateway.start();
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
    }

    @ParameterizedTest
    @EnumSource
    void aTextComesBack(Peer peer) throws Exception {
        start(peer);
        try (TunnelClient client = peer.open(gateway.address(), "/chat")) {
            assertThat(client.head())
                    .startsWith("Status: 101 Switching Protocols\r\n")
                    .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
                    .containsIgnoringCase("\r\nUpgrade: WebSocket\r\n")
                    .containsIgnoringCase("\r\nConnection: Upgrade\r\n")
                    .doesNotContainIgnoringCase("Content-Length");
            client.send(Frame.text("one"));
            assertThat(client.frame().text()).isEqualTo("one");
            client.send(Frame.ping("x"));
            assertThat(client.frame().opcode()).isEqualTo(Frame.PONG);
            client.send(Frame.close(1000));
            assertThat(client.frame().code()).isEqualTo(1000);
            assertThat(client.untilEnd()).isEmpty();
        }
        gateway.assertNoConnection();
        assertThat(seen).containsExactly(1000);
    }
}
