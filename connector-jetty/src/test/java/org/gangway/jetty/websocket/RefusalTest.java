package org.gangway.jetty.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.http.GatewayServer.until;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.jetty.server.CustomRequestLog;
import org.gangway.jetty.AjpConnectionFactory;
import org.gangway.jetty.FastCgiConnectionFactory;
import org.gangway.jetty.GatewayConnectionFactory;
import org.gangway.jetty.ScgiConnectionFactory;
import org.gangway.jetty.ScriptNameRequestLog;
import org.gangway.jetty.ajp.AjpAnswer;
import org.gangway.jetty.ajp.AjpClient;
import org.gangway.jetty.fastcgi.Wire;
import org.gangway.request.WebSocketPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Where nothing passes through the web server, what would be a 101 is a 501, at once. */
@Timeout(30)
class RefusalTest {
    private ChatServer chat;

    private void start(GatewayConnectionFactory factory) throws Exception {
        chat = new ChatServer(factory);
        chat.start();
    }

    @AfterEach
    void stop() throws IOException {
        chat.close();
    }

    /** The variables as the web server sends them: some keep Upgrade to themselves, some Connection, too. */
    private static String[] handshake(String server, boolean upgrade) {
        List<String> all = new ArrayList<>(Arrays.asList(
                "HTTP_SEC_WEBSOCKET_KEY", "dGhlIHNhbXBsZSBub25jZQ==", "HTTP_SEC_WEBSOCKET_VERSION", "13"));
        all.addAll(Arrays.asList("SERVER_SOFTWARE", server));
        if (server != null && server.startsWith("lighttpd")) {
            all.addAll(List.of("SCRIPT_NAME", "", "PATH_INFO", "/chat"));
        }
        if (upgrade) {
            all.addAll(List.of("HTTP_UPGRADE", "websocket", "HTTP_CONNECTION", "Upgrade"));
        }
        return all.toArray(String[]::new);
    }

    private void assertRefused(TunnelClient client, String... variables) throws IOException {
        client.send(client.head("/chat", variables));
        assertThat(client.head())
                .startsWith("Status: 501 Not Implemented\r\n")
                .doesNotContainIgnoringCase("Upgrade")
                .doesNotContainIgnoringCase("Connection:");
        assertThat(new String(client.untilEnd(), StandardCharsets.US_ASCII)).contains("No WebSocket passes");
        assertThat(chat.seen).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "nginx/1.26.3, true",
        "Apache/2.4.71 (Debian), true",
        "Caddy/v2.6.2, true",
        "lighttpd/1.4.79, false",
        "lighttpd/1.4.69, false",
        "lighttpd/1.4.73, true",
        "h2o/2.2.5, false",
        ", false",
        "another, true"
    })
    void overFastCgi(String server, boolean upgrade) throws Exception {
        start(new FastCgiConnectionFactory());
        try (TunnelClient client = new FastCgiTunnel(chat.address(), 1, Wire.CLOSE)) {
            assertRefused(client, handshake(server, upgrade));
        }
    }

    /** A kept connection is good for the next request; its own idle timeout is as it was. */
    @Test
    void aKeptConnectionIsKept() throws Exception {
        start(new FastCgiConnectionFactory());
        chat.serve("/plain", (request, response) -> response.getWriter().print("plain"));
        try (TunnelClient client = new FastCgiTunnel(chat.address(), 1, Wire.KEEP)) {
            client.send(client.head("/chat", handshake("nginx/1.22.1", true)), Wire.end(Wire.STDIN, 1));
            assertThat(client.head()).startsWith("Status: 501 ");
            client.untilEnd();
            client.send(client.head("/plain"), Wire.end(Wire.STDIN, 1));
            assertThat(client.head()).startsWith("Status: 200 ");
            assertThat(client.take(5)).asString(StandardCharsets.US_ASCII).isEqualTo("plain");
            assertThat(chat.connector().getConnectedEndPoints())
                    .singleElement()
                    .satisfies(endPoint -> assertThat(endPoint.getIdleTimeout()).isEqualTo(chat.idleTimeout));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Apache/2.4.71 (Debian), true",
        "Cherokee/1.2.101, false",
        "lighttpd/1.4.79, false",
        "lighttpd/1.4.69, false",
        "nginx/1.22.1, false",
        ", true"
    })
    void overScgi(String server, boolean upgrade) throws Exception {
        start(new ScgiConnectionFactory());
        try (TunnelClient client = new ScgiTunnel(chat.address())) {
            assertRefused(client, handshake(server, upgrade));
        }
    }

    @Test
    void overAjp() throws Exception {
        start(new AjpConnectionFactory());
        AjpAnswer answer = AjpClient.get(
                chat.address(),
                "/chat",
                "HTTP_UPGRADE",
                "websocket",
                "HTTP_CONNECTION",
                "Upgrade",
                "HTTP_SEC_WEBSOCKET_KEY",
                "dGhlIHNhbXBsZSBub25jZQ==",
                "HTTP_SEC_WEBSOCKET_VERSION",
                "13");
        assertThat(answer.status()).isEqualTo(501);
        assertThat(answer.bodyText()).contains("No WebSocket passes");
    }

    @ParameterizedTest
    @EnumSource
    void whereItIsOff(Peer peer) throws Exception {
        GatewayConnectionFactory factory = peer.factory();
        factory.setWebSocketPolicy(WebSocketPolicy.OFF);
        start(factory);
        try (TunnelClient client = peer.connect(chat.address())) {
            assertRefused(client, peer.handshake("/chat"));
        }
    }

    @Test
    void theRequestLogHasTheStatusThatWasSent() throws Exception {
        for (GatewayConnectionFactory factory : List.of(new FastCgiConnectionFactory(), new ScgiConnectionFactory())) {
            Queue<String> lines = startLogged(factory);
            boolean fastCgi = factory instanceof FastCgiConnectionFactory;
            try (TunnelClient client =
                    fastCgi ? new FastCgiTunnel(chat.address(), 1, Wire.CLOSE) : new ScgiTunnel(chat.address())) {
                assertRefused(client, handshake("Apache/2.4.71 (Debian)", true));
            }
            until(() -> "a line: " + lines, () -> !lines.isEmpty());
            assertThat(lines).containsExactly("GET /chat HTTP/1.1 501");
            chat.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theRequestLogHasTheHandshakeThatSucceeds(Peer peer) throws Exception {
        Queue<String> lines = startLogged(peer.factory());
        try (TunnelClient client = peer.open(chat.address(), "/chat")) {
            assertThat(client.head()).startsWith("Status: 101 ");
            until(() -> "a line: " + lines, () -> !lines.isEmpty());
            client.send(Frame.close(1000));
            assertThat(client.frame().code()).isEqualTo(1000);
            client.untilEnd();
        }
        chat.assertNoConnection();
        assertThat(lines).containsExactly("GET /chat HTTP/1.1 101");
    }

    private Queue<String> startLogged(GatewayConnectionFactory factory) throws Exception {
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        chat = new ChatServer(factory);
        chat.server.setRequestLog(new ScriptNameRequestLog(new CustomRequestLog(lines::add, "%r %s")));
        chat.start();
        return lines;
    }
}
