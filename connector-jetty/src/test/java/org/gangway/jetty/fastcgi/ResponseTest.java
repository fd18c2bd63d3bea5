package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.fastcgi.Wire.CLOSE;
import static org.gangway.jetty.fastcgi.Wire.KEEP;

import jakarta.servlet.ServletException;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.gangway.jetty.http.LogLines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The records of an answer: PROTOCOLS.md, F-20 to F-23, F-38 to F-45, R-12, R-20, R-23, R-33, R-34. */
@Timeout(20)
class ResponseTest {
    private final Gateway gateway = new Gateway();

    @TempDir
    Path directory;

    @AfterEach
    void stop() throws Exception {
        gateway.assertHealthy();
        gateway.close();
    }

    private Answer get(String uri, String... more) throws Exception {
        try (WebServer web = gateway.connect()) {
            web.send(Wire.get(1, CLOSE, uri, more));
            Answer answer = web.answer(1).complete();
            assertThat(web.rest()).isEmpty();
            return answer;
        }
    }

    private void serveCore(Handler.Abstract handler) {
        gateway.server.setHandler(handler);
    }

    @Test
    void f38GoldenBytesOfASmallAnswer() throws Exception {
        serveCore(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.getHeaders().clear().put("X-Test", "1");
                Content.Sink.write(response, true, "hello", callback);
                return true;
            }
        });
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.get(0x1234, CLOSE, "/"));
            String text = "Status: 200 OK\r\nX-Test: 1\r\nContent-Length: 5\r\n\r\nhello";
            int padding = -text.length() & 7;
            assertThat(web.rest())
                    .isEqualTo(Wire.join(
                            new byte[] {1, 6, 0x12, 0x34, 0, (byte) text.length(), (byte) padding, 0},
                            Wire.bytes(text),
                            new byte[padding],
                            new byte[] {1, 6, 0x12, 0x34, 0, 0, 0, 0},
                            new byte[] {1, 3, 0x12, 0x34, 0, 8, 0, 0},
                            new byte[8]));
        }
    }

    @Test
    void f38SmallAnswerIsOneWrite() throws Exception {
        gateway.serve("/hello", (request, response) -> response.getWriter().print("hello"));
        gateway.startUnix(directory.resolve("s"));
        try (WebServer web = gateway.connect()) {
            for (int i = 1; i <= 50; i++) {
                web.send(Wire.get(1, KEEP, "/hello"));
                web.answer(1).complete();
                assertThat(web.reads()).isEqualTo(i);
            }
        }
    }

    @Test
    void f20AnswerWithoutBodyEndsStdoutToo() throws Exception {
        gateway.serve("/nothing", (request, response) -> response.setStatus(200));
        gateway.start();
        Answer answer = get("/nothing");
        assertThat(answer.bodyText()).isEmpty();
        assertThat(answer.fields("Content-Length")).containsExactly("0");
        assertThat(answer.records()).hasSize(3);
    }

    @Test
    void f21FlushesMakeNoEmptyRecord() throws Exception {
        gateway.serve("/flush", (request, response) -> {
            response.flushBuffer();
            response.flushBuffer();
            response.getOutputStream().write(new byte[0]);
            response.getOutputStream().flush();
            response.getOutputStream().print("a");
            response.getOutputStream().flush();
            response.getOutputStream().flush();
            response.getOutputStream().close();
        });
        gateway.start();
        Answer answer = get("/flush");
        assertThat(answer.bodyText()).isEqualTo("a");
        List<Integer> lengths =
                answer.records().stream().map(record -> record.content().length).toList();
        assertThat(lengths.subList(0, lengths.size() - 2)).doesNotContain(0);
    }

    @Test
    void f23NothingGoesOutBeforeTheEndOfParams() throws Exception {
        gateway.serve("/hello", (request, response) -> response.getWriter().print("hello"));
        gateway.start();
        byte[] request = Wire.get(1, CLOSE, "/hello");
        int params = request.length - 16;
        try (WebServer web = gateway.connect()) {
            web.channel().configureBlocking(false);
            web.send(java.util.Arrays.copyOf(request, params));
            Gateway.until("the request is begun", () -> gateway.connector().getConnectedEndPoints().stream()
                    .anyMatch(endPoint -> endPoint.getConnection().getBytesIn() == params));
            assertThat(web.channel().read(java.nio.ByteBuffer.allocate(1))).isZero();
            web.channel().configureBlocking(true);
            web.send(java.util.Arrays.copyOfRange(request, params, request.length));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("hello");
        }
    }

    @Test
    void f40ServletThatFailsIsA500WithAppStatusZero() throws Exception {
        gateway.serve("/throw", (request, response) -> {
            throw new ServletException("on purpose");
        });
        gateway.start();
        try (LogLines log = new LogLines()) {
            Answer answer = get("/throw");
            assertThat(answer.status()).isEqualTo(500);
            assertThat(log.with("on purpose")).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 302, 404, 500, 503, 599, 799})
    void f41StatusIsAlwaysSent(int status) throws Exception {
        gateway.serve("/status", (request, response) -> {
            response.setStatus(status);
            response.setHeader("Location", "/elsewhere");
        });
        gateway.start();
        Answer answer = get("/status");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.head()).startsWith("Status: " + status + " ");
        assertThat(answer.head().lines().findFirst().orElseThrow().length()).isGreaterThan(12);
        assertThat(answer.fields("Location")).containsExactly("/elsewhere");
    }

    @Test
    void f42NoStatusLineAndF43CrLf() throws Exception {
        gateway.serve("/hello", (request, response) -> response.getWriter().print("hello"));
        gateway.start();
        String head = get("/hello").head();
        assertThat(head).doesNotContain("HTTP/").endsWith("\r\n\r\n");
        assertThat(head.replace("\r\n", "")).doesNotContain("\r").doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 205, 304})
    void f45NoBody(int status) throws Exception {
        gateway.serve("/body", (request, response) -> {
            response.setStatus(status);
            response.setHeader("X-Status", "" + status);
            response.getOutputStream().print("body".repeat(20_000));
        });
        gateway.start();
        try (WebServer web = gateway.connect()) {
            String method = status == 200 ? "HEAD" : "GET";
            for (int i = 0; i < 2; i++) {
                web.send(Wire.get(1, KEEP, "/body", "REQUEST_METHOD", method));
                Answer answer = web.answer(1).complete();
                assertThat(answer.status()).isEqualTo(status);
                assertThat(answer.bodyText()).isEmpty();
                if (status == 204 || status == 205) {
                    assertThat(answer.fields("Content-Length")).isEmpty();
                }
            }
        }
    }

    @Test
    void f45HeadKeepsTheLengthOfTheBody() throws Exception {
        gateway.serve("/body", (request, response) -> {
            response.setContentLength(1234);
            response.getOutputStream().write(new byte[1234]);
        });
        gateway.start();
        Answer answer = get("/body", "REQUEST_METHOD", "HEAD");
        assertThat(answer.fields("Content-Length")).containsExactly("1234");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void r33BodiesOfAnyLengthAreCutIntoWholeRecords() throws Exception {
        gateway.serve("/bytes", (request, response) -> {
            byte[] body = new byte[Integer.parseInt(request.getQueryString())];
            for (int i = 0; i < body.length; i++) {
                body[i] = (byte) (i * 31 + (i >> 8));
            }
            response.getOutputStream().write(body);
        });
        gateway.start();
        try (WebServer web = gateway.connect()) {
            for (int length : new int[] {
                0, 1, 7, 8, 2047, 2048, 2049, 32767, 32768, 65335, 65527, 65528, 65529, 65535, 65536, 65537, 131056,
                131072, 199_999, 262_200, 1_000_000
            }) {
                web.send(Wire.get(1, KEEP, "/bytes?" + length));
                byte[] body = web.answer(1).complete().body();
                assertThat(body).hasSize(length);
                for (int i = 0; i < length; i++) {
                    if (body[i] != (byte) (i * 31 + (i >> 8))) {
                        throw new AssertionError("byte " + i + " of " + length);
                    }
                }
            }
        }
    }

    @Test
    void r23ControlCharactersInHeaderValuesNeverPass() throws Exception {
        serveCore(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.getHeaders().put("X-Value", "a\r\nSet-Cookie: evil=1\n\nb\0c\u007fd");
                response.getHeaders().put("X-Bad Name", "v");
                response.getHeaders().put("X-Bad\r\nName", "v");
                response.getHeaders().put("X-Good", "t\tü");
                callback.succeeded();
                return true;
            }
        });
        gateway.start();
        Answer answer = get("/");
        assertThat(answer.fields("Set-Cookie")).isEmpty();
        assertThat(answer.fields("X-Value")).containsExactly("a  Set-Cookie: evil=1  b c d");
        assertThat(answer.head()).doesNotContain("Bad");
        assertThat(answer.fields("X-Good")).containsExactly("t\tü");
    }

    @Test
    void hopByHopHeadersStayHere() throws Exception {
        gateway.serve("/hop", (request, response) -> {
            for (String name : List.of(
                    "Connection",
                    "Transfer-Encoding",
                    "Keep-Alive",
                    "Upgrade",
                    "Trailer",
                    "Proxy-Connection",
                    "Status")) {
                response.setHeader(name, "999 from the application");
            }
            response.setHeader("X-Kept", "yes");
            response.getWriter().print("body");
        });
        gateway.start();
        Answer answer = get("/hop");
        assertThat(answer.head()).doesNotContain("999").contains("X-Kept: yes");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.bodyText()).isEqualTo("body");
    }

    @Test
    void interimResponsesStayHere() throws Exception {
        gateway.serve("/hints", (request, response) -> {
            response.setHeader("Link", "</x>");
            response.sendError(103);
            request.getInputStream().readAllBytes();
            response.getWriter().print("body");
        });
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.post(1, CLOSE, "/hints", Wire.bytes("x"), "HTTP_EXPECT", "100-continue"));
            Answer answer = web.answer(1).complete();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.bodyText()).isEqualTo("body");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 4096, 8150, 8184, 8192, 8193, 16384, 65000})
    void r34HeadAtTheLimitPassesAndOneByteMoreIsA500(int limit) throws Exception {
        serveCore(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                String fixed = "Status: 200 OK\r\nX-Large: \r\nContent-Length: 4\r\n\r\n";
                int length = limit
                        - fixed.length()
                        + Integer.parseInt(request.getHttpURI().getQuery());
                response.getHeaders().clear().put("X-Large", "x".repeat(length));
                Content.Sink.write(response, true, "body", callback);
                return true;
            }
        });
        gateway.factory.setMaxResponseHeadBytes(limit);
        gateway.start();
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            web.send(Wire.get(1, KEEP, "/?0"));
            Answer answer = web.answer(1).complete();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.head()).hasSize(limit);
            assertThat(answer.bodyText()).isEqualTo("body");
            assertThat(log.all()).isEmpty();

            web.send(Wire.get(1, KEEP, "/?1"));
            assertThat(web.answer(1).complete().status()).isEqualTo(500);
            assertThat(log.with("maxResponseHeadBytes")).hasSize(1);
            web.send(Wire.get(1, KEEP, "/?0"));
            assertThat(web.answer(1).complete().status()).isEqualTo(200);
        }
    }

    @Test
    void r34LargeHeadOfAServletIsA500() throws Exception {
        gateway.serve("/large", (request, response) -> {
            response.setHeader(HttpHeader.SET_COOKIE.asString(), "x".repeat(40_000));
            response.getWriter().print("body".repeat(50_000));
        });
        gateway.start();
        try (LogLines log = new LogLines()) {
            assertThat(get("/large").status()).isEqualTo(500);
            assertThat(log.with("maxResponseHeadBytes")).hasSize(1);
        }
    }
}
