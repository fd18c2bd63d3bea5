package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.http.Exchange.bytes;
import static org.gangway.jetty.http.Exchange.join;
import static org.gangway.jetty.http.GatewayServer.until;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.gangway.jetty.GatewayConnectionFactory;
import org.gangway.jetty.ajp.AjpAnswer;
import org.gangway.jetty.ajp.AjpClient;
import org.gangway.jetty.ajp.AjpWire;
import org.gangway.jetty.scgi.ScgiWire;
import org.gangway.jetty.testing.Bytes;
import org.gangway.jetty.testing.CgiVariables;
import org.gangway.jetty.testing.ClientConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What web servers do with the body of a request that no specification foresees, byte for byte as they do it. */
@Timeout(30)
class BodyCasesTest {
    private GatewayServer<GatewayConnectionFactory> gateway;

    private ClientConnection serve(Peer peer) throws Exception {
        if (gateway == null) {
            gateway = new GatewayServer<>(peer.factory());
            gateway.serve("/*", (request, response) -> response.getWriter()
                    .print(request.getMethod() + " " + facts(request) + " " + body(request)));
            gateway.serve("/blind/*", (request, response) -> response.getWriter()
                    .print(request.getMethod() + " " + facts(request)));
            gateway.start();
        }
        return new ClientConnection(gateway.address());
    }

    private static String facts(HttpServletRequest request) {
        return request.getContentLengthLong() + " " + request.getHeader("Content-Length");
    }

    private static String body(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readAllBytes();
        return body.length > 20 ? "x" + body.length : new String(body, StandardCharsets.ISO_8859_1);
    }

    @AfterEach
    void stop() throws IOException {
        gateway.assertNoConnection();
        gateway.close();
    }

    private static byte[] file(String name) throws IOException {
        try (InputStream input = BodyCasesTest.class.getResourceAsStream("/cases/" + name)) {
            return Objects.requireNonNull(input, name).readAllBytes();
        }
    }

    /** All that comes up to the end of the connection, which must not be a reset. */
    private static String text(ClientConnection web) throws IOException {
        return Bytes.text(web.toEnd());
    }

    /** The whole of what comes back, which must end with the connection. */
    private String exchange(Peer peer, byte[] bytes) throws Exception {
        try (ClientConnection web = serve(peer)) {
            return text(web.send(bytes));
        }
    }

    /** The same whole, byte by byte and cut somewhere. */
    private void assertAnswer(Peer peer, byte[] bytes, String status, String text) throws Exception {
        Random random = new Random(7);
        for (int cut = -1; cut < 3; cut++) {
            try (LogLines log = new LogLines();
                    ClientConnection web = serve(peer)) {
                if (cut == 0) {
                    for (byte b : bytes) {
                        web.send(new byte[] {b});
                    }
                } else if (cut > 0) {
                    int at = random.nextInt(bytes.length);
                    web.send(Arrays.copyOf(bytes, at));
                    web.send(Arrays.copyOfRange(bytes, at, bytes.length));
                } else {
                    web.send(bytes);
                }
                assertThat(text(web)).contains("Status: " + status).contains(text);
                assertThat(log.stacks()).isEmpty();
            }
        }
    }

    @Test
    void emptyStdinOfNginxIsTheEndOfABody() throws Exception {
        assertAnswer(Peer.FASTCGI, file("empty-stdin.fcgi"), "400", "");
    }

    @Test
    void bodyOfModFcgidFollowsAnEmptyStdin() throws Exception {
        assertAnswer(Peer.FASTCGI, file("mod_fcgid-http2.fcgi"), "200", "POST 1024 1024 x1024");
    }

    @Test
    void whatCherokeeSendsBehindARequestIsNobodys() throws Exception {
        byte[] request = file("cherokee-after-end.fcgi");
        assertAnswer(Peer.FASTCGI, request, "200", "DELETE -1 null ");
        try (LogLines log = new LogLines()) {
            exchange(Peer.FASTCGI, request);
            assertThat(log.all()).isEmpty();
        }
    }

    @Test
    void rawChunksOfCherokeeAreA411() throws Exception {
        assertAnswer(Peer.FASTCGI, file("cherokee-chunked.fcgi"), "411", "");
        try (LogLines log = new LogLines()) {
            exchange(Peer.FASTCGI, file("cherokee-chunked.fcgi"));
            assertThat(log.with("have the client send Content-Length")).hasSize(1);
            assertThat(log.all()).hasSize(1);
        }
    }

