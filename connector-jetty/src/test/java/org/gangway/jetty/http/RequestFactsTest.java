package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.server.CustomRequestLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a servlet and the request log learn of the client: F-50, R-24, R-26. */
class RequestFactsTest extends BehaviourTest {
    private final List<String> log = new CopyOnWriteArrayList<>();

    @BeforeEach
    void serve() {
        gateway.serve("/facts", (request, response) -> response.getWriter()
                .print(String.join(
                        "|",
                        request.getProtocol(),
                        request.getScheme(),
                        "" + request.isSecure(),
                        request.getRemoteAddr(),
                        "" + request.getRemotePort(),
                        request.getLocalAddr(),
                        "" + request.getLocalPort(),
                        request.getServerName(),
                        "" + request.getServerPort(),
                        request.getRequestURL(),
                        "" + request.getQueryString(),
                        "" + request.getRemoteUser(),
                        "" + request.getHeader("Proxy"))));
        gateway.serve("/tls", (request, response) -> {
            Object certificates = request.getAttribute("jakarta.servlet.request.X509Certificate");
            response.getWriter()
                    .print(String.join(
                            "|",
                            "" + request.isSecure(),
                            "" + request.getAttribute("jakarta.servlet.request.cipher_suite"),
                            "" + request.getAttribute("jakarta.servlet.request.key_size"),
                            "" + request.getAttribute("jakarta.servlet.request.secure_protocol"),
                            certificates == null ? "none" : "" + ((X509Certificate[]) certificates).length));
        });
        gateway.serve("/path/*", (request, response) -> {
            response.setCharacterEncoding("UTF-8");
            response.getWriter()
                    .print(request.getRequestURI() + '|' + request.getPathInfo() + '|' + request.getQueryString());
        });
        gateway.serve("/secure", (request, response) -> response.getWriter().print(request.isSecure()));
        gateway.server.setRequestLog(new CustomRequestLog(log::add, "%{client}a %{local}a %r %s %O"));
    }

    @Test
    void charactersBeyondAsciiPassAsTheyAreSent() throws Exception {
        gateway.start();
        assertThat(path("/path/caf\u00e9?q=caf\u00e9")).isEqualTo(uri("/path/caf\u00e9") + "|/caf\u00e9|q=caf\u00e9");
        assertThat(path("/path/a%20b/./\u00fc/../\u00e9"))
                .isEqualTo(uri("/path/a%20b/./\u00fc/../\u00e9") + "|/a b/\u00e9|null");
        assertThat(path("/path/\u00e9;x=1")).isEqualTo("/path/%C3%A9;x=1|/\u00e9|null");
        assertThat(get("/path/\u00c3\u00a9%2Fx").status()).isEqualTo(400);
    }

    /** Over AJP they may come from lighttpd, which decodes; there they are encoded again. */
    private String uri(String sent) {
        return peer == Peer.AJP ? sent.replace("\u00e9", "%C3%A9").replace("\u00fc", "%C3%BC") : sent;
    }

    private String path(String uri) throws IOException {
        String bytes = new String(uri.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return new String(get(bytes).body(), StandardCharsets.UTF_8);
    }

    private void assertFacts() throws Exception {
        assertThat(get("/facts?a=%2F&b", "HTTP_PROXY", "http://evil", "REMOTE_USER", "forged")
                        .bodyText())
                .isEqualTo("HTTP/1.1|http|false|192.0.2.77|54321|192.0.2.1|8080|www.example.test|8080"
                        + "|http://www.example.test:8080/facts|a=%2F&b|null|null");
        GatewayServer.until("the request is logged", () -> !log.isEmpty());
        assertThat(log.get(0)).startsWith("192.0.2.77 192.0.2.1 GET /facts?a=%2F&b HTTP/1.1 200");
    }

    @Test
    void overTcp() throws Exception {
        gateway.start();
        assertFacts();
    }

    @Test
    void overOurUnixSocketConnector() throws Exception {
        gateway.startUnix(directory.resolve("s"));
        assertFacts();
    }

    @Test
    void overJettysUnixDomainServerConnector() throws Exception {
        gateway.startJettyUnix(directory.resolve("s"));
        assertFacts();
    }

    @Test
    void withoutAddressesNothingFails() throws Exception {
        gateway.startUnix(directory.resolve("s"));
        String facts = get("/facts", "REMOTE_ADDR", null, "SERVER_ADDR", null, "SERVER_PORT", null, "HTTP_HOST", null)
                .bodyText();
        assertThat(facts).startsWith("HTTP/1.1|http|false|");
    }

    @Test
    void versionsOfHttp() throws Exception {
        gateway.start();
        for (String version : new String[] {"HTTP/1.0", "HTTP/1.1", "HTTP/2.0", "HTTP/3.0", "INCLUDED", "HTTP/1.0"}) {
            assertThat(get("/facts", "SERVER_PROTOCOL", version).bodyText()).startsWith(version + "|");
        }
    }

    @Test
    void f50HttpsIsOnWhereItSaysSo() throws Exception {
        gateway.start();
        // AJP has a bit for it.
        String[] values = peer == Peer.AJP ? new String[] {"on"} : new String[] {"on", "ON", "1", "true", "yes"};
        for (String on : values) {
            assertThat(get("/secure", "HTTPS", on).bodyText()).isEqualTo("true");
        }
        for (String off : new String[] {"off", "", "0", "false", "OFF"}) {
            assertThat(get("/secure", "HTTPS", off).bodyText()).isEqualTo("false");
        }
        assertThat(get("/secure", "REQUEST_SCHEME", "https").bodyText()).isEqualTo("" + (peer != Peer.AJP));
    }

    @Test
    void tlsFactsAreAttributes() throws Exception {
        gateway.start();
        assertThat(get(
                                "/tls",
                                "HTTPS",
                                "on",
                                "SSL_PROTOCOL",
                                "TLSv1.3",
                                "SSL_CIPHER",
                                "TLS_AES_256_GCM_SHA384",
                                "SSL_CIPHER_USEKEYSIZE",
                                "256")
                        .bodyText())
                .isEqualTo("true|TLS_AES_256_GCM_SHA384|256|TLSv1.3|none");
    }

    @Test
    void tlsFactsOfOneRequestAreNotTheNextOnes() throws Exception {
        gateway.start();
        assertThat(get("/tls", "HTTPS", "on", "SSL_CIPHER", "C", "SSL_CIPHER_USEKEYSIZE", "128")
                        .bodyText())
                .startsWith("true|C|128|");
        assertThat(get("/tls", "SSL_CIPHER", "C", "SSL_CIPHER_USEKEYSIZE", "128")
                        .bodyText())
                .isEqualTo("false|null|null|null|none");
    }

    @Test
    void certificateIsParsedOnlyWhenAskedFor() throws Exception {
        gateway.start();
        String[] broken = {
            "HTTPS", "on", "SSL_CLIENT_CERT", "-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n"
        };
        try (LogLines lines = new LogLines()) {
            assertThat(get("/secure", broken).bodyText()).isEqualTo("true");
            assertThat(lines.all()).isEmpty();
            assertThat(get("/tls", broken).bodyText()).startsWith("true|null|").endsWith("|none");
            assertThat(lines.with("ertificate")).hasSize(1);
            assertThat(lines.stacks()).isEmpty();
        }
    }

    @Test
    void r26UserIsIgnoredByDefault() throws Exception {
        gateway.start();
        assertThat(get("/facts", "REMOTE_USER", "admin", "AUTH_TYPE", "Basic").bodyText())
                .endsWith("|null|null");
    }
}
