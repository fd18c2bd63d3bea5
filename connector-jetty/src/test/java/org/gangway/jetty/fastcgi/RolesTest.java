package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.fastcgi.Wire.AUTHORIZER;
import static org.gangway.jetty.fastcgi.Wire.CLOSE;
import static org.gangway.jetty.fastcgi.Wire.DATA;
import static org.gangway.jetty.fastcgi.Wire.FILTER;
import static org.gangway.jetty.fastcgi.Wire.KEEP;
import static org.gangway.jetty.fastcgi.Wire.STDIN;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.EndPoint;
import org.gangway.jetty.http.LogLines;
import org.gangway.jetty.request.FastCgiAttributes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The roles Authorizer and Filter: F-46 and F-47. */
@Timeout(10)
class RolesTest {
    private final Gateway gateway = new Gateway();
    private final AtomicReference<InputStream> kept = new AtomicReference<>();
    private final CountDownLatch reading = new CountDownLatch(1);
    private final CompletableFuture<Throwable> told = new CompletableFuture<>();

    @BeforeEach
    void serve() throws Exception {
        gateway.serve("/auth", (request, response) -> {
            int read = request.getInputStream().read();
            response.setHeader("X-Seen", request.getAttribute(FastCgiAttributes.ROLE) + " " + read);
            if ("sesame".equals(request.getHeader("X-Word"))) {
                response.setHeader("Variable-AUTH_METHOD", "word");
            } else {
                response.setStatus(403);
                response.getWriter().print("say the word");
            }
        });
        gateway.serve("/filter", (request, response) -> {
            response.setHeader("X-Length", "" + request.getAttribute(FastCgiAttributes.FILTER_DATA_LENGTH));
            response.setHeader("X-Modified", "" + request.getAttribute(FastCgiAttributes.FILTER_DATA_LAST_MODIFIED));
            response.setHeader("X-Body", Wire.text(request.getInputStream().readAllBytes()));
            InputStream data = (InputStream) request.getAttribute(FastCgiAttributes.FILTER_DATA);
            data.transferTo(response.getOutputStream());
        });
        gateway.serve("/ignore", (request, response) -> {
            InputStream data = (InputStream) request.getAttribute(FastCgiAttributes.FILTER_DATA);
            data.read();
            kept.set(data);
        });
        gateway.serve("/break", (request, response) -> {
            ((InputStream) request.getAttribute(FastCgiAttributes.FILTER_DATA)).read();
            response.getOutputStream().print("half");
            response.flushBuffer();
            throw new IOException("broken on purpose");
        });
        gateway.serve("/wait", (request, response) -> {
            InputStream data = (InputStream) request.getAttribute(FastCgiAttributes.FILTER_DATA);
            data.read();
            reading.countDown();
            try {
                told.complete(new AssertionError("read " + data.read()));
            } catch (IOException x) {
                told.complete(x);
            }
        });
        gateway.serve("/role", (request, response) -> response.getWriter()
                .print("" + request.getAttribute(FastCgiAttributes.ROLE)));
        gateway.start();
    }

    @AfterEach
    void stop() throws Exception {
        gateway.assertHealthy();
        gateway.close();
    }

    private static byte[] authorizer(int id, int flags, String... more) {
        Map<String, String> variables = Wire.variables("GET", "/auth", more);
        variables.remove("SCRIPT_NAME");
        return Wire.join(Wire.begin(id, AUTHORIZER, flags), Wire.params(id, variables));
    }

