package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.gangway.jetty.FastCgiConnectionFactory;
import org.gangway.jetty.http.GatewayServer;

/** A FastCGI connector under test. */
final class Gateway extends GatewayServer<FastCgiConnectionFactory> {
    Gateway() {
        super(new FastCgiConnectionFactory());
    }

    Gateway(QueuedThreadPool threads) {
        super(new FastCgiConnectionFactory(), threads);
    }

    WebServer connect() throws IOException {
        return new WebServer(address());
    }

    /** The connector serves a new connection, and no buffer of those before it is lost. */
    void assertHealthy() throws IOException {
        try (WebServer web = connect()) {
            web.send(Wire.get(1, Wire.CLOSE, "/health?0"));
            assertThat(web.answer(1).complete().status()).isIn(200, 404);
        }
        assertNoConnection();
        assertNoLeak();
    }
}
