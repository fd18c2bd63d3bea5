package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.gangway.jetty.AjpConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads and bodies of responses: F-21, F-40 to F-45, S-10, R-12, R-20, R-23, R-33, R-34. */
class ResponsesTest extends BehaviourTest {
    private void serveCore(Handler.Abstract handler) {
        gateway.server.setHandler(handler);
    }

    /** A read on a Unix socket takes no more than one write. */
    @Test
    void smallAnswerIsOneWrite() throws Exception {
        gateway.serve("/hello", (request, response) -> response.getWriter().print("hello"));
        gateway.startUnix(directory.resolve("s"));
        for (int i = 1; i <= 50; i++) {
            try (Exchange web = connect()) {
                web.send(web.get("/hello"));
                assertThat(web.atLeast(5).bodyText()).isEqualTo("hello");
                assertThat(web.reads()).isEqualTo(1);
                assertThat(web.isWhole()).isNotEqualTo(false);
            }
        }
    }

    @Test
    void servletThatFailsIsA500() throws Exception {
        gateway.serve("/throw", (request, response) -> {
            throw new ServletException("on purpose");
        });
        gateway.start();
        try (LogLines log = new LogLines()) {
            assertThat(get("/throw").status()).isEqualTo(500);
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
        HttpAnswer answer = get("/status");
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
        String method = status == 200 ? "HEAD" : "GET";
        for (int i = 0; i < 2; i++) {
            HttpAnswer answer = get("/body", "REQUEST_METHOD", method);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.bodyText()).isEmpty();
            if (status == 204 || status == 205) {
                assertThat(answer.fields("Content-Length")).isEmpty();
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
        HttpAnswer answer = get("/body", "REQUEST_METHOD", "HEAD");
        assertThat(answer.fields("Content-Length")).containsExactly("1234");
        assertThat(answer.body()).isEmpty();
    }

    /** FastCGI cuts them into whole records. */
    @Test
    void r33BodiesOfAnyLength() throws Exception {
        gateway.serve("/bytes", (request, response) -> {
            byte[] body = new byte[Integer.parseInt(request.getQueryString())];
            for (int i = 0; i < body.length; i++) {
                body[i] = (byte) (i * 31 + (i >> 8));
            }
            response.getOutputStream().write(body);
        });
        gateway.start();
        for (int length : new int[] {
            0, 1, 7, 8, 2047, 2048, 2049, 32767, 32768, 65335, 65527, 65528, 65529, 65535, 65536, 65537, 131056, 131072,
            199_999, 262_200, 1_000_000
        }) {
            byte[] body = get("/bytes?" + length).body();
            assertThat(body).hasSize(length);
            for (int i = 0; i < length; i++) {
                if (body[i] != (byte) (i * 31 + (i >> 8))) {
                    throw new AssertionError("byte " + i + " of " + length);
                }
            }
        }
    }

    /** Over FastCGI an empty record would end the stream; the client here finds what comes behind it. */
    @Test
    void f21FlushesOfNothingAreNothing() throws Exception {
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
        assertThat(get("/flush").bodyText()).isEqualTo("a");
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
        HttpAnswer answer = get("/");
        assertThat(answer.fields("Set-Cookie")).isEmpty();
        assertThat(answer.fields("X-Value")).containsExactly("a  Set-Cookie: evil=1  b c d");
        assertThat(answer.head()).doesNotContain("Bad");
        assertThat(answer.fields("X-Good")).containsExactly("t\tü");
    }

    @Test
    void hopByHopHeadersStayHere() throws Exception {
        gateway.serve("/hop", (request, response) -> {
            for (String name : List.of(
                    "Connection", "Transfer-Encoding", "Keep-Alive", "Upgrade", "Trailer", "Proxy-Connection")) {
                response.setHeader(name, "999 from the application");
            }
            response.setHeader("X-Kept", "yes");
            response.getWriter().print("body");
        });
        gateway.start();
        HttpAnswer answer = get("/hop");
        assertThat(answer.head()).doesNotContain("999").contains("X-Kept: yes");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.bodyText()).isEqualTo("body");
    }

    /** To CGI it is the status, which is there already; AJP has a place of its own for that. */
    @Test
    void headerFieldNamedStatusPassesWhereItIsNotTheStatus() throws Exception {
        gateway.serve("/status", (request, response) -> {
            response.setHeader("sTaTuS", "404 from the application");
            response.getWriter().print("body");
        });
        gateway.start();
        HttpAnswer answer = get("/status");
        assertThat(answer.fields("Status"))
                .containsExactlyElementsOf(
                        peer == Peer.AJP ? List.of("200 OK", "404 from the application") : List.of("200 OK"));
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
        HttpAnswer answer = post("/hints", Exchange.bytes("x"), "HTTP_EXPECT", "100-continue");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).doesNotContain("100 ").doesNotContain("103 ");
        assertThat(answer.bodyText()).isEqualTo("body");
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 4096, 8150, 8184, 8192, 8193, 16384, 65000})
    void r34HeadAtTheLimitPassesAndOneByteMoreIsA500(int limit) throws Exception {
        int room = peer == Peer.AJP ? Math.max(8192, limit) : limit;
        int fixed = peer == Peer.AJP
                ? "AB..4..".length() + "..OK.".length() + 2 + "..X-Large...\0".length() + "#8..4.".length()
                : "Status: 200 OK\r\nX-Large: \r\nContent-Length: 4\r\n\r\n".length();
        serveCore(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                int length =
                        room - fixed + Integer.parseInt(request.getHttpURI().getQuery());
                response.getHeaders().clear().put("X-Large", "x".repeat(length));
                Content.Sink.write(response, true, "body", callback);
                return true;
            }
        });
        if (gateway.factory instanceof AjpConnectionFactory ajp) {
            ajp.setPacketSize(room);
        } else {
            gateway.factory.setMaxResponseHeadBytes(limit);
        }
        gateway.start();
        try (LogLines log = new LogLines()) {
            HttpAnswer answer = get("/?0");
            assertThat(answer.status()).isEqualTo(200);
            if (peer != Peer.AJP) {
                assertThat(answer.head()).hasSize(limit);
            }
            assertThat(answer.bodyText()).isEqualTo("body");
            assertThat(log.all()).isEmpty();
            assertThat(get("/?1").status()).isEqualTo(500);
            assertThat(log.with(peer == Peer.AJP ? "packetSize" : "maxResponseHeadBytes"))
                    .hasSize(1);
            assertThat(get("/?0").status()).isEqualTo(200);
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
            assertThat(log.with(peer == Peer.AJP ? "packetSize" : "maxResponseHeadBytes"))
                    .hasSize(1);
        }
    }
}
