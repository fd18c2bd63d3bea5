package org.gangway.jetty.scgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.gangway.jetty.ScgiConnectionFactory;
import org.gangway.jetty.http.GatewayServer;
import org.gangway.jetty.http.LogLines;
import org.gangway.jetty.testing.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A server for each test of SCGI. */
@Timeout(20)
abstract class ScgiTest {
    final GatewayServer<ScgiConnectionFactory> gateway = new GatewayServer<>(new ScgiConnectionFactory());

    /** What the application has seen. */
    final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    /** A request that is right is answered as it must be. */
    abstract void assertServes() throws IOException;

    /** The connector serves a new connection, and no buffer is lost. */
    @AfterEach
    void checkHealth() throws IOException {
        assertServes();
        gateway.assertNoConnection();
        gateway.assertNoLeak();
        gateway.close();
    }

    /** A bar stands for a NUL. */
    static String netstring(String headers) {
        return ScgiWire.netstring(headers);
    }

    final ScgiClient connect() throws IOException {
        return new ScgiClient(gateway.address());
    }

    static void send(ScgiClient web, String text) throws IOException {
        web.send(Bytes.of(text.replace('|', '\0')));
    }

    static String rest(ScgiClient web) throws IOException {
        return web.answer().text();
    }

    /** All that comes up to the end of the connection, which must not be a reset. */
    final String answer(String request) throws IOException {
        try (ScgiClient web = connect()) {
            send(web, request);
            return rest(web);
        }
    }

    /** It is answered with this status, the log tells why in one line, and the application has seen no request. */
    final void assertRefused(int status, String reason, String request) throws IOException {
        try (LogLines log = new LogLines()) {
            assertThat(answer(request)).startsWith("Status: " + status + " ");
            assertThat(log.with(reason)).hasSize(1);
            assertThat(log.all()).hasSize(1);
        }
        assertThat(seen).isEmpty();
    }
}
