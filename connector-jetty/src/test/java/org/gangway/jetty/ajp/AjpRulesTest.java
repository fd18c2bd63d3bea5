package org.gangway.jetty.ajp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gangway.jetty.ajp.AjpWire.CPING;
import static org.gangway.jetty.ajp.AjpWire.NO_BYTES;
import static org.gangway.jetty.ajp.AjpWire.body;
import static org.gangway.jetty.ajp.AjpWire.get;
import static org.gangway.jetty.ajp.AjpWire.hex;
import static org.gangway.jetty.ajp.AjpWire.join;
import static org.gangway.jetty.ajp.AjpWire.number;
import static org.gangway.jetty.ajp.AjpWire.packet;
import static org.gangway.jetty.ajp.AjpWire.post;
import static org.gangway.jetty.ajp.AjpWire.string;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.gangway.jetty.http.GatewayServer;
import org.gangway.jetty.http.LogLines;
import org.gangway.request.RemoteUserPolicy;
import org.gangway.request.TrustPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of AJP (docs/rules.md) that only show on a connection and that no other test is about. */
class AjpRulesTest extends AjpTest {
    /** A FORWARD_REQUEST of these header fields and attributes, with their count and their end. */
    private static byte[] forward(int method, String uri, byte[] headers, byte[]... attributes) {
        return packet(
                new byte[] {2, (byte) method},
                string("HTTP/1.1"),
                string(uri),
                string("192.0.2.77"),
                string(null),
                string("www.example.test"),
                number(80),
                new byte[1],
                headers,
                join(attributes),
                hex("FF"));
    }

    private static byte[] headers(byte[]... namesAndValues) {
        return join(number(namesAndValues.length / 2), join(namesAndValues));
    }

