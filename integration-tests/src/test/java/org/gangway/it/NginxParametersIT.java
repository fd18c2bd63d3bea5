package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What administrators write into the parameters of nginx that makes odd values: the request is served, with good ones. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(LandscapeParameter.class)
class NginxParametersIT {
    private static final Server SERVER = Server.REWRITE_NGINX;

    private WebServer nginx;
    private Landscape landscape;

    @BeforeAll
    void prepare(Landscape landscape) {
        SERVER.missing().ifPresent(LoginServers::skip);
        this.landscape = landscape;
        landscape.backend(Backend.AUTO);
        nginx = landscape.server(SERVER);
    }

    /** The last one of each parameter is meant. */
    @ParameterizedTest
    @ValueSource(strings = {"/", "/scgi/"})
    void givenAgainAfterTheInclude(String target) throws Exception {
        assertThat(get("again", target))
                .containsEntry("remoteAddr", "203.0.113.7")
                .containsEntry("remotePort", 7007L)
                .containsEntry("scheme", "https")
                .containsEntry("secure", true)
                .containsEntry("serverName", "shop.example.test")
                .containsEntry("serverPort", 8443L)
                .containsEntry("requestURI", "/info/again")
                .containsEntry("queryString", "again=1");
    }

    /** HTTP_HOST is $host:$server_port: without a Host header nginx's own name, and that may be a pattern. */
    @ParameterizedTest
    @ValueSource(strings = {"/info", "/info/scgi"})
    void nameIsAPattern(String target) throws Exception {
        Map<String, Object> probed = withoutHost("pattern", target);
        assertThat(probed).containsEntry("requestURI", target);
        assertThat(probed.get("serverName")).asString().matches("[A-Za-z0-9][A-Za-z0-9.-]*");
        assertThat(get("pattern", target))
                .containsEntry("serverName", "www.example.test")
                .containsEntry("serverPort", (long) nginx.port("pattern"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/info", "/info/scgi"})
    void hostWithPort(String target) throws Exception {
        assertThat(withoutHost("hostport", target))
                .containsEntry("serverName", "www.example.test")
                .containsEntry("serverPort", (long) nginx.port("hostport"));
    }

    /** nginx listens on a Unix socket: REMOTE_ADDR is "unix:", and there are no ports. */
    @ParameterizedTest
    @ValueSource(strings = {"/info", "/info/scgi"})
    void clientOfAUnixSocket(String target) throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(
                landscape.sandbox().file(SERVER.name().toLowerCase(Locale.ROOT) + "/front.sock"));
        try (SocketChannel channel = SocketChannel.open(address)) {
            Request.get(target)
                    .header("Connection", "close")
                    .writeTo(Channels.newOutputStream(channel), "www.example.test");
            Response response = Response.read(new BufferedInputStream(Channels.newInputStream(channel)), "GET");

            assertThat(Site.json(response))
                    .containsEntry("serverName", "www.example.test")
                    .containsEntry("serverPort", 80L)
                    .containsEntry("requestURL", "http://www.example.test" + target)
                    .doesNotContainEntry("remoteAddr", "127.0.0.1")
                    .containsEntry("remotePort", 0L);
        }
    }

    private Map<String, Object> get(String port, String target) throws IOException {
        return Site.json(new Site(null, landscape, nginx.port(port)).exchange(Request.get(target)));
    }

    private Map<String, Object> withoutHost(String port, String target) throws IOException {
        try (HttpConnection connection = new HttpConnection(nginx.port(port), null)) {
            connection.out().write(("GET " + target + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return Site.json(connection.answer("GET"));
        }
    }
}
