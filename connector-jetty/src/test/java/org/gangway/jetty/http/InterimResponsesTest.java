package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

/** Early hints (103) and trailers, where the web server has said that it passes them on. */
class InterimResponsesTest extends BehaviourTest {
    private void start() throws Exception {
        gateway.serve("/hints", (request, response) -> {
            response.setHeader("Link", "</style.css>; rel=preload");
            response.setContentLength(4);
            response.sendError(103);
            response.getWriter().print("body");
        });
        gateway.serve("/trailers", (request, response) -> {
            response.setHeader("Trailer", "X-Sum");
            response.setTrailerFields(() -> Map.of("X-Sum", "42", "Content-Length", "7", "X-Bad", "a\r\nb"));
            response.getWriter().print("hello");
            if (request.getQueryString() != null) {
                response.flushBuffer();
            }
            response.getWriter().print(" world");
        });
        gateway.start();
    }

    @Test
    void earlyHintsComeBeforeTheResponse() throws Exception {
        start();
        for (int i = 0; i < 2; i++) {
            HttpAnswer answer = get("/hints", "GANGWAY_EARLY_HINTS", "1");
            if (peer == Peer.AJP) {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.bodyText()).isEqualTo("body");
            } else {
                assertThat(answer.text())
                        .startsWith(
                                "Status: 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\nStatus: 200 OK\r\n")
                        .endsWith("Content-Length: 4\r\n\r\nbody");
            }
        }
    }

    @Test
    void clientCannotAskForThem() throws Exception {
        start();
        assertThat(get("/hints", "HTTP_GANGWAY_EARLY_HINTS", "1", "GANGWAY_EARLY_HINTS", "0")
                        .status())
                .isEqualTo(200);
        assertThat(get("/trailers", "HTTP_GANGWAY_TRAILERS", "1").bodyText()).isEqualTo("hello world");
    }

    @Test
    void trailersComeBehindAChunkedBody() throws Exception {
        start();
        for (String query : new String[] {"", "?flush"}) {
            HttpAnswer answer = get("/trailers" + query, "GANGWAY_TRAILERS", "on");
            assertThat(answer.status()).isEqualTo(200);
            if (peer != Peer.AJP) {
                assertThat(answer.fields("Transfer-Encoding")).containsExactly("chunked");
                assertThat(answer.fields("Trailer")).containsExactly("X-Sum");
                assertThat(answer.fields("Content-Length")).isEmpty();
                assertThat(answer.bodyText())
                        .isEqualTo(
                                query.isEmpty()
                                        ? "b\r\nhello world\r\n0\r\nX-Sum: 42\r\n\r\n"
                                        : "5\r\nhello\r\n6\r\n world\r\n0\r\nX-Sum: 42\r\n\r\n");
            } else {
                assertThat(answer.bodyText()).isEqualTo("hello world");
            }
        }
    }

    @Test
    void trailersAreLeftOutForALighttpdThatMakesBrokenFieldsOfThem() throws Exception {
        start();
        HttpAnswer old = fromLighttpd("1.4.79");
        assertThat(old.bodyText()).isEqualTo("hello world");
        assertThat(old.fields("Transfer-Encoding")).isEmpty();
        assertThat(fromLighttpd("1.4.80").fields("Transfer-Encoding").isEmpty()).isEqualTo(peer == Peer.AJP);
    }

    private HttpAnswer fromLighttpd(String version) throws Exception {
        return get(
                "/trailers",
                "SCRIPT_NAME",
                "",
                "PATH_INFO",
                "/trailers",
                "SERVER_SOFTWARE",
                "lighttpd/" + version,
                "GANGWAY_TRAILERS",
                "1");
    }

    @Test
    void trailersAreLeftOutForHttp10() throws Exception {
        gateway.server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.setTrailersSupplier(() -> HttpFields.build().add("X-Sum", "42"));
                Content.Sink.write(response, true, "hello", callback);
                return true;
            }
        });
        gateway.start();
        HttpAnswer old = get("/", "SERVER_PROTOCOL", "HTTP/1.0", "GANGWAY_TRAILERS", "1");
        assertThat(old.bodyText()).isEqualTo("hello");
        assertThat(old.fields("Transfer-Encoding")).isEmpty();
    }

    @Test
    void trailersOfAResponseWithoutABodyAreLeftOut() throws Exception {
        start();
        HttpAnswer answer = get("/trailers", "REQUEST_METHOD", "HEAD", "GANGWAY_TRAILERS", "1");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.fields("Transfer-Encoding")).isEmpty();
        assertThat(answer.bodyText()).isEmpty();
    }
}
