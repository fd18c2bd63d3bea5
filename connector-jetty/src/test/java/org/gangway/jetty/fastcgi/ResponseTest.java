package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.fastcgi.Wire.CLOSE;
import static org.gangway.jetty.fastcgi.Wire.KEEP;

import java.nio.file.Path;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The records of an answer: F-20, F-23, F-38. */
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
    void f38SmallAnswerOnAKeptConnectionIsOneWrite() throws Exception {
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
    void f23NothingGoesOutBeforeTheEndOfParams() throws Exception {
        gateway.serve("/hello", (request, response) -> response.getWriter().print("hello"));
        gateway.start();
        byte[] request = Wire.get(1, CLOSE, "/hello");
        int params = request.length - 16;
        try (WebServer web = gateway.connect()) {
            web.channel.configureBlocking(false);
            web.send(java.util.Arrays.copyOf(request, params));
            Gateway.until("the request is begun", () -> gateway.connector().getConnectedEndPoints().stream()
                    .anyMatch(endPoint -> endPoint.getConnection().getBytesIn() == params));
            assertThat(web.channel.read(java.nio.ByteBuffer.allocate(1))).isZero();
            web.channel.configureBlocking(true);
            web.send(java.util.Arrays.copyOfRange(request, params, request.length));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("hello");
        }
    }
}
