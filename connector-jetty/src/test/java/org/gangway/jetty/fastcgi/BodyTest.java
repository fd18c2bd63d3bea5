package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.fastcgi.Wire.CLOSE;
import static org.gangway.jetty.fastcgi.Wire.KEEP;
import static org.gangway.jetty.fastcgi.Wire.RESPONDER;
import static org.gangway.jetty.fastcgi.Wire.STDIN;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EofException;
import org.gangway.jetty.http.LogLines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bodies that are short, long, absent or unread, and what CONTENT_LENGTH may say: PROTOCOLS.md, F-22, F-44, F-49, R-5 to
 * and the negative tests 7, 8 and 9 of its section 3.4.
 */
@Timeout(20)
class BodyTest {
    private final Gateway gateway = new Gateway();
    private final BlockingQueue<Object> uploads = new LinkedBlockingQueue<>();

    @BeforeEach
    void serve() throws Exception {
        gateway.serve("/upload", (request, response) -> {
            try {
                byte[] body = request.getInputStream().readAllBytes();
                uploads.add(Wire.text(body));
                response.getWriter().print(request.getContentLengthLong() + " " + Wire.text(body));
            } catch (IOException x) {
                uploads.add(x);
                throw x;
            }
        });
        gateway.serve("/early", (request, response) -> response.getWriter().print("early " + request.getMethod()));
        gateway.serve("/early-large", (request, response) -> {
            response.setContentLength(3_000_000);
            response.getOutputStream().write(new byte[3_000_000]);
        });
        gateway.start();
    }

    @AfterEach
    void stop() throws Exception {
        gateway.assertHealthy();
        gateway.close();
    }

    private static byte[] head(int flags, String length, String... more) {
        Map<String, String> variables = Wire.variables("POST", "/upload", more);
        if (length != null) {
            variables.put("CONTENT_LENGTH", length);
        }
        return Wire.join(Wire.begin(1, RESPONDER, flags), Wire.params(1, variables));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {"4,4", "'',-1", "-1,-1", "null,-1", "0004,4"})
    void lengthsThatWebServersSend(String length, String seen) throws Exception {
        try (WebServer web = gateway.connect()) {
            web.send(head(KEEP, length), Wire.stdin(1, "body"), Wire.end(STDIN, 1));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo(seen + " body");
            web.send(head(CLOSE, "4"), Wire.stdin(1, "next"), Wire.end(STDIN, 1));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("4 next");
        }
    }

    @Test
    void r7LengthZeroWaitsForNoBody() throws Exception {
        try (WebServer web = gateway.connect()) {
            web.send(head(CLOSE, "0"));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("0 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+4",
                "-2",
                " 4",
                "4 ",
                "0x4",
                "4,4",
                "four",
                "99999999999999999999",
                "9223372036854775808",
                "4.0"
            })
    void r6LengthThatIsNoneIsA400(String length) throws Exception {
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            web.send(head(KEEP, length), Wire.stdin(1, "body"), Wire.end(STDIN, 1));
            assertThat(web.answer(1).complete().status()).isEqualTo(400);
            assertThat(log.with("CONTENT_LENGTH is no length")).hasSize(1);
            assertThat(log.all()).hasSize(1);
            web.send(head(CLOSE, "4"), Wire.stdin(1, "next"), Wire.end(STDIN, 1));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("4 next");
        }
        assertThat(uploads).containsExactly("next");
    }

