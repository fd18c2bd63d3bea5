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
 * Bodies that are short, long, absent or unread, and what CONTENT_LENGTH may say: F-22, F-44, R-35.
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
    void bodyOfAnUnknownLengthEndsWithItsStream() throws Exception {
        try (WebServer web = gateway.connect()) {
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
            try (LogLines log = new LogLines()) {
                try (WebServer web = gateway.connect()) {
                    web.send(
                            Wire.postHead(1, flags, path, 5),
                            Wire.stream(STDIN, 1, new byte[20_000_000], 65_535),
                            Wire.end(STDIN, 1));
                    assertThat(web.answer(1).complete().status()).isEqualTo(200);
                }
                gateway.assertNoConnection();
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
}
