package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The sample application's WebSocket, behind each web server that tunnels; behind all others a 501, and no wait. */
@ExtendWith(LandscapeParameter.class)
@Timeout(60)
class WebSocketIT {
    private static WebSocket.Builder client() {
        return HttpClient.newHttpClient().newWebSocketBuilder().connectTimeout(Duration.ofSeconds(10));
    }

    private static Site site(Landscape landscape, Variant variant) throws Exception {
        variant.server().missing().ifPresent(LoginServers::skip);
        return landscape.site(variant);
    }

    private static URI chat(Site site) {
        return URI.create("ws://127.0.0.1:" + site.port() + site.path("/chat"));
    }

    @ParameterizedTest
    @EnumSource(names = {"NGINX_SCGI_STOCK", "NGINX_SCGI_PREFIX", "NGINX_SCGI_UNBUFFERED"})
    void isATunnel(Variant variant, Landscape landscape) throws Exception {
        BlockingQueue<String> came = new LinkedBlockingQueue<>();
        WebSocket socket = client().buildAsync(chat(site(landscape, variant)), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                        came.add(text.toString());
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
        socket.sendText("clock", true).join();
        assertThat(came.poll(10, TimeUnit.SECONDS)).startsWith("clock ");
        socket.sendClose(4000, "bye").join();
        assertThat(came.poll(10, TimeUnit.SECONDS)).isEqualTo("closed 4000");
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
    void isRefused(Variant variant, Landscape landscape) throws Exception {
        URI address = chat(site(landscape, variant));
        try {
            client().buildAsync(address, new WebSocket.Listener() {}).join();
        } catch (CompletionException refused) {
            assertThat(refused.getCause()).isInstanceOfSatisfying(WebSocketHandshakeException.class, x -> assertThat(
                            x.getResponse().statusCode())
                    .isEqualTo(501));
            return;
        }
        throw new AssertionError("it is accepted");
    }
}
