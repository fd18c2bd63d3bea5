package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
    private static final String TUNNELS_SINCE = "1.4.74";
    private static final Duration AT_ONCE = Duration.ofMillis(100);

    private static WebSocket.Builder client() {
        return HttpClient.newHttpClient().newWebSocketBuilder().connectTimeout(Duration.ofSeconds(10));
    }

    private static Site site(Landscape landscape, Variant variant) throws Exception {
        variant.server().missing().ifPresent(LoginServers::skip);
        return landscape.site(variant);
    }

    private static URI chat(Site site) {
        return chat(site.port(), site.path("/chat"));
    }

    private static URI chat(int port, String path) {
        return URI.create("ws://127.0.0.1:" + port + path);
    }

    @ParameterizedTest
    @EnumSource(names = {"NGINX_SCGI_STOCK", "NGINX_SCGI_PREFIX", "NGINX_SCGI_UNBUFFERED"})
    void nginxTunnelsOverScgi(Variant variant, Landscape landscape) throws Exception {
        talk(chat(site(landscape, variant)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fastcgi", "scgi"})
    void lighttpdTunnels(String protocol, Landscape landscape) throws Exception {
        Server lighttpd = Server.WEBSOCKET_LIGHTTPD;
        lighttpd.missing().ifPresent(LoginServers::skip);
        Version version = lighttpd.version().orElseThrow();
        assumeFalse(
                version.isBefore(TUNNELS_SINCE),
                () -> "lighttpd " + version + " tunnels nothing; -Dgangway.servers names a system with " + TUNNELS_SINCE
                        + " or later");
        landscape.backend(Backend.AUTO);
        talk(chat(landscape.server(lighttpd).port(protocol), "/chat"));
    }

    private static void talk(URI address) throws Exception {
        BlockingQueue<String> came = new LinkedBlockingQueue<>();
        WebSocket socket = client().buildAsync(address, new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                        came.add(text.toString());
                        from.request(1);
                        return null;
                    }

                    @Override
                    public CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
                        came.add("pong " + StandardCharsets.UTF_8.decode(message));
                        from.request(1);
                        return null;
                    }

                    @Override
                    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
                        came.add("closed " + code);
                        return null;
                    }
                })
                .join();
        assertThat(came.poll(10, TimeUnit.SECONDS)).startsWith("here ");
        socket.sendText("Ahoy", true).join();
        assertThat(came.poll(10, TimeUnit.SECONDS)).isEqualTo("said Ahoy");
        socket.sendPing(ByteBuffer.wrap("one".getBytes(StandardCharsets.UTF_8))).join();
        assertThat(came.poll(10, TimeUnit.SECONDS)).isEqualTo("pong one");
        socket.sendText("clock", true).join();
        assertThat(came.poll(10, TimeUnit.SECONDS)).startsWith("clock ");
        socket.sendText("stop", true).join();
        socket.sendClose(4000, "bye").join();
        String last = came.poll(10, TimeUnit.SECONDS);
        while (last != null && last.startsWith("clock ")) {
            last = came.poll(10, TimeUnit.SECONDS);
        }
        assertThat(last).isEqualTo("closed 4000");
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
        URI address = chat(site(landscape, variant));
        // A machine that is busy with something else may take longer now and then, and so does the first time.
        Duration fastest = refusal(address);
        for (int i = 0; i < 20 && fastest.compareTo(AT_ONCE) > 0; i++) {
            Duration took = refusal(address);
            fastest = took.compareTo(fastest) < 0 ? took : fastest;
        }
        assertThat(fastest).isLessThanOrEqualTo(AT_ONCE);
    }

    /** How long it takes to be refused. */
    private static Duration refusal(URI address) throws Exception {
        WebSocket.Builder builder = client();
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
