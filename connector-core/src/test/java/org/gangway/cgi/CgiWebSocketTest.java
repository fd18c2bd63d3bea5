package org.gangway.cgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.gangway.request.WebSocketHandshake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which requests ask for a WebSocket, and which web servers tunnel one. */
class CgiWebSocketTest {
    private static Cgi handshake() {
        return Cgi.get("/chat").with("HTTP_SEC_WEBSOCKET_KEY", "dGhlIHNhbXBsZSBub25jZQ==");
    }

    private static List<String> fields(CgiRequest request) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < request.headerCount(); i++) {
            if (!request.header(i).name().equals("Host")) {
                fields.add(request.header(i).name() + ": " + request.header(i).value());
            }
        }
        return fields;
    }

    @Test
    void upgradeAndConnectionAreThoseOfTheClient() {
        CgiRequest request = handshake()
                .with("HTTP_UPGRADE", "h2c, WebSocket")
                .with("HTTP_CONNECTION", "keep-alive, Upgrade")
                .map();
        assertThat(request.webSocketHandshake()).isEqualTo(WebSocketHandshake.COMPLETE);
        assertThat(fields(request)).contains("Upgrade: websocket", "Connection: Upgrade");
    }

    @Test
    void whatTheWebServerDroppedComesBack() {
        CgiRequest request = handshake().map();
        assertThat(request.webSocketHandshake()).isEqualTo(WebSocketHandshake.WITHOUT_UPGRADE);
        assertThat(fields(request)).contains("Upgrade: websocket", "Connection: Upgrade");
    }

    @ParameterizedTest
    @CsvSource({
        "REQUEST_METHOD, POST",
        "SERVER_PROTOCOL, HTTP/1.0",
        "SERVER_PROTOCOL, HTTP/2.0",
        "CONTENT_LENGTH, 1",
        "HTTP_TRANSFER_ENCODING, chunked"
    })
    void isNoHandshake(String name, String value) {
        CgiRequest request =
                handshake().with("HTTP_UPGRADE", "websocket").with(name, value).map();
        assertThat(request.webSocketHandshake()).isEqualTo(WebSocketHandshake.NONE);
        assertThat(fields(request)).noneMatch(field -> field.startsWith("Upgrade") || field.startsWith("Connection"));
    }

    @Test
    void anotherUpgradeIsDroppedAsBefore() {
        CgiRequest request = Cgi.get("/")
                .with("HTTP_UPGRADE", "websocket")
                .with("HTTP_CONNECTION", "Upgrade")
                .map();
        assertThat(request.webSocketHandshake()).isEqualTo(WebSocketHandshake.NONE);
        assertThat(fields(request)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "lighttpd/1.4.79, true, true, true",
        "lighttpd/1.4.74, true, true, true",
        "lighttpd, true, true, true",
        "lighttpd/2.0.0, true, true, true",
        "lighttpd/1.4.73, true, false, false",
        "lighttpd/1.4.79, false, false, false",
        "nginx/1.26.3, true, false, true",
        "nginx, true, false, true",
        "nginx/1.26.3, false, false, false",
        "Apache/2.4.71 (Debian), true, false, false",
        "Cherokee/1.2.101, false, false, false",
        "Caddy/v2.6.2, true, false, false"
    })
    void theWebServerTunnels(String server, boolean upgrade, boolean fastCgi, boolean scgi) {
        Cgi cgi = handshake().with("SERVER_SOFTWARE", server);
        CgiRequest request = upgrade ? cgi.with("HTTP_UPGRADE", "websocket").map() : cgi.map();
        assertThat(WebSocketTunnel.objectionOverFastCgi(request) == null).isEqualTo(fastCgi);
        assertThat(WebSocketTunnel.objectionOverScgi(request) == null).isEqualTo(scgi);
    }

    /** The log says which command prints what to use instead. */
    @ParameterizedTest
    @CsvSource({
        "nginx/1.22.1, true, nginx",
        "Apache/2.4.71 (Debian), true, apache",
        "lighttpd/1.4.79, false, lighttpd",
        "lighttpd/1.4.69, false, lighttpd --protocol http",
        "Caddy/v2.6.2, true, caddy",
        "HAProxy 2.6.12-1+deb12u1, true, haproxy",
        "h2o/2.2.5, false, h2o --protocol http"
    })
    void theObjectionNamesTheCommand(String server, boolean upgrade, String conf) {
        Cgi cgi = handshake().with("SERVER_SOFTWARE", server);
        CgiRequest request = upgrade ? cgi.with("HTTP_UPGRADE", "websocket").map() : cgi.map();
        assertThat(WebSocketTunnel.objectionOverFastCgi(request))
                .endsWith(" printed by gangway conf " + conf + " --websocket");
    }

    /** Its stock scgi_params don't say who it is. */
    @Test
    void nginxIsKnownByItsDocumentUri() {
        CgiRequest nginx = handshake()
                .with("HTTP_UPGRADE", "websocket")
                .with("DOCUMENT_URI", "/chat")
                .map();
        assertThat(WebSocketTunnel.objectionOverScgi(nginx)).isNull();
        CgiRequest another = handshake().with("HTTP_UPGRADE", "websocket").map();
        assertThat(WebSocketTunnel.objectionOverScgi(another)).contains("use HTTP there");
    }
}
