package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample application's WebSocket, behind each web server that tunnels; behind all others a 501, and no wait. */
@Tag("servers")
@ExtendWith(LandscapeParameter.class)
@Timeout(60)
class WebSocketIT {
    static final String TUNNELS_SINCE = "1.4.74";
    private static final Duration AT_ONCE = Duration.ofMillis(100);

    private static Site site(Landscape landscape, Variant variant) throws Exception {
        variant.server().missing().ifPresent(LoginServers::skip);
        return landscape.site(variant);
    }

    /** What is said of a lighttpd before {@link #TUNNELS_SINCE}. */
    static String tunnelsNothing(Version version) {
        return "lighttpd " + version + " tunnels nothing; -Dgangway.servers names a system with " + TUNNELS_SINCE
                + " or later";
    }

    @ParameterizedTest
    @EnumSource(names = {"NGINX_SCGI_STOCK", "NGINX_SCGI_PREFIX", "NGINX_SCGI_UNBUFFERED"})
    void nginxTunnelsOverScgi(Variant variant, Landscape landscape) throws Exception {
        Site site = site(landscape, variant);
        talk(site.port(), site.path("/chat"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fastcgi", "scgi"})
    void lighttpdTunnels(String protocol, Landscape landscape) throws Exception {
        Server lighttpd = Server.WEBSOCKET_LIGHTTPD;
        lighttpd.missing().ifPresent(LoginServers::skip);
        Version version = lighttpd.version().orElseThrow();
        assumeFalse(version.isBefore(TUNNELS_SINCE), () -> tunnelsNothing(version));
        landscape.backend(Backend.AUTO);
        talk(landscape.server(lighttpd).port(protocol), "/chat");
    }

    /** All that the sample's endpoint can do. */
    static void talk(int port, String path) throws Exception {
        try (ChatClient client = new ChatClient(port, path)) {
            assertThat(client.next()).startsWith("here ");
            assertThat(client.say("Ahoy").next()).isEqualTo("said Ahoy");
            assertThat(client.ping("one").next()).isEqualTo("pong one");
            assertThat(client.say("clock").next()).startsWith("clock ");
            client.say("stop").bye(4000).awaitNext("closed 4000");
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "NGINX_STOCK",
                "NGINX_KEEPALIVE",
                "APACHE_PROXYPASS",
                "APACHE_SCGI_PROXYPASS",
                "APACHE_AJP_PROXYPASS",
                "JK_ROOT",
                "LIGHTTPD_PREFIX",
                "LIGHTTPD_SCGI_PREFIX",
                "LIGHTTPD_AJP_ROOT",
                "HAPROXY_MPXS",
                "CADDY_ROOT",
                "H2O_ROOT"
            })
    void isRefusedAtOnce(Variant variant, Landscape landscape) throws Exception {
        Site site = site(landscape, variant);
        URI address = ChatClient.address(site.port(), site.path("/chat"));
        // The first ones load classes on both sides, and start the web server's processes.
        for (int i = 0; i < 5; i++) {
            refusal(address);
        }
        List<Duration> took = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            took.add(refusal(address));
        }
        Collections.sort(took);
        assertThat(took.get(took.size() / 2)).as("the median of %s", took).isLessThanOrEqualTo(AT_ONCE);
    }

    /** How long it takes to be refused. */
    private static Duration refusal(URI address) throws Exception {
        WebSocket.Builder builder = ChatClient.builder();
        long begun = System.nanoTime();
        try {
            builder.buildAsync(address, new WebSocket.Listener() {}).join();
        } catch (CompletionException refused) {
            assertThat(refused.getCause()).isInstanceOfSatisfying(WebSocketHandshakeException.class, x -> assertThat(
                            x.getResponse().statusCode())
                    .isEqualTo(501));
            return Duration.ofNanos(System.nanoTime() - begun);
        }
        throw new AssertionError("it is accepted");
    }
}
