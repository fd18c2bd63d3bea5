package org.gangway.jetty.scgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.gangway.jetty.http.GatewayServer;
import org.gangway.jetty.http.LogLines;
import org.gangway.scgi.ScgiCompliance;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is SCGI's own about a connection: S-1 to S-3, S-8 to S-10, S-12, S-14 and S-15. */
class ScgiConnectionTest extends ScgiTest {
    private static final String GET = "REQUEST_METHOD|GET|REQUEST_URI|/|HTTP_HOST|a:80|";
    private static final String POST = "REQUEST_METHOD|POST|REQUEST_URI|/|HTTP_HOST|a:80|";
    private static final String HELLO = "Status: 200 OK\r\nX-Test: 1\r\nContent-Length: 5\r\n\r\nhello";

    @BeforeEach
    void serve() {
        gateway.server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                seen.add(request.getHttpURI().getPath());
                response.getHeaders().clear().put("X-Test", "1");
                Content.Sink.write(response, true, "hello", callback);
                return true;
            }
        });
    }

    @Override
    void assertServes() throws IOException {
        assertThat(answer(netstring("CONTENT_LENGTH|0|SCGI|1|" + GET))).isEqualTo(HELLO);
    }

    @Test
    void s10GoldenBytesOfASmallAnswerThatEndsWithTheConnection() throws Exception {
        gateway.start();
        assertThat(answer(netstring("CONTENT_LENGTH|0|SCGI|1|" + GET))).isEqualTo(HELLO);
    }

    @Test
    void s3MissingCommaIsA400AndNothingRuns() throws Exception {
        gateway.start();
        String headers = "CONTENT_LENGTH|0|SCGI|1|" + GET;
        assertRefused(400, "comma", headers.length() + ":" + headers + ";");
        assertRefused(400, "no number", "12a:");
    }

    @Test
    void s2LengthBeyondTheLimitIsA431() throws Exception {
        gateway.factory.getRequestLimits().setMaxVariablesBytes(1024);
        gateway.start();
        assertRefused(
                431, "maxVariablesBytes", netstring("CONTENT_LENGTH|0|SCGI|1|" + GET + "X|" + "x".repeat(9999) + "|"));
    }

    @Test
    void s2LengthThatNobodyWillReadClosesTheConnection() throws Exception {
        gateway.factory.setMaxDrainBytes(100_000);
        gateway.start();
        try (LogLines log = new LogLines();
                ScgiClient web = connect()) {
            send(web, "999999999:");
            send(web, "x".repeat(100_001));
            assertThat(web.isAtEnd()).isTrue();
            assertThat(log.with("maxDrainBytes")).hasSize(1);
            assertThat(log.stacks()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.0\r\n\r\n", "\u0001\u0001||", "\u00124||"})
    void whatIsNotScgiIsClosedWithOneLine(String text) throws Exception {
        gateway.start();
        try (LogLines log = new LogLines();
                ScgiClient web = connect()) {
            send(web, text);
            assertThat(web.isAtEnd()).isTrue();
            assertThat(log.with("not SCGI")).hasSize(1);
            assertThat(log.all()).hasSize(1);
        }
    }

    @Test
    void s8MissingScgiIsWarnedOfOnce() throws Exception {
        gateway.start();
        try (LogLines log = new LogLines()) {
            for (int i = 0; i < 3; i++) {
                assertThat(answer(netstring("CONTENT_LENGTH|0|" + GET))).isEqualTo(HELLO);
            }
            assertThat(log.with("include scgi_params;")).hasSize(1);
            assertThat(log.all()).hasSize(1);
        }
    }

    @Test
    void s12StrictAndLenient() throws Exception {
        gateway.factory.setCompliance(ScgiCompliance.STRICT);
        gateway.start();
        assertRefused(400, "SCGI is missing", netstring("CONTENT_LENGTH|0|" + GET));
        assertRefused(400, "twice", netstring("CONTENT_LENGTH|0|SCGI|1|HTTP_A|1|HTTP_A|1|" + GET));
    }

    /** What nginx sends where scgi_pass stands alone: whoever looks at the page or the log learns what is missing. */
    @ParameterizedTest
    @ValueSource(strings = {"CONTENT_LENGTH|0|HTTP_HOST|127.0.0.1:19871|HTTP_ACCEPT|*/*|", "CONTENT_LENGTH|3|", ""})
    void s12NginxWithoutScgiParamsIsTold(String headers) throws Exception {
        gateway.start();
        String body = headers.contains("3") && headers.length() < 20 ? "abc" : "";
        assertRefused(500, "include scgi_params;", netstring(headers) + body);
        assertThat(answer(netstring(headers) + body))
                .containsIgnoringCase("Content-Type: text/html")
                .contains("include scgi_params;");
    }

    @Test
    void otherRefusalsTellTheClientNothing() throws Exception {
        gateway.start();
        assertThat(answer(netstring("CONTENT_LENGTH|x|SCGI|1|" + POST)))
                .startsWith("Status: 400 ")
                .doesNotContain("CONTENT_LENGTH");
    }

    @Test
    void bodyFarBeyondItsLengthDoesNotCostTheAnswer() throws Exception {
        gateway.start();
        try (LogLines log = new LogLines();
                ScgiClient web = connect()) {
            send(web, netstring("CONTENT_LENGTH|2|SCGI|1|" + POST) + "ab");
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < 20; i++) {
                        web.send(new byte[1 << 20]);
                    }
                } catch (IOException closed) {
                    // It was too much.
                }
            });
            assertThat(new String(web.toEnd(), ISO_8859_1)).isEqualTo(HELLO);
            sent.join();
            assertThat(log.stacks()).isEmpty();
        }
    }

    @Test
    void s14NothingGoesOutBeforeTheHeadersAreRead() throws Exception {
        gateway.start();
        String request = netstring("CONTENT_LENGTH|0|SCGI|1|" + GET);
        try (ScgiClient web = connect()) {
            int length = request.length() - 1;
            send(web, request.substring(0, length));
            GatewayServer.until("the headers are read", () -> gateway.connector().getConnectedEndPoints().stream()
                    .map(EndPoint::getConnection)
                    .anyMatch(connection -> connection.getBytesIn() == length));
            web.channel.configureBlocking(false);
            assertThat(web.channel.read(ByteBuffer.allocate(1))).isZero();
            web.channel.configureBlocking(true);
            send(web, request.substring(length));
            assertThat(rest(web)).isEqualTo(HELLO);
        }
    }

    /** Neither the unread body nor what was never announced resets the connection before the answer is read. */
    @ParameterizedTest
    @ValueSource(ints = {0, 5, 1_000_000})
    void s15SurplusDoesNotDestroyTheAnswer(int length) throws Exception {
        gateway.start();
        String body = "x".repeat(length + 70_000);
        assertThat(answer(netstring("CONTENT_LENGTH|" + length + "|SCGI|1|" + POST) + body))
                .isEqualTo(HELLO);
    }

    /** nginx with scgi_request_buffering off announces what it has read so far. */
    @Test
    void s15ChunkedBodyThatIsLongerThanAnnouncedIsLogged() throws Exception {
        gateway.start();
        try (LogLines log = new LogLines()) {
            answer(netstring("CONTENT_LENGTH|5|SCGI|1|" + POST + "HTTP_TRANSFER_ENCODING|chunked|") + "x".repeat(20));
            assertThat(log.with("goes on behind the 5 bytes of CONTENT_LENGTH")).hasSize(1);
            assertThat(log.with("scgi_request_buffering off")).hasSize(1);
        }
    }

    /** Cherokee decodes the chunks, and says nothing of them. */
    @Test
    void s15BodyBehindAnEmptyOneIsLogged() throws Exception {
        gateway.start();
        try (LogLines log = new LogLines()) {
            answer(netstring("CONTENT_LENGTH|0|SCGI|1|" + POST) + "x".repeat(20));
            assertThat(log.with("goes on behind the 0 bytes of CONTENT_LENGTH")).hasSize(1);
            assertThat(log.with("in Cherokee, refuse requests with Transfer-Encoding"))
                    .hasSize(1);
        }
    }

    /** Cherokee sends a chunked body behind an empty one, and perhaps only when the answer is out. */
    @Test
    void s15ChunksBehindAnEmptyBodyAreWaitedFor() throws Exception {
        gateway.start();
        try (ScgiClient web = connect()) {
            send(web, netstring("CONTENT_LENGTH|0|SCGI|1|" + POST + "HTTP_TRANSFER_ENCODING|chunked|"));
            ByteBuffer answer = ByteBuffer.allocate(1000);
            while (answer.position() < HELLO.length()) {
                assertThat(web.channel.read(answer)).isPositive();
            }
            for (int i = 0; i < 3; i++) {
                send(web, "5\r\nabcde\r\n");
            }
            assertThat(rest(web)).isEmpty();
        }
    }

    /** A plain close would make half a response look whole. */
    @Test
    void r12ResponseThatFailsHalfWayIsReset() throws Exception {
        serveHalf();
        gateway.start();
        try (ScgiClient web = connect()) {
            send(web, netstring("CONTENT_LENGTH|0|SCGI|1|REQUEST_METHOD|GET|REQUEST_URI|/fail|HTTP_HOST|a:80|"));
            assertThatThrownBy(() -> rest(web)).isInstanceOf(IOException.class).hasMessageContaining("reset");
        }
    }

    /** lighttpd 1.4.59 crashes. */
    @Test
    void responseThatFailsHalfWayIsNotResetForAnOldLighttpd() throws Exception {
        serveHalf();
        gateway.start();
        String half = "Status: 200 OK\r\n\r\nhalf";
        String headers = "CONTENT_LENGTH|0|SCGI|1|REQUEST_METHOD|GET|REQUEST_URI|/fail|HTTP_HOST|a:80|SERVER_SOFTWARE|";
        assertThat(answer(netstring(headers + "lighttpd/1.4.59|"))).isEqualTo(half);
        assertThatThrownBy(() -> answer(netstring(headers + "lighttpd/1.4.69|")))
                .hasMessageContaining("reset");
    }

    private void serveHalf() {
        Handler hello = gateway.server.getHandler();
        gateway.server.setHandler(new Handler.Wrapper(hello) {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                if (!request.getHttpURI().getPath().equals("/fail")) {
                    return super.handle(request, response, callback);
                }
                response.write(
                        false,
                        ByteBuffer.wrap("half".getBytes(ISO_8859_1)),
                        Callback.from(() -> callback.failed(new IOException("on purpose")), callback::failed));
                return true;
            }
        });
    }

    @Test
    void requestsBehindTheFirstOneAreDropped() throws Exception {
        gateway.start();
        String request = netstring("CONTENT_LENGTH|0|SCGI|1|" + GET);
        assertThat(answer(request + request + request)).isEqualTo(HELLO);
        assertThat(seen).hasSize(1);
    }
}
