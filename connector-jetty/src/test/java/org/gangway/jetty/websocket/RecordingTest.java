package org.gangway.jetty.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What real web servers sent of a handshake and behind it: {@code one} and {@code two}, which are no frames. */
@Timeout(30)
class RecordingTest {
    private ChatServer chat;

    /** Not whether a buffer is lost: Jetty's parser doesn't give back that of a frame which never gets whole. */
    @AfterEach
    void stop() throws Exception {
        chat.server.stop();
    }

    @ParameterizedTest
    @CsvSource({
        "LIGHTTPD_FASTCGI, lighttpd-1.4.79-fastcgi.bin",
        "LIGHTTPD_SCGI, lighttpd-1.4.79-scgi.bin",
        "NGINX_SCGI, nginx-1.22.1-scgi.bin"
    })
    void isATunnel(Peer peer, String recording) throws Exception {
        chat = new ChatServer(peer.factory());
        chat.start();
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/websocket/" + recording));
                TunnelClient client = peer.connect(chat.address())) {
            client.send(in.readAllBytes());
            assertThat(client.head()).startsWith("Status: 101 ").contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            client.sendEnd();
            assertThat(client.untilEnd()).isEmpty();
        }
    }
}