    @Test
    void f46AuthorizerAnswersWithoutAnyStdin() throws Exception {
        try (WebServer web = gateway.connect()) {
            web.send(authorizer(1, KEEP, "HTTP_X_WORD", "sesame"));
            Answer answer = web.answer(1).complete();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.fields("Variable-AUTH_METHOD")).containsExactly("word");
            assertThat(answer.fields("X-Seen")).containsExactly("authorizer -1");
            web.send(authorizer(1, KEEP));
            answer = web.answer(1).complete();
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.bodyText()).isEqualTo("say the word");
        }
    }

    @Test
    void f46AuthorizerWithoutKeepConnIsClosedAfterTheAnswer() throws Exception {
        try (WebServer web = gateway.connect()) {
            web.send(authorizer(1, CLOSE, "HTTP_X_WORD", "sesame"));
            assertThat(web.answer(1).complete().status()).isEqualTo(200);
            assertThat(web.isAtEnd()).isTrue();
        }
    }

    @Test
    void f46EmptyStdinAndForeignLengthOfAnAuthorizerAreIgnored() throws Exception {
        try (WebServer web = gateway.connect()) {
            for (int i = 0; i < 3; i++) {
                // lighttpd sends an empty STDIN, mod_fastcgi CONTENT_LENGTH.
                web.send(authorizer(1, KEEP, "HTTP_X_WORD", "sesame", "CONTENT_LENGTH", "1000"), Wire.end(STDIN, 1));
                assertThat(web.answer(1).complete().fields("X-Seen")).containsExactly("authorizer -1");
            }
        }
    }

    @Test
    void responderHasNoRoleAttribute() throws Exception {
        try (WebServer web = gateway.connect()) {
            web.send(authorizer(1, KEEP), Wire.get(2, KEEP, "/role"));
            assertThat(web.answer(2).complete().bodyText()).isEqualTo("null");
            web.answer(1).complete();
            for (int i = 0; i < 5; i++) {
                web.send(Wire.get(2, KEEP, "/role"));
                assertThat(web.answer(2).complete().bodyText()).isEqualTo("null");
            }
        }
    }

    private static byte[] filter(String path, String body, String... more) {
        Map<String, String> variables = Wire.variables("POST", path, more);
        variables.put("CONTENT_LENGTH", "" + body.length());
        return Wire.join(
                Wire.begin(1, FILTER, KEEP), Wire.params(1, variables), Wire.stdin(1, body), Wire.end(STDIN, 1));
    }

    @Test
    void f47FilterReadsItsDataAfterTheBody() throws Exception {
        String file = "line of the file\n".repeat(20_000);
        try (WebServer web = gateway.connect()) {
            for (int i = 0; i < 3; i++) {
                web.send(filter(
                        "/filter", "body", "FCGI_DATA_LENGTH", "" + file.length(), "FCGI_DATA_LAST_MOD", "1234567890"));
                web.send(Wire.stream(DATA, 1, Wire.bytes(file)), Wire.end(DATA, 1));
                Answer answer = web.answer(1).complete();
                assertThat(answer.fields("X-Length")).containsExactly("" + file.length());
                assertThat(answer.fields("X-Modified")).containsExactly("1234567890");
                assertThat(answer.fields("X-Body")).containsExactly("body");
                assertThat(answer.bodyText()).isEqualTo(file);
            }
        }
    }

    @Test
    void f47FilterWithoutLengthsReadsToTheEndOfData() throws Exception {
        try (WebServer web = gateway.connect()) {
            web.send(filter("/filter", "body", "FCGI_DATA_LENGTH", "-5", "FCGI_DATA_LAST_MOD", "yesterday"));
            web.send(Wire.stream(DATA, 1, Wire.bytes("file")), Wire.end(DATA, 1));
            Answer answer = web.answer(1).complete();
            assertThat(answer.fields("X-Length")).containsExactly("-1");
            assertThat(answer.fields("X-Modified")).containsExactly("-1");
            assertThat(answer.bodyText()).isEqualTo("file");
        }
    }

    @Test
    void f47UnreadDataIsDroppedAndItsStreamEndsWithTheRequest() throws Exception {
        try (WebServer web = gateway.connect()) {
            for (int i = 0; i < 3; i++) {
                web.send(filter("/ignore", "", "FCGI_DATA_LENGTH", "100000"));
                web.send(Wire.stream(DATA, 1, new byte[100_000]), Wire.end(DATA, 1));
                web.answer(1).complete();
                InputStream data = kept.getAndSet(null);
                org.assertj.core.api.Assertions.assertThatThrownBy(data::readAllBytes)
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void f47DataOfAFailedRequestIsReleased() throws Exception {
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            web.send(filter("/break", "", "FCGI_DATA_LENGTH", "50000"), Wire.stream(DATA, 1, new byte[20_000]));
            assertThat(Wire.text(web.rest())).contains("half");
            assertThat(log.with("broken on purpose")).isNotEmpty();
        }
    }

    @Test
    void f47ReaderOfDataIsToldOfACloseOnThisSide() throws Exception {
        try (WebServer web = gateway.connect()) {
            web.send(filter("/wait", "", "FCGI_DATA_LENGTH", "100"), Wire.stream(DATA, 1, new byte[1]));
            reading.await();
            gateway.connector().getConnectedEndPoints().forEach(EndPoint::close);
            assertThat(told.get(5, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void dataForAResponderIsDropped() throws Exception {
        try (WebServer web = gateway.connect()) {
            web.send(Wire.postHead(1, KEEP, "/role", 0), Wire.stream(DATA, 1, new byte[70_000]), Wire.end(DATA, 1));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("null");
            web.send(Wire.get(1, KEEP, "/role"));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("null");
        }
    }
}