    @Test
    void rawChunksOfCherokeeAreA411OverScgiToo() throws Exception {
        byte[] request = scgi("0", "CONTENT_TRANSFER_ENCODING", "chunked");
        assertAnswer(Peer.SCGI, join(request, bytes("4\r\nbody\r\n0\r\n\r\n")), "411", "");
    }

    @Test
    void noClientCanLookLikeCherokee() throws Exception {
        byte[] request = scgi("4", "HTTP_CONTENT_TRANSFER_ENCODING", "chunked");
        assertAnswer(Peer.SCGI, join(request, bytes("body")), "200", "POST 4 4 body");
    }

    private static byte[] scgi(String length, String... more) {
        return ScgiWire.head(CgiVariables.of("POST", "/info", more), length);
    }

    @Test
    void bodyThatNginxWithholdsIsNone() throws Exception {
        byte[] request = file("cl0-http-cl7.scgi");
        assertThat(exchange(Peer.SCGI, request)).startsWith("Status: 200 ").endsWith("\r\n\r\nPOST -1 null ");
        // Whoever doesn't read it isn't kept waiting.
        byte[] blind = scgi("0", "HTTP_CONTENT_LENGTH", "7", "REQUEST_URI", "/blind/", "SCRIPT_NAME", "/blind/");
        long begin = System.nanoTime();
        assertThat(exchange(Peer.SCGI, blind)).endsWith("\r\n\r\nPOST -1 null");
        assertThat(System.nanoTime() - begin).isLessThan(1_000_000_000);
    }

    @Test
    void peerThatSendsNoMoreHasNoBody() throws Exception {
        try (ClientConnection web = serve(Peer.SCGI)) {
            web.send(file("cl0-http-cl7.scgi"));
            web.shutdownOutput();
            long begin = System.nanoTime();
            assertThat(text(web)).endsWith("\r\n\r\nPOST -1 null ");
            assertThat(System.nanoTime() - begin).isLessThan(1_000_000_000);
        }
    }

    /** nginx with scgi_request_buffering off: the body follows although there is none, at once or later. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void uploadThatNginxDoesNotBufferNeverLooksWhole(boolean atOnce) throws Exception {
        byte[] request = file("cl0-http-cl7.scgi");
        byte[] body = bytes("1234567");
        try (ClientConnection web = serve(Peer.SCGI);
                LogLines log = new LogLines()) {
            if (atOnce) {
                web.send(join(request, body));
            } else {
                web.send(request);
                until("the request is known", () -> requests() == 1);
                web.send(body);
            }
            assertThat(text(web)).startsWith("Status: 400 ");
            assertThat(log.with("scgi_request_buffering off")).hasSize(1);
            assertThat(log.all()).hasSize(1);
        }
    }

    private long requests() {
        return gateway.connector().getConnectedEndPoints().stream()
                .mapToLong(endPoint -> endPoint.getConnection().getMessagesIn())
                .sum();
    }

    /** As DOCUMENT_URI shows, it is no subrequest: there is a body. */
    @Test
    void mainRequestOfNginxHasTheBodyOfItsClient() throws Exception {
        try (LogLines log = new LogLines()) {
            assertThat(exchange(Peer.SCGI, scgi("0", "HTTP_CONTENT_LENGTH", "7", "DOCUMENT_URI", "/info")))
                    .startsWith("Status: 400 ");
            assertThat(log.with("scgi_request_buffering off")).hasSize(1);
        }
        assertThat(exchange(Peer.SCGI, scgi("0", "HTTP_CONTENT_LENGTH", "7", "DOCUMENT_URI", "/auth")))
                .startsWith("Status: 200 ");
    }

