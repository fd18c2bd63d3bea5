package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stock jetty-home with its own modules for WebSocket, behind nginx as Debian has it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JettyHomeWebSocketIT {
    private final Sandbox sandbox = new Sandbox();
    private final JettyBase base = new JettyBase("gangway.jettyHome", sandbox.directory("jetty"));
    private int port;

    @BeforeAll
    void start() throws IOException {
        Server.NGINX.missing().ifPresent(LoginServers::skip);
        JettyBase.Run added = base.run("--add-modules=gangway-scgi,gangway-fastcgi,requestlog,"
                + Arrays.stream(EchoWar.values()).map(EchoWar::modules).collect(Collectors.joining(",")));
        assertThat(added.status()).as(added.output()).isZero();
        FreePorts free = new FreePorts();
        port = free.of("scgi");
        base.append("start.d/gangway-scgi.ini", "gangway.scgi.port=" + port + "\n")
                .append("start.d/gangway-fastcgi.ini", "gangway.fastcgi.socketMode=0666\n");
        Path home = Path.of(System.getProperty("gangway.jettyHome"));
        for (EchoWar war : EchoWar.values()) {
            base.copy(war.pack(home, sandbox.directory(war.level())), "webapps/" + war.level() + ".war")
                    .write("webapps/" + war.level() + ".properties", "environment=" + war.level() + "\n");
        }
        free.release();
        base.start();
    }

    @AfterAll
    void stop() {
        base.close();
        sandbox.close(Path.of(System.getProperty("gangway.target")).resolve("it-logs-jetty-websocket"));
    }

    private WebServer nginx(Server server) {
        Map<String, String> values = sandbox.values();
        values.put("AUTO_PORT", String.valueOf(port));
        values.put("STOCK_SOCKET", base.file("run/fastcgi.sock").toString());
        for (String socket : new String[] {"SCGI", "SHOP", "AUTHORIZER"}) {
            values.put(socket + "_SOCKET", base.file("run/none.sock").toString());
        }
        values.put("TRUST_PORT", "9");
        return new WebServer(server, sandbox.directory(server.name().toLowerCase(Locale.ROOT)), values);
    }

    @ParameterizedTest
    @EnumSource
    void nginxTunnelsOverScgi(EchoWar war) throws Exception {
        String at = "/" + war.level();
        try (WebServer nginx = nginx(Server.NGINX_SCGI);
                ChatClient chat = new ChatClient(nginx.port("stock"), at + "/chat");
                ChatClient own = new ChatClient(nginx.port("stock"), at + "/own")) {
            assertThat(chat.say("Ahoy").next()).isEqualTo("chat Ahoy at " + at + "/chat");
            assertThat(own.say("Ahoy").next()).isEqualTo("own Ahoy");
            assertThat(chat.ping("one").next()).isEqualTo("pong one");
            chat.bye(4000).awaitNext("closed 4000");
            own.bye(4001).awaitNext("closed 4001");
        }
        assertThat(requestLog()).contains("GET " + at + "/chat HTTP/1.1\" 101 ");
    }

    @Test
    void isRefusedOverFastCgi() throws Exception {
        try (WebServer nginx = nginx(Server.NGINX)) {
            int stock = nginx.port(Variant.NGINX_STOCK.port());
            assertThatThrownBy(() -> new ChatClient(stock, "/ee11/chat").close())
                    .hasCauseInstanceOf(WebSocketHandshakeException.class);
        }
        assertThat(base.log()).contains("the WebSocket /ee11/chat gets 501: nginx ");
        assertThat(requestLog()).contains("GET /ee11/chat HTTP/1.1\" 501 ");
    }

    /** The line of a request is there when its answer is. */
    private String requestLog() throws IOException {
        try (Stream<Path> files = Files.list(base.file("logs"))) {
            StringBuilder log = new StringBuilder();
            for (Path file : files.toList()) {
                log.append(Files.readString(file));
            }
            return log.toString();
        }
    }
}
