package org.gangway.jetty.websocket;

import jakarta.servlet.http.HttpSession;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.jetty.ee10.servlet.SessionHandler;
import org.eclipse.jetty.ee10.websocket.jakarta.common.JakartaWebSocketSession;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.gangway.jetty.GatewayConnectionFactory;
import org.gangway.jetty.http.GatewayServer;

/** A server with a jakarta.websocket endpoint at {@code /chat} that says what it gets, and does what a few words ask. */
final class ChatServer extends GatewayServer<GatewayConnectionFactory> {
    /** The codes of the closes, and what else an endpoint has seen. */
    final Queue<Object> seen = new ConcurrentLinkedQueue<>();

    /** Of the connector, in milliseconds. */
    long idleTimeout = 30_000;

    ChatServer(GatewayConnectionFactory factory) {
        this(factory, new QueuedThreadPool(40));
    }

    ChatServer(GatewayConnectionFactory factory, QueuedThreadPool threads) {
        super(factory, threads);
    }

    @Override
    public void start() throws Exception {
        context.setSessionHandler(new SessionHandler());
        JakartaWebSocketServletContainerInitializer.configure(
                context,
                (servletContext, container) ->
                        container.addEndpoint(ServerEndpointConfig.Builder.create(Chat.class, "/chat")
                                .configurator(new Configurator())
                                .build()));
        super.start();
        ((AbstractConnector) connector()).setIdleTimeout(idleTimeout);
    }

    private final class Configurator extends ServerEndpointConfig.Configurator {
        @Override
        public <T> T getEndpointInstance(Class<T> type) {
            return type.cast(new Chat());
        }

        @Override
        public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
            HttpSession session = (HttpSession) request.getHttpSession();
            config.getUserProperties().put("request", request);
            config.getUserProperties().put("session", session == null ? "one" : session.getId());
        }
    }

    /** The endpoint. */
    public final class Chat extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.setMaxBinaryMessageBufferSize(20_000_000);
            session.setMaxTextMessageBufferSize(20_000_000);
            session.addMessageHandler(String.class, (MessageHandler.Whole<String>) text -> onText(session, text));
            session.addMessageHandler(ByteBuffer.class, (MessageHandler.Whole<ByteBuffer>) bytes -> {
                try {
                    session.getBasicRemote().sendBinary(bytes);
                } catch (IOException x) {
                    seen.add("stuck");
                }
            });
        }

        private void onText(Session session, String text) {
            try {
                if (text.startsWith("close ")) {
                    session.close(new CloseReason(() -> Integer.parseInt(text.substring(6)), "as was asked for"));
                } else if (text.equals("flood")) {
                    session.setMaxIdleTimeout(300);
                    while (true) {
                        session.getBasicRemote().sendBinary(ByteBuffer.allocate(1_000_000));
                    }
                } else if (text.equals("who")) {
                    session.getBasicRemote().sendText(who(session));
                } else {
                    if (text.startsWith("idle ")) {
                        session.setMaxIdleTimeout(Long.parseLong(text.substring(5)));
                    }
                    session.getBasicRemote().sendText(text);
                }
            } catch (IOException x) {
                seen.add("stuck");
            }
        }

        private String who(Session session) {
            var core = ((JakartaWebSocketSession) session).getCoreSession();
            HandshakeRequest request =
                    (HandshakeRequest) session.getUserProperties().get("request");
            return core.getRemoteAddress() + " to " + core.getLocalAddress() + ", "
                    + request.getHeaders().get("X-Seen") + ", "
                    + request.getHeaders().get("Cookie")
                    + ", session " + session.getUserProperties().get("session");
        }

        @Override
        public void onClose(Session session, CloseReason reason) {
            seen.add(reason.getCloseCode().getCode());
        }

        @Override
        public void onError(Session session, Throwable failure) {
            // onClose tells.
        }
    }
}
