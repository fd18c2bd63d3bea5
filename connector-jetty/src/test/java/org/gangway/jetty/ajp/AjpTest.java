package org.gangway.jetty.ajp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.gangway.jetty.AjpConnectionFactory;
import org.gangway.jetty.http.GatewayServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server for each test of AJP. */
@Timeout(20)
abstract class AjpTest {
    @TempDir
    Path directory;

    final GatewayServer<AjpConnectionFactory> gateway = new GatewayServer<>(new AjpConnectionFactory());
    final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    String secret;

    @BeforeEach
    void serve() {
        gateway.serve("/hello", (request, response) -> {
            seen.add("hello");
            response.getWriter().print("hello");
        });
        gateway.serve("/echo", (request, response) -> {
            response.getOutputStream().print(GatewayServer.body(request, seen));
        });
    }

    /** The connector serves a new connection, and no buffer is lost. */
    @AfterEach
    void checkHealth() throws IOException {
        try (AjpClient web = connect()) {
            assertThat(web.send(AjpWire.get("/hello", "AJP_SECRET", secret))
                            .answer()
                            .bodyText())
                    .isEqualTo("hello");
        }
        gateway.assertNoConnection();
        gateway.assertNoLeak();
        gateway.close();
    }

    final AjpClient connect() throws IOException {
        return new AjpClient(gateway.address());
    }
}