    @Test
    void f49TwoLengthsThatDifferAreA400AndTwoEqualOnesAreNot() throws Exception {
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            web.send(head(KEEP, "4", "HTTP_CONTENT_LENGTH", "5"), Wire.stdin(1, "body"), Wire.end(STDIN, 1));
            assertThat(web.answer(1).complete().status()).isEqualTo(400);
            assertThat(log.all()).hasSize(1);
            web.send(head(KEEP, "4", "HTTP_CONTENT_LENGTH", "4"), Wire.stdin(1, "body"), Wire.end(STDIN, 1));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("4 body");
        }
    }

    @Test
    void transferEncodingSteersNothing() throws Exception {
        try (WebServer web = gateway.connect()) {
            web.send(
                    head(KEEP, "4", "HTTP_TRANSFER_ENCODING", "chunked", "HTTP_CONNECTION", "close"),
                    Wire.stdin(1, "body"),
                    Wire.end(STDIN, 1));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("4 body");
            web.send(head(KEEP, null, "HTTP_TRANSFER_ENCODING", "chunked"), Wire.stdin(1, "bo"));
            web.send(Wire.stdin(1, "dy"), Wire.end(STDIN, 1));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("-1 body");
        }
    }

    @Test
    void f44ShortBodyIsAnErrorForTheServlet() throws Exception {
        try (WebServer web = gateway.connect()) {
            web.send(head(CLOSE, "10"), Wire.stdin(1, "half"), Wire.end(STDIN, 1));
            assertThat(uploads.poll(10, TimeUnit.SECONDS)).isInstanceOf(EofException.class);
            Answer answer = web.answer(1);
            assertThat(answer.isComplete()).isTrue();
            assertThat(web.isAtEnd()).isTrue();
        }
    }

    @Test
    void f44ConnectionThatEndsInTheBodyIsAnErrorForTheServlet() throws Exception {
        try (WebServer web = gateway.connect()) {
            web.send(head(CLOSE, "10"), Wire.stdin(1, "half"));
        }
        assertThat(uploads.poll(10, TimeUnit.SECONDS)).isInstanceOf(EofException.class);
        try (WebServer web = gateway.connect()) {
            web.send(head(CLOSE, null), Wire.stdin(1, "half"));
        }
        assertThat(uploads.poll(10, TimeUnit.SECONDS)).isInstanceOf(EofException.class);
    }

    @Test
    void bodyBeyondTheLengthIsDropped() throws Exception {
        try (WebServer web = gateway.connect()) {
            web.send(
                    head(KEEP, "4"),
                    Wire.stdin(1, "body and what does not belong to it"),
                    Wire.stdin(1, "nor this"),
                    Wire.end(STDIN, 1));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("4 body");
            web.send(head(CLOSE, "4"), Wire.stdin(1, "next"), Wire.end(STDIN, 1));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("4 next");
        }
    }

    @Test
    void emptyStdinBeforeTheBodyIsNotItsEndFromModFcgid() throws Exception {
        byte[] head = Wire.postHead(
                1, CLOSE, "/upload", 4, "SERVER_SOFTWARE", "Apache/2.4.71 (Debian)", "SERVER_PROTOCOL", "HTTP/2.0");
        try (WebServer web = gateway.connect()) {
            web.send(head, Wire.end(STDIN, 1), Wire.stdin(1, "body"), Wire.end(STDIN, 1));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("4 body");
        }
    }

    /** nginx's auth_request, or fastcgi_pass_request_body off: the length of a body, and no body. */
    @ParameterizedTest
    @CsvSource({
        "0, nginx/1.22.1, HTTP/1.1",
        "0, nginx/1.22.1, HTTP/2.0",
        "0, Apache/2.4.71, HTTP/1.1",
        "1, Apache/2.4.71, HTTP/2.0",
        "1, , HTTP/1.1"
    })
    void emptyStdinIsTheEndOfEveryOtherBody(int flags, String server, String protocol) throws Exception {
        byte[] head = Wire.postHead(1, flags, "/upload", 7, "SERVER_SOFTWARE", server, "SERVER_PROTOCOL", protocol);
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            web.send(head, Wire.end(STDIN, 1));
            assertThat(web.answer(1).complete().status()).isEqualTo(400);
            assertThat(log.stacks()).isEmpty();
        }
    }

    /** nginx: fastcgi_param CONTENT_LENGTH 0 or "", to go with fastcgi_pass_request_body off. */
    @ParameterizedTest
    @ValueSource(strings = {"0", ""})
    void bodyThatIsTakenAwayIsNone(String length) throws Exception {
        byte[] head = Wire.join(
                Wire.begin(1, RESPONDER, KEEP),
                Wire.params(
                        1, Wire.variables("POST", "/upload", "CONTENT_LENGTH", length, "HTTP_CONTENT_LENGTH", "7")));
        try (WebServer web = gateway.connect()) {
            web.send(head, Wire.end(STDIN, 1));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("-1 ");
            // If it comes in spite of all, none of it is lost.
            web.send(head, Wire.stdin(1, "a body."), Wire.end(STDIN, 1));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("-1 a body.");
        }
    }

    /** The web server may write all of it before it reads. More than maxDrainBytes ends only the connection. */
    @ParameterizedTest
    @ValueSource(ints = {CLOSE, KEEP})
    void muchMoreThanTheLengthDoesNotDestroyTheAnswer(int flags) throws Exception {
        for (String path : new String[] {"/upload", "/early"}) {
            try (LogLines log = new LogLines();
                    WebServer web = gateway.connect()) {
                web.send(
                        Wire.postHead(1, flags, path, 5),
                        Wire.stream(STDIN, 1, new byte[20_000_000], 65_535),
                        Wire.end(STDIN, 1));
                assertThat(web.answer(1).complete().status()).isEqualTo(200);
                assertThat(log.stacks()).isEmpty();
                assertThat(log.all()).hasSizeLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void requestsThatCameBeforeGarbageAreAnswered() throws Exception {
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            web.send(
                    Wire.get(1, KEEP, "/early"),
                    Wire.get(2, KEEP, "/early"),
                    Wire.postHead(3, KEEP, "/upload", 4),
                    Wire.stdin(3, "bo"),
                    Wire.begin(4, RESPONDER, KEEP),
                    new byte[100]);
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("early GET");
            assertThat(web.answer(2).complete().bodyText()).isEqualTo("early GET");
            assertThat(web.answer(3).complete().status()).isEqualTo(400);
            assertThat(web.rest()).isEmpty();
            assertThat(log.with("FastCGI version 0")).hasSize(1);
            assertThat(log.all()).hasSize(1);
        }
    }

    @Test
    void f22DataAfterTheEndOfStdinIsDropped() throws Exception {
        try (WebServer web = gateway.connect()) {
            web.send(head(KEEP, null), Wire.stdin(1, "body"), Wire.end(STDIN, 1));
            web.send(Wire.stdin(1, "more"), Wire.end(STDIN, 1), Wire.stdin(1, "still more"));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("-1 body");
            web.send(head(CLOSE, "4"), Wire.stdin(1, "next"), Wire.end(STDIN, 1));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("4 next");
        }
    }

    @Test
    void bodyBeforeTheEndOfParamsIsA400() throws Exception {
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            web.send(Wire.begin(1, RESPONDER, KEEP), Wire.stdin(1, "body"));
            assertThat(web.answer(1).complete().status()).isEqualTo(400);
            web.send(Wire.params(1, Wire.variables("GET", "/early")), Wire.end(STDIN, 1));
            assertThat(log.all()).hasSize(1);
            web.send(head(CLOSE, "4"), Wire.stdin(1, "next"), Wire.end(STDIN, 1));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("4 next");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 8184, 100_000, 2_000_000})
    void r35UnreadBodyDoesNotDestroyTheAnswerWithoutKeepConn(int length) throws Exception {
        try (WebServer web = gateway.connect()) {
            web.send(Wire.post(1, CLOSE, "/early", new byte[length]));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("early POST");
            assertThat(web.isAtEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 8184, 100_000, 2_000_000})
    void r5UnreadBodyIsDroppedBeforeTheNextRequest(int length) throws Exception {
        try (WebServer web = gateway.connect()) {
            byte[] body = new byte[length];
            for (int i = 0; i < body.length; i++) {
                // Looks like a record: it must not be taken for one.
                body[i] = (byte) (i % 8 < 2 ? 1 : 0);
            }
            for (int i = 0; i < 3; i++) {
                web.send(Wire.post(1, KEEP, "/early", body));
                assertThat(web.answer(1).complete().bodyText()).isEqualTo("early POST");
                web.send(head(KEEP, "4"), Wire.stdin(1, "next"), Wire.end(STDIN, 1));
                assertThat(web.answer(1).complete().bodyText()).isEqualTo("4 next");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {CLOSE, KEEP})
    void unreadBodyAndLargeAnswerWaitForEachOther(int flags) throws Exception {
        try (WebServer web = gateway.connect()) {
            // The whole body is sent before the first byte of the answer is read.
            web.send(Wire.post(1, flags, "/early", new byte[6_000_000]));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("early POST");
        }
    }

    @Test
    void r9ShortBodyAfterALongOneIsItsOwn() throws Exception {
        try (WebServer web = gateway.connect()) {
            web.send(Wire.post(1, KEEP, "/upload", Wire.bytes("secret".repeat(20_000))));
            assertThat(web.answer(1).complete().body()).hasSize(120_007);
            web.send(head(KEEP, "2"), Wire.stdin(1, "me"), Wire.end(STDIN, 1));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("2 me");
        }
    }
}
