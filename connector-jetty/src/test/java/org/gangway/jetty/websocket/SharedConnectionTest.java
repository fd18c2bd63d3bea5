package org.gangway.jetty.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.http.GatewayServer.until;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.gangway.jetty.FastCgiConnectionFactory;
import org.gangway.jetty.fastcgi.WebServer;
import org.gangway.jetty.fastcgi.WebServer.Record;
import org.gangway.jetty.fastcgi.Wire;
import org.gangway.jetty.testing.CgiVariables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** WebSockets and requests on one FastCGI connection. */
@Timeout(30)
class SharedConnectionTest {
    private ChatServer chat;

    @BeforeEach
    void start() throws Exception {
        chat = new ChatServer(new FastCgiConnectionFactory());
        chat.serve("/plain", (request, response) -> response.getWriter().print("plain"));
        chat.start();
    }

    @AfterEach
    void stop() throws Exception {
        chat.close();
    }

    private static byte[] handshake(int id) {
        return Wire.join(
                Wire.begin(id, Wire.RESPONDER, Wire.KEEP),
                Wire.params(
                        id,
                        CgiVariables.of("GET", "/chat", Peer.FASTCGI_KEPT.handshake("/chat", "CONTENT_LENGTH", "0"))));
    }

    private static byte[] frames(int id, Frame... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Frame frame : frames) {
            all.writeBytes(Wire.stream(Wire.STDIN, id, frame.bytes()));
        }
        return all.toByteArray();
    }

    /** The next record of STDOUT or END_REQUEST, which must be of this request. */
    private static Record next(WebServer web, int id) throws Exception {
        Record record = web.next();
        assertThat(record.id()).isEqualTo(id);
        return record;
    }

    private static String text(Record record) {
        byte[] content = record.content();
        return new String(content, 2, content.length - 2, StandardCharsets.UTF_8);
    }

    @Test
    void twoWebSocketsAndARequest() throws Exception {
        try (WebServer web = new WebServer(chat.address())) {
            web.send(handshake(1));
            assertThat(text(next(web, 1))).contains("101 Switching");
            web.send(handshake(2));
            assertThat(text(next(web, 2))).contains("101 Switching");
            web.send(Wire.get(3, Wire.KEEP, "/plain"));
            assertThat(web.answer(3).complete().status()).isEqualTo(200);
            web.send(frames(2, Frame.text("two")));
            assertThat(text(next(web, 2))).isEqualTo("two");
            web.send(frames(1, Frame.text("one")));
            assertThat(text(next(web, 1))).isEqualTo("one");
            web.send(frames(1, Frame.close(1000)));
            assertThat(next(web, 1).type()).isEqualTo(Wire.STDOUT);
            assertThat(next(web, 1).type()).isEqualTo(Wire.STDOUT);
            assertThat(next(web, 1).type()).isEqualTo(Wire.END);
            web.send(frames(2, Frame.text("still here")));
            assertThat(text(next(web, 2))).isEqualTo("still here");
            web.send(Wire.get(1, Wire.KEEP, "/plain"));
            assertThat(web.answer(1).complete().status()).isEqualTo(200);
        }
        chat.assertNoConnection();
    }

    @Test
    void anAbortEndsOneWebSocket() throws Exception {
        try (WebServer web = new WebServer(chat.address())) {
            web.send(handshake(1), handshake(2));
            int seen = 0;
            for (int i = 0; i < 2; i++) {
                seen += web.next().id();
            }
            assertThat(seen).isEqualTo(3);
            web.send(frames(1, Frame.ping("a")));
            assertThat(text(next(web, 1))).isEqualTo("a");
            web.send(Wire.abort(1));
            Record end = next(web, 1);
            while (end.type() != Wire.END) {
                end = next(web, 1);
            }
            until("onClose", () -> chat.seen.contains(1006));
            web.send(frames(2, Frame.text("still here")));
            assertThat(text(next(web, 2))).isEqualTo("still here");
        }
    }
}