    /** It is answered with this status, and nothing follows: neither another answer nor another request. */
    private void assertRefused(int status, byte[] bytes) throws IOException {
        try (LogLines log = new LogLines();
                AjpClient web = connect()) {
            AjpAnswer answer = web.send(bytes, get("/hello")).answer();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.asked()).isZero();
            assertThat(answer.isReused()).isFalse();
            assertThat(web.isAtEnd()).isTrue();
            assertThat(log.all()).hasSize(1);
            assertThat(log.stacks()).isEmpty();
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void a04_packetSizeIs8192To65536() throws Exception {
        for (int size : new int[] {8191, 65537, 0, -1}) {
            assertThatThrownBy(() -> gateway.factory.setPacketSize(size))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("packetSize is " + size);
        }
        assertThat(gateway.factory.getPacketSize()).isEqualTo(8192);
        gateway.start();
    }

    @Test
    void a05_requestLargerThanOurPacketsIsServed() throws Exception {
        gateway.serve("/length", (request, response) -> response.getWriter()
                .print(request.getHeader("X-Long").length()));
        gateway.start();
        try (AjpClient web = connect()) {
            byte[] request = get("/length", "HTTP_X_LONG", "x".repeat(60_000));
            assertThat(request.length).isGreaterThan(60_000);
            assertThat(web.send(request).answer().bodyText()).isEqualTo("60000");
            assertThat(web.isInStep()).isTrue();
        }
    }

    @Test
    void a07_cpingBehindARequestIsAnsweredBehindItsResponse() throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            AjpAnswer answer = web.send(get("/hello"), CPING).answer();
            assertThat(answer.packets()).containsExactly(4, 3, 5);
            assertThat(web.isPong()).isTrue();
            assertThat(web.isInStep()).isTrue();
        }
    }

    /** Each string of the request in turn is null, and the others stay what they are. */
    @Test
    void a11_a17_aNullStringInEachField() throws Exception {
        gateway.serve("/facts", (request, response) -> response.getWriter()
                .print(request.getMethod() + " " + request.getProtocol() + " " + request.getRemoteAddr() + " "
                        + request.getServerName() + " " + request.getQueryString() + " "
                        + request.getHeader("User-Agent") + " " + request.getAttribute("eppn")));
        gateway.factory.setAllowedRequestAttributesPattern("eppn");
        gateway.start();
        String[] strings = {"HTTP/1.1", "192.0.2.77", "client.test", "www.example.test", "agent", "q=1", "alice", "me"};
        String[] without = {
            "GET HTTP/1.1 192.0.2.77 www.example.test q=1 agent me",
            "GET HTTP/1.1 0.0.0.0 www.example.test q=1 agent me",
            "GET HTTP/1.1 192.0.2.77 www.example.test q=1 agent me",
            "GET HTTP/1.1 192.0.2.77 * q=1 agent me",
            "GET HTTP/1.1 192.0.2.77 www.example.test q=1  me",
            "GET HTTP/1.1 192.0.2.77 www.example.test null agent me",
            "GET HTTP/1.1 192.0.2.77 www.example.test q=1 agent me",
            "GET HTTP/1.1 192.0.2.77 www.example.test q=1 agent "
        };
        try (AjpClient web = connect()) {
            for (int missing = 0; missing < strings.length; missing++) {
                String[] sent = strings.clone();
                sent[missing] = null;
                byte[] request = packet(
                        hex("02 02"),
                        string(sent[0]),
                        string("/facts"),
                        string(sent[1]),
                        string(sent[2]),
                        string(sent[3]),
                        number(80),
                        new byte[1],
                        headers(hex("A00E"), string(sent[4])),
                        hex("05"),
                        string(sent[5]),
                        hex("03"),
                        string(sent[6]),
                        hex("0A"),
                        string("eppn"),
                        string(sent[7]),
                        hex("FF"));
                AjpAnswer answer = web.send(request).answer();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.bodyText())
                        .matches(Pattern.quote(without[missing]).replace("*", "\\E.+\\Q"));
            }
            assertThat(web.isInStep()).isTrue();
        }
    }

    /** HTTP/1.0 without Host, over a Unix socket: there is no name to be had. */
    @Test
    void a10_withoutAnyNameThereIsAHostAllTheSame() throws Exception {
        gateway.serve("/name", (request, response) -> response.getWriter().print(request.getServerName()));
        gateway.startUnix(directory.resolve("s"));
        try (LogLines log = new LogLines();
                AjpClient web = connect()) {
            AjpAnswer answer = web.send(
                            get("/name", "HTTP_HOST", null, "SERVER_NAME", null, "SERVER_PROTOCOL", "HTTP/1.0"))
                    .answer();
            assertThat(answer.bodyText()).isEqualTo("localhost");
            assertThat(log.all()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 28, 100, 254})
    void a13_methodThatIsNoneIsA400(int code) throws Exception {
        gateway.start();
        assertRefused(400, forward(code, "/hello", headers()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"A000", "A00F", "A0FF", "FFFF", "0000 00"})
    void a14_headerNameThatIsNoneIsA400(String name) throws Exception {
        gateway.start();
        assertRefused(400, forward(2, "/hello", headers(hex(name), string("x"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5,5", "5,6", "0,0", "5,", "x,5", "-1,-1"})
    void a15_twoLengthsAreA400AlsoWhereTheyAreEqual(String lengths) throws Exception {
        gateway.start();
        String[] both = lengths.split(",", -1);
        assertRefused(400, forward(4, "/echo", headers(hex("A008"), string(both[0]), hex("A008"), string(both[1]))));
        assertRefused(
                400,
                forward(4, "/echo", headers(hex("A008"), string(both[0]), string("content-LENGTH"), string(both[1]))));
    }

    @Test
    void a15_withChunkedTheLengthSaysNothingAndTheServletSeesNeither() throws Exception {
        gateway.serve("/framing", (request, response) -> {
            int length = request.getInputStream().readAllBytes().length;
            response.getWriter()
                    .print(request.getContentLengthLong() + " " + request.getHeader("Content-Length") + " "
                            + request.getHeader("Transfer-Encoding") + " " + length);
        });
        gateway.start();
        try (AjpClient web = connect()) {
            byte[] request = forward(
                    4,
                    "/framing",
                    headers(hex("A008"), string("3"), string("Transfer-Encoding"), string("chunked")),
                    hex("0A"),
                    string("AJP_REMOTE_PORT"),
                    string("1"));
            // Nothing comes unasked, whatever Content-Length says.
            AjpAnswer answer = web.send(request).packets(1);
            web.send(body("12345"));
            while (answer.asked() < 2) {
                answer = web.more(answer);
            }
            web.send(NO_BYTES);
            assertThat(web.rest(answer).bodyText()).isEqualTo("-1 null null 5");
            assertThat(web.isInStep()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "0E", "20", "7F", "FE"})
    void a16_attributeThatNobodyKnowsIsA400(String code) throws Exception {
        gateway.start();
        assertRefused(400, forward(2, "/hello", headers(), hex(code), string("x")));
    }

    /** The secret may be the last attribute: nothing is said before the end, and nothing of a body is asked for. */
    @Test
    void a18_theSecretIsJudgedBehindTheLastAttribute() throws Exception {
        secret = "open-sesame";
        gateway.factory.setSecret(secret);
        gateway.start();
        byte[][] attributes = {hex("05"), string("q"), hex("0A"), string("x"), string("y"), hex("0C"), string(secret)};
        byte[] length = headers(hex("A008"), string("20000"));
        try (AjpClient web = connect()) {
            byte[] request = forward(4, "/hello", length, attributes);
            web.send(Arrays.copyOf(request, request.length - 1));
            web.channel.configureBlocking(false);
            GatewayServer.until(
                    "the request is read but for one byte", () -> gateway.connector().getConnectedEndPoints().stream()
                            .anyMatch(endPoint -> endPoint.getConnection().getBytesIn() == request.length - 1));
            assertThat(web.channel.read(ByteBuffer.allocate(1))).isZero();
            web.channel.configureBlocking(true);
            AjpAnswer answer = web.send(hex("FF"), body("x".repeat(8186))).answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(web.isInStep()).isTrue();
        }
        seen.clear();
        attributes[6] = string("wrong");
        assertRefused(403, join(forward(4, "/echo", length, attributes), body("x".repeat(8186))));
        attributes[5] = hex("06");
        assertRefused(403, join(forward(4, "/echo", length, attributes), body("x".repeat(8186))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "0\u0082\u0010\u0000"
            })
    void a20_certificateThatIsNoneIsNoAttributeAndNoError(String certificate) throws Exception {
        gateway.serve("/certificate", (request, response) -> response.getWriter()
                .print(request.getAttribute("jakarta.servlet.request.X509Certificate") + " "
                        + request.getAttribute("jakarta.servlet.request.cipher_suite")));
        gateway.start();
        try (LogLines log = new LogLines();
                AjpClient web = connect()) {
            AjpAnswer answer = web.send(get(
                            "/certificate",
                            "HTTPS",
                            "on",
                            "SSL_CLIENT_CERT",
                            certificate,
                            "SSL_CIPHER",
                            "TLS_AES_128_GCM_SHA256"))
                    .answer();
            assertThat(answer.bodyText()).isEqualTo("null TLS_AES_128_GCM_SHA256");
            assertThat(log.stacks()).isEmpty();
            assertThat(web.isInStep()).isTrue();
        }
    }

    @Test
    void a21_theAuthorityOfAnAbsoluteUriIsTheHost() throws Exception {
        gateway.serve("/host", (request, response) -> response.getWriter()
                .print(request.getRequestURL() + " " + request.getServerName() + " " + request.getServerPort() + " "
                        + request.getHeader("Host") + " " + request.getRequestURI()));
        gateway.start();
        try (AjpClient web = connect()) {
            assertThat(web.send(get("http://other.test:8081/host", "HTTP_HOST", "www.example.test"))
                            .answer()
                            .bodyText())
                    .isEqualTo("http://other.test:8081/host other.test 8081 other.test:8081 /host");
        }
    }

    @Test
    void a22_thePortOfTheWebServersSocketCountsOnlyWithoutHost() throws Exception {
        gateway.serve("/port", (request, response) -> response.getWriter()
                .print(request.getServerName() + " " + request.getServerPort() + " " + request.getLocalPort()));
        gateway.start();
        try (AjpClient web = connect()) {
            assertThat(web.send(get("/port", "SERVER_PORT", "18480", "SERVER_ADDR", "192.0.2.1"))
                            .answer()
                            .bodyText())
                    .isEqualTo("www.example.test 80 18480");
            assertThat(web.send(get("/port", "SERVER_PORT", "18480", "HTTP_HOST", null))
                            .answer()
                            .bodyText())
                    .startsWith("www.example.test 18480 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "ISO-8859-1", "windows-1252"})
    void a24_attributesHaveTheCharsetThatIsSet(String charset) throws Exception {
        gateway.serve("/user", (request, response) -> {
            response.setContentType("text/plain;charset=UTF-8");
            response.getWriter().print(request.getAttribute("cn") + "|" + request.getHeader("X-Name"));
        });
        gateway.factory.setTrustPolicy(new TrustPolicy(
                RemoteUserPolicy.TRUST, Pattern.compile("cn"), List.of(), Charset.forName(charset), null, ";"));
        gateway.start();
        String name = charset.equals("windows-1252") ? "J\u00fcrgen \u20ac" : "J\u00fcrgen";
        try (AjpClient web = connect()) {
            String bytes = new String(name.getBytes(charset), ISO_8859_1);
            AjpAnswer answer =
                    web.send(get("/user", "cn", bytes, "HTTP_X_NAME", "\u00fc")).answer();
            assertThat(new String(answer.body(), UTF_8)).isEqualTo(name + "|\u00fc");
            // What is not valid in the charset is no error.
            answer = web.send(get("/user", "cn", "J\u00fcrgen")).answer();
            assertThat(new String(answer.body(), UTF_8)).startsWith("J\u00fcrgen|");
        }
    }

    /** mod_jk sends up to one packet of body to another worker when a connection breaks. */
    @Test
    void a32_requestThatIsSentAgainAfterALossIsServedOnce() throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            web.send(post("/echo", "20000"), body("x".repeat(8186)));
            assertThat(web.packets(1).asked()).isEqualTo(1);
        }
        assertThat(seen.poll(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        try (AjpClient web = connect()) {
            assertThat(web.send(post("/echo", "4"), body("body")).answer().bodyText())
                    .isEqualTo("body");
        }
        assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("body");
    }

    @ParameterizedTest
    @ValueSource(ints = {299, 418, 499, 599})
    void a35_messageIsNeverEmpty(int status) throws Exception {
        gateway.serve("/status", (request, response) -> response.setStatus(status));
        gateway.start();
        try (AjpClient web = connect()) {
            // AjpAnswer fails on an empty message.
            AjpAnswer answer = web.send(get("/status")).answer();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.isReused()).isTrue();
        }
    }

    /** Two bytes hold more numbers than HTTP has statuses. */
    @ParameterizedTest
    @ValueSource(ints = {600, 999, 1000, 70_000})
    void a34_statusesThatAreNone(int status) throws Exception {
        gateway.serve("/status", (request, response) -> {
            response.setStatus(status);
            response.getWriter().print("status");
        });
        gateway.start();
        try (AjpClient web = connect()) {
            AjpAnswer answer = web.send(get("/status")).answer();
            assertThat(answer.status()).isEqualTo(status < 1000 ? status : 500);
            assertThat(web.isInStep()).isTrue();
        }
    }

    @Test
    void a36_oneSendHeadersAndNoInterimResponse() throws Exception {
        gateway.serve("/interim", (request, response) -> {
            response.setHeader("Link", "</style.css>");
            response.sendError(103);
            byte[] body = request.getInputStream().readAllBytes();
            response.setStatus(200);
            response.getOutputStream().write(body);
        });
        gateway.start();
        try (AjpClient web = connect()) {
            // AjpAnswer fails on a second SEND_HEADERS.
            AjpAnswer answer = web.send(post("/interim", "4", "HTTP_EXPECT", "100-continue"), body("body"))
                    .answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.bodyText()).isEqualTo("body");
            assertThat(answer.packets()).containsExactly(4, 3, 5);
            assertThat(web.isInStep()).isTrue();
        }
    }

    @Test
    void a37_headThatDoesNotFitAPacketIsA500ThatNamesTheOption() throws Exception {
        gateway.factory.getHttpConfiguration().setResponseHeaderSize(100_000);
        gateway.serve("/large", (request, response) -> {
            response.setHeader("X-Large", "x".repeat(9000));
            response.getWriter().print("large");
        });
        gateway.start();
        try (LogLines log = new LogLines();
                AjpClient web = connect()) {
            for (int i = 0; i < 2; i++) {
                AjpAnswer answer = web.send(get("/large")).answer();
                assertThat(answer.status()).isEqualTo(500);
                assertThat(answer.largest()).isLessThanOrEqualTo(8192);
                assertThat(answer.head()).doesNotContain("X-Large");
                assertThat(web.isInStep()).isTrue();
            }
            assertThat(log.with("raise packetSize")).hasSize(2);
            assertThat(log.stacks()).isEmpty();
        }
    }

    @Test
    void a37_headThatFitsALargerPacketIsSent() throws Exception {
        gateway.factory.setPacketSize(16384);
        gateway.factory.getHttpConfiguration().setResponseHeaderSize(100_000);
        gateway.serve("/large", (request, response) -> {
            response.setHeader("X-Large", "x".repeat(9000));
            response.getWriter().print("large");
        });
        gateway.start();
        try (AjpClient web = connect()) {
            AjpAnswer answer = web.send(get("/large")).answer();
            assertThat(answer.head()).contains("x".repeat(9000));
            assertThat(answer.bodyText()).isEqualTo("large");
        }
    }

    @Test
    void a42_noTrailersAndNoUpgrade() throws Exception {
        gateway.serve("/trailers", (request, response) -> {
            response.setTrailerFields(() -> Map.of("X-Trailer", "1"));
            response.setHeader("Trailer", "X-Trailer");
            response.setHeader("Connection", "close, X-Trailer");
            response.setHeader("Keep-Alive", "timeout=5");
            response.setHeader("Upgrade", "websocket");
            response.setHeader("Transfer-Encoding", "chunked");
            response.getWriter().print("body");
        });
        gateway.serve(
                "/upgrade", (request, response) -> response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS));
        gateway.start();
        try (AjpClient web = connect()) {
            AjpAnswer answer = web.send(get("/trailers")).answer();
            assertThat(answer.packets()).containsExactly(4, 3, 5);
            assertThat(answer.text())
                    .endsWith("body")
                    .doesNotContain("Trailer", "Connection", "Keep-Alive", "Upgrade", "Transfer-Encoding");
            assertThat(answer.isReused()).isTrue();
            AjpAnswer upgrade = web.send(get("/upgrade", "HTTP_UPGRADE", "websocket", "HTTP_CONNECTION", "upgrade"))
                    .answer();
            assertThat(upgrade.status()).isEqualTo(501);
        }
    }

    /** However a servlet ends, its response ends once: CPONG is all that comes after it. */
    @Test
    void a44_oneEndOfEachResponse() throws Exception {
        gateway.serve("/throws", (request, response) -> {
            throw new IllegalStateException("on purpose");
        });
        gateway.serve("/closes", (request, response) -> {
            response.getOutputStream().close();
            throw new IllegalStateException("on purpose");
        });
        gateway.serve("/error", (request, response) -> response.sendError(404));
        gateway.serve("/complete", (request, response) -> {
            request.startAsync().complete();
        });
        gateway.start();
        for (String path : new String[] {"/throws", "/closes", "/error", "/complete", "/nowhere"}) {
            try (AjpClient web = connect()) {
                AjpAnswer answer = web.send(post(path, "4"), body("body")).answer();
                assertThat(answer.packets()).endsWith(5).containsOnlyOnce(5);
                if (answer.isReused()) {
                    assertThat(web.isInStep()).isTrue();
                    assertThat(web.send(get("/hello")).answer().bodyText()).isEqualTo("hello");
                } else {
                    assertThat(web.isAtEnd()).isTrue();
                }
            }
        }
    }

    /** Bad requests that leave the framing intact cost neither the connection nor the request behind them. */
    @ParameterizedTest
    @ValueSource(strings = {"HTTP_HOST", "HTTP_X_BAD", "REQUEST_URI"})
    void a45_requestThatIsRefusedKeepsTheConnection(String what) throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            for (int i = 0; i < 3; i++) {
                AjpAnswer answer = web.send(
                                post("/echo", "4", what, what.equals("REQUEST_URI") ? "no/path" : "a\r\nb"),
                                body("body"))
                        .answer();
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.isReused()).isTrue();
                assertThat(web.isInStep()).isTrue();
            }
            assertThat(seen).isEmpty();
            assertThat(web.send(get("/hello")).answer().bodyText()).isEqualTo("hello");
        }
    }
}
