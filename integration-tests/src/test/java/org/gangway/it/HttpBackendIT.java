package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Web servers that pass requests on over HTTP, to an address where FastCGI comes, too. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(LandscapeParameter.class)
class HttpBackendIT {
    private Landscape landscape;

    @BeforeAll
    void prepare(Landscape landscape) {
        this.landscape = landscape;
        landscape.backend(Backend.HTTP);
        landscape.backend(Backend.HTTP_UNIX);
    }

    private int port(Server server, String name) {
        server.missing().ifPresent(LoginServers::skip);
        return landscape.server(server).port(name);
    }

    private Response exchange(int port, Request request) throws IOException {
        return new Site(null, landscape, port).exchange(request);
    }

    /** What a client says of itself, the proxy's word replaces. */
    @ParameterizedTest
    @CsvSource({
        "HTTP_NGINX, tcp",
        "HTTP_NGINX, unix",
        "HTTP_APACHE, tcp",
        "HTTP_APACHE, unix",
        "HTTP_HAPROXY, tcp",
        "HTTP_HAPROXY, unix",
        "HTTP_HAPROXY, first",
        "HTTP_HAPROXY, second",
        "HTTP_CADDY, tcp",
        "HTTP_CADDY, unix",
    })
    void clientIsTheProxysClient(Server server, String name) throws Exception {
        int port = port(server, name);
        Map<String, Object> info = Site.json(exchange(
                port,
                Request.get("/info/a%20b?c=%C3%A4")
                        .header("X-Forwarded-For", "203.0.113.66")
                        .header("X-Forwarded-Proto", "https")
                        .header("Forwarded", "for=203.0.113.67;proto=https;host=evil.example.test")));
        assertThat(info)
                .containsEntry("remoteAddr", "127.0.0.1")
                .containsEntry("scheme", "http")
                .containsEntry("serverName", "www.example.test")
                .containsEntry("serverPort", (long) port)
                .containsEntry("requestURI", "/info/a%20b")
                .containsEntry("queryString", "c=%C3%A4")
                .containsEntry("remoteUser", null);
    }

    @ParameterizedTest
    @CsvSource({"first", "second"})
    void proxyProtocolTellsTheClientsPort(String name) throws Exception {
        try (HttpConnection client = new HttpConnection(port(Server.HTTP_HAPROXY, name), null)) {
            for (int i = 0; i < 2; i++) {
                assertThat(Site.json(client.send(Request.get("/info"))))
                        .containsEntry("remotePort", (long) client.localPort());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP_NGINX, tcp", "HTTP_APACHE, unix", "HTTP_HAPROXY, second", "HTTP_CADDY, tcp"})
    void bodiesPass(Server server, String name) throws Exception {
        byte[] body = "0123456789".repeat(30_000).getBytes(StandardCharsets.US_ASCII);
        for (Request request : new Request[] {
            Request.post("/info", body), Request.post("/info", body).inChunks()
        }) {
            @SuppressWarnings("unchecked")
            Map<String, Object> seen = (Map<String, Object>)
                    Site.json(exchange(port(server, name), request)).get("body");
            assertThat(seen).containsEntry("length", (long) body.length);
        }
    }

    /** /session and /info/http come over HTTP, all else over FastCGI, at the same address. */
    @ParameterizedTest
    @CsvSource({"HTTP_NGINX", "HTTP_APACHE", "HTTP_HAPROXY", "HTTP_CADDY"})
    void bothProtocolsReachOneSession(Server server) throws Exception {
        int port = port(server, "both");
        String cookie = exchange(port, Request.get("/session")).header("Set-Cookie");
        cookie = cookie.substring(0, cookie.indexOf(';'));
        Map<String, Object> overFastCgi =
                Site.json(exchange(port, Request.get("/info").header("Cookie", cookie)));
        assertThat(cookie).startsWith("JSESSIONID=" + overFastCgi.get("sessionId") + ".");
        assertThat(overFastCgi).containsEntry("remoteAddr", "127.0.0.1");
        Map<String, Object> overHttp =
                Site.json(exchange(port, Request.get("/info/http").header("Cookie", cookie)));
        assertThat(overHttp)
                .containsEntry("sessionId", overFastCgi.get("sessionId"))
                .containsEntry("remoteAddr", "127.0.0.1")
                // X-Forwarded-For has none.
                .containsEntry("remotePort", 0L);
        assertThat(overHttp.get("headers").toString()).contains("X-Forwarded-For");
    }

    /** HAProxy asks with OPTIONS / HTTP/1.0 and no Host, and by its PROXY protocol as LOCAL. */
    @ParameterizedTest
    @CsvSource({"tcp", "unix", "second"})
    void healthCheckOfHaproxyPasses(String backend) {
        port(Server.HTTP_HAPROXY, backend);
        WebServer haproxy = landscape.server(Server.HTTP_HAPROXY);
        String passed = "Health check for server " + backend + "/s1 succeeded, reason: Layer7 check passed, code: 200";
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!haproxy.wholeLog().contains(passed) && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertThat(haproxy.wholeLog()).contains(passed);
    }
}