    /** mod_proxy_scgi with SetInputFilter DEFLATE: the length of the gzip, and what it holds. */
    @ParameterizedTest
    @CsvSource({"41, hello-world", "5, hello-world", "11, hello-world"})
    void bodyThatApacheInflatesIsRefusedOverScgi(String length, String body) throws Exception {
        byte[] head = scgi(length, "HTTP_CONTENT_ENCODING", "gzip", "SERVER_SOFTWARE", "Apache/2.4.71 (Debian)");
        assertAnswer(Peer.SCGI, join(head, bytes(body)), "400", "");
        try (LogLines log = new LogLines()) {
            exchange(Peer.SCGI, join(head, bytes(body)));
            assertThat(log.with("SetInputFilter DEFLATE")).hasSize(1);
        }
        String gzip = "\u001f\u008bcde";
        byte[] whole = scgi("5", "HTTP_CONTENT_ENCODING", "gzip", "SERVER_SOFTWARE", "Apache/2.4.71 (Debian)");
        assertThat(exchange(Peer.SCGI, join(whole, bytes(gzip)))).endsWith("POST 5 5 " + gzip);
    }

    /** mod_proxy_ajp with SetInputFilter DEFLATE, which sends packets as long as it is asked for them. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8186, 100_000})
    void inflatedBodyIsReadToItsEndOverAjp(int more) throws Exception {
        try (AjpClient web = serveAjp()) {
            AjpAnswer answer = new AjpAnswer();
            web.send(file("inflated.ajp"));
            int asked = 0;
            for (int sent = 0; sent < more; sent += 8186) {
                web.awaitAsked(answer, ++asked);
                web.send(AjpWire.body(new byte[Math.min(8186, more - sent)], 8186));
            }
            web.awaitAsked(answer, ++asked);
            web.send(AjpWire.NO_BYTES);
            assertThat(web.rest(answer).bodyText()).isEqualTo("POST 63 63 x" + (8186 + more));
            assertThat(answer.asked()).isEqualTo(asked);
        }
    }

    private AjpClient serveAjp() throws Exception {
        serve(Peer.AJP).close();
        return new AjpClient(gateway.address());
    }

    @Test
    void nextRequestOnTheConnectionIsInStep() throws Exception {
        try (AjpClient web = serveAjp()) {
            for (int i = 0; i < 3; i++) {
                AjpAnswer answer = new AjpAnswer();
                web.send(AjpWire.post("/info", "3"), AjpWire.body("inflated"));
                web.awaitAsked(answer, 1);
                web.send(AjpWire.NO_BYTES);
                assertThat(web.rest(answer).bodyText()).isEqualTo("POST 3 3 inflated");
                assertThat(answer.asked()).isEqualTo(1);
                assertThat(answer.isReused()).isTrue();
                // Nobody reads this one, so nothing is asked for.
                web.send(AjpWire.post("/blind/", "3"), AjpWire.body("inflated"));
                AjpAnswer blind = web.answer();
                assertThat(blind.bodyText()).isEqualTo("POST 3 3");
                assertThat(blind.asked()).isZero();
                assertThat(blind.isReused()).isTrue();
            }
        }
    }

    /** One more than Apache has: what is asked for is what was promised. */
    @Test
    void inflatedBodyThatBreaksOffIsA400() throws Exception {
        try (ClientConnection web = serve(Peer.AJP)) {
            web.send(join(AjpWire.post("/info", "3"), AjpWire.body("inflated")));
            web.shutdownOutput();
            assertThat(text(web)).contains("\u0001\u0090");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, 0, , -1 null",
        "HEAD, 0, , ",
        "DELETE, 0, , -1 null",
        "POST, 0, , 0 0",
        "PUT, 0, , 0 0",
        "GET, 0, 0, 0 0",
        "GET, , , -1 null",
        "POST, , , -1 null"
    })
    void lengthOfABodyThatIsNone(String method, String length, String header, String facts) throws Exception {
        for (Peer peer : new Peer[] {Peer.FASTCGI, Peer.SCGI, Peer.AJP}) {
            if (peer == Peer.AJP && header != null) {
                // Whether the client said it is unknown there.
                continue;
            }
            gateway = null;
            try (ClientConnection ignored = serve(peer);
                    Exchange web = peer.connect(gateway.address())) {
                String expected = facts == null ? "" : method + " " + facts;
                if (peer == Peer.SCGI && length == null && method.equals("POST")) {
                    // SCGI always tells a length.
                    expected = "POST 0 0";
                }
                web.send(
                        web.head(Exchange.variables(method, "/blind/", "HTTP_CONTENT_LENGTH", header), length),
                        web.end());
                assertThat(web.answer().bodyText()).isEqualTo(expected);
            } finally {
                gateway.close();
            }
        }
        gateway = null;
        serve(Peer.SCGI).close();
    }
}
