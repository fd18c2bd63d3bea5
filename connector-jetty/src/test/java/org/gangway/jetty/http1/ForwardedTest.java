package org.gangway.jetty.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.gangway.forwarded.ForwardedPolicy;
import org.gangway.jetty.AutoConnectionFactory;
import org.gangway.jetty.FastCgiConnectionFactory;
import org.gangway.jetty.Http1ConnectionFactory;
import org.gangway.jetty.http.GatewayServer;
import org.gangway.jetty.http.LogLines;
import org.gangway.jetty.testing.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class ForwardedTest {
    private static final String X_FORWARDED = String.join(
            "\r\n",
            "X-Forwarded-For: 127.0.0.1, 192.0.2.1",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Host: x.example.test",
            "X-Forwarded-Port: 8443",
            "");
    private static final String FORWARDED = "Forwarded: for=192.0.2.2:4711;proto=https;host=f.example.test\r\n";
    private static final String PROXY_1 = "PROXY TCP4 192.0.2.3 203.0.113.9 4712 443\r\n";
    private static final String PROXY_2 =
            "0d0a0d0a000d0a515549540a" + "2111000c" + "c0000204" + "cb007109" + "1268" + "01bb";

    private static final String OF_PEER = "127.0.0.1 http www.example.test:80 false";
    private static final String OF_X_FORWARDED = "192.0.2.1 https x.example.test:8443 true";
    private static final String OF_FORWARDED = "192.0.2.2 https f.example.test:443 true";

    @TempDir
    Path directory;

    private final Http1ConnectionFactory factory = new Http1ConnectionFactory();
    private final GatewayServer<Http1ConnectionFactory> gateway = new GatewayServer<>(factory);

    @AfterEach
    void end() throws IOException {
        gateway.close();
    }

    private void serve(ForwardedPolicy policy) {
        factory.setForwardedPolicy(policy);
        gateway.serve("/facts", (request, response) -> {
            String facts = request.getRemoteAddr()
                    + ' '
                    + request.getScheme()
                    + ' '
                    + request.getServerName()
                    + ':'
                    + request.getServerPort()
                    + ' '
                    + request.isSecure();
            response.setContentLength(facts.length());
            response.getWriter().print(facts);
        });
    }

    private static String request(String fields) {
        return "GET /facts HTTP/1.1\r\nHost: www.example.test\r\n" + fields + "\r\n";
    }

    private String facts(byte[] before, String fields) throws IOException {
        try (HttpClient client = new HttpClient(gateway.address())) {
            return body(client.send(before).send(request(fields)));
        }
    }

    private static String body(HttpClient client) throws IOException {
        String answer = client.answer();
        return answer.startsWith("HTTP/1.1 200") ? answer.substring(answer.indexOf("\r\n\r\n") + 4) : answer;
    }

    private String facts(String fields) throws IOException {
        return facts(new byte[0], fields);
    }

    @ParameterizedTest
    @CsvSource({
        "OFF, " + OF_PEER + ", " + OF_PEER + ", " + OF_PEER,
        "PROXY, " + OF_PEER + ", " + OF_PEER + ", " + OF_PEER,
        "X_FORWARDED, " + OF_X_FORWARDED + ", " + OF_PEER + ", " + OF_X_FORWARDED,
        "FORWARDED, " + OF_PEER + ", " + OF_FORWARDED + ", " + OF_FORWARDED,
        "TRUST, " + OF_X_FORWARDED + ", " + OF_FORWARDED + ", " + OF_X_FORWARDED,
    })
    void whatIsBelieved(ForwardedPolicy policy, String ofX, String ofForwarded, String ofBoth) throws Exception {
        serve(policy);
        gateway.start();
        assertThat(facts("")).isEqualTo(OF_PEER);
        assertThat(facts(X_FORWARDED)).isEqualTo(ofX);
        assertThat(facts(FORWARDED)).isEqualTo(ofForwarded);
        assertThat(facts(FORWARDED + X_FORWARDED)).isEqualTo(ofBoth);
    }

    @ParameterizedTest
    @EnumSource(names = {"PROXY", "TRUST"})
    void proxyProtocolTellsTheClientOfAConnection(ForwardedPolicy policy) throws Exception {
        serve(policy);
        gateway.start();
        for (boolean wholeFirst : new boolean[] {true, false}) {
            try (HttpClient client = new HttpClient(gateway.address())) {
                for (byte b : Bytes.of(PROXY_1)) {
                    client.send(new byte[] {b});
                }
                for (int i = 0; i < 2; i++) {
                    assertThat(body(client.send(request(wholeFirst ? "" : "X: " + "y".repeat(7000) + "\r\n"))))
                            .isEqualTo("192.0.2.3 http www.example.test:80 false");
                }
            }
        }
        assertThat(facts(HexFormat.of().parseHex(PROXY_2), "X: " + "y".repeat(7000) + "\r\n"))
                .isEqualTo("192.0.2.4 http www.example.test:80 false");
        assertThat(facts("")).as("none at all").isEqualTo(OF_PEER);
    }

    @Test
    void fieldsBehindTheProxyProtocolAreTheClients() throws Exception {
        serve(ForwardedPolicy.TRUST);
        gateway.start();
        for (String fields : new String[] {X_FORWARDED, FORWARDED}) {
            assertThat(facts(Bytes.of(PROXY_1), fields)).isEqualTo("192.0.2.3 http www.example.test:80 false");
            assertThat(facts(Bytes.of("PROXY UNKNOWN\r\n"), fields)).isEqualTo(OF_PEER);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OFF", "X_FORWARDED", "FORWARDED"})
    void proxyProtocolIsNoRequestUnlessBelieved(ForwardedPolicy policy) throws Exception {
        serve(policy);
        gateway.start();
        assertThat(facts(Bytes.of(PROXY_1), "")).startsWith("HTTP/1.1 400");
    }

    @Test
    void proxyProtocolThatIsNoneIsClosedAndToldInOneLine() throws Exception {
        serve(ForwardedPolicy.PROXY);
        gateway.start();
        try (HttpClient client = new HttpClient(gateway.address());
                LogLines log = new LogLines()) {
            assertThat(client.send("PROXY /x HTTP/1.1\r\n").rest()).isEmpty();
            assertThat(log.with("no good header of the PROXY protocol: the line is no PROXY TCP4"))
                    .hasSize(1);
            assertThat(log.stacks()).isEmpty();
        }
    }

    @Test
    void proxyProtocolThatIsNotCompletedIsClosed() throws Exception {
        factory.setHeadTimeout(100);
        serve(ForwardedPolicy.PROXY);
        gateway.start();
        try (HttpClient client = new HttpClient(gateway.address())) {
            assertThat(client.send("PROXY TCP4").rest()).isEmpty();
        }
    }

    @Test
    void hostThatIsNoneIsRefused() throws Exception {
        serve(ForwardedPolicy.TRUST);
        gateway.start();
        try (LogLines log = new LogLines()) {
            assertThat(facts("X-Forwarded-Host: www.example.test/x\r\n")).startsWith("HTTP/1.1 400");
            assertThat(log.with("gets 400: the host is invalid")).hasSize(1);
            assertThat(log.stacks()).isEmpty();
        }
    }

    @Test
    void clientIsToldOverAUnixSocketToo() throws Exception {
        serve(ForwardedPolicy.TRUST);
        gateway.startUnix(directory.resolve("http.sock"));
        assertThat(facts(X_FORWARDED)).isEqualTo(OF_X_FORWARDED);
        assertThat(facts("X-Forwarded-Proto: https\r\n")).isEqualTo("0.0.0.0 https www.example.test:443 true");
        assertThat(facts(Bytes.of(PROXY_1), "")).isEqualTo("192.0.2.3 http www.example.test:80 false");
    }

    @Test
    void allOfItWorksBesideAnotherProtocol() throws Exception {
        serve(ForwardedPolicy.TRUST);
        gateway.start(new AutoConnectionFactory(new FastCgiConnectionFactory(), factory));
        assertThat(facts(X_FORWARDED)).isEqualTo(OF_X_FORWARDED);
        assertThat(facts(Bytes.of(PROXY_1), "")).isEqualTo("192.0.2.3 http www.example.test:80 false");
        assertThat(facts(HexFormat.of().parseHex(PROXY_2), "")).startsWith("192.0.2.4 ");
        try (HttpClient client = new HttpClient(gateway.address())) {
            for (byte b : (PROXY_1 + request("")).getBytes(StandardCharsets.US_ASCII)) {
                client.send(new byte[] {b});
            }
            assertThat(body(client)).startsWith("192.0.2.3 ");
        }
    }
}
