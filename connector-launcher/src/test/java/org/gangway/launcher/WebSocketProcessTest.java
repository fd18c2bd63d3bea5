package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.gangway.jetty.fastcgi.Answer;
import org.gangway.jetty.fastcgi.WebServer;
import org.gangway.jetty.websocket.Frame;
import org.gangway.jetty.websocket.Peer;
import org.gangway.jetty.websocket.TunnelClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** WebSockets of unchanged WARs, through the command line. */
@Timeout(120)
class WebSocketProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @TempDir
    Path directory;

    private static TunnelClient open(SocketAddress address, String uri, String... more) throws Exception {
        TunnelClient client = Peer.LIGHTTPD_FASTCGI.open(address, uri, more);
        assertThat(client.head()).as(uri).startsWith("Status: 101 ");
        return client;
    }

    private static String ask(TunnelClient client, String text) throws Exception {
        client.send(Frame.text(text));
        return client.frame().text();
    }

    @Test
    void endpointsOfEachLevelAndOfJettysOwnApiAtAPrefixUntilTheStop() throws Exception {
        List<String> arguments = new ArrayList<>(List.of("run"));
        for (WebSocketWar war : WebSocketWar.values()) {
            arguments.add(war.pack(directory).toString());
        }
        Path socket = directory.resolve("x.sock");
        SocketAddress address = UnixDomainSocketAddress.of(socket);
        arguments.addAll(List.of("--socket=" + socket, "--remote-user=trust"));
        List<TunnelClient> clients = new ArrayList<>();
        try (GangwayProcess gangway = GangwayProcess.start(arguments.toArray(String[]::new))) {
            gangway.awaitOutput(line -> line.contains("ready"));
            for (WebSocketWar war : WebSocketWar.values()) {
                String at = "/" + war.level();
                String cookie = sessionOf(WebServer.get(socket, at + "/probe/?session"));
                TunnelClient chat = open(
                        address, at + "/chat", behindShop(at + "/chat", "REMOTE_USER", "alice", "HTTP_COOKIE", cookie));
                assertThat(ask(chat, "who")).isEqualTo("alice at " + at + "/chat from /192.0.2.77:54321, session 1");
                clients.add(chat);
                TunnelClient own = open(address, at + "/own", behindShop(at + "/own"));
                assertThat(ask(own, "text")).isEqualTo("own text");
                clients.add(own);
            }
            gangway.terminate();
            for (TunnelClient client : clients) {
                assertThat(client.frame().code()).isEqualTo(1001);
                client.send(Frame.close(1001));
            }
            assertThat(gangway.awaitExit()).isZero();
        } finally {
            for (TunnelClient client : clients) {
                client.close();
            }
        }
    }

    /** The web server has the application at a prefix. */
    private static String[] behindShop(String path, String... more) {
        return Stream.concat(
                        Stream.of("SCRIPT_NAME", "/shop", "PATH_INFO", path, "REQUEST_URI", "/shop" + path),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private static String sessionOf(Answer answer) {
        assertThat(answer.bodyText()).contains("count=1");
        return answer.field("Set-Cookie").replaceFirst(";.*", "");
    }

    @Test
    void aReloadIsToldWith1001AndAnOpenOneIsNotIdle() throws Exception {
        Path war = WebSocketWar.EE10.pack(directory);
        Path socket = directory.resolve("x.sock");
        SocketAddress address = UnixDomainSocketAddress.of(socket);
        try (GangwayProcess gangway = GangwayProcess.start(
                "run", war.toString(), "--socket=" + socket, "--context-path=/shop", "--exit-when-idle=2000ms")) {
            gangway.awaitOutput(line -> line.contains("ready"));
            try (TunnelClient client = open(address, "/shop/chat")) {
                LockSupport.parkNanos(PATIENCE.plusMillis(500).toNanos());
                assertThat(ask(client, "who")).startsWith("nobody at /shop/chat ");
                gangway.hangUp();
                assertThat(client.frame().code()).isEqualTo(1001);
                client.send(Frame.close(1001));
            }
            open(address, "/shop/chat").close();
            gangway.awaitLog(line -> line.endsWith("There was no request for 2.0 s (--exit-when-idle)"));
            assertThat(gangway.awaitExit()).isZero();
            assertThat(Files.exists(socket)).isFalse();
        }
    }
}
