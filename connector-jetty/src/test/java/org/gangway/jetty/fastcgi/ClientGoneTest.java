package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.fastcgi.Gateway.until;
import static org.gangway.jetty.fastcgi.Wire.KEEP;

import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.ServerConnector;
import org.gangway.jetty.http.AsyncErrors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A web server that resets a connection of several requests, or aborts what it does not read. */
@Timeout(20)
class ClientGoneTest {
    private final Gateway gateway = new Gateway();
    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    private final AtomicInteger served = new AtomicInteger();

    @AfterEach
    void stop() throws Exception {
        gateway.assertHealthy();
        gateway.close();
    }

    private Object seen() throws InterruptedException {
        return seen.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void asynchronousRequestsAreToldWhenTheConnectionBreaks() throws Exception {
        gateway.serve("/async", (request, response) -> {
            AsyncContext async = request.startAsync();
            async.setTimeout(0);
            async.addListener(new AsyncErrors(seen));
            served.incrementAndGet();
        });
        gateway.serve("/endless", (request, response) -> {
            while (true) {
                response.getOutputStream().write(new byte[20_000]);
            }
        });
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.get(1, KEEP, "/async"), Wire.get(2, KEEP, "/async"));
            until("both wait", () -> served.get() == 2);
            web.send(Wire.get(3, KEEP, "/endless"));
            web.atLeast(3, 100_000);
            web.reset();
        }
        assertThat(seen()).isInstanceOf(IOException.class);
        assertThat(seen()).isInstanceOf(IOException.class);
    }

    @Test
    void abortOfABlockedWriterIsGivenUpAfterTheIdleTimeout() throws Exception {
        gateway.serve("/endless", (request, response) -> {
            try {
                while (true) {
                    response.getOutputStream().write(new byte[20_000]);
                    served.incrementAndGet();
                }
            } catch (IOException x) {
                seen.add(x);
                throw x;
            }
        });
        gateway.start();
        ((ServerConnector) gateway.connector()).setIdleTimeout(500);
        try (WebServer web = gateway.connect()) {
            web.send(Wire.get(1, KEEP, "/endless"));
            int[] before = {-1, 0};
            until("the writer is blocked", () -> {
                before[1] = served.get() == before[0] ? before[1] + 1 : 0;
                before[0] = served.get();
                return before[1] > 50;
            });
            web.send(Wire.abort(1));
            assertThat(seen()).isInstanceOf(IOException.class);
            gateway.assertNoConnection();
        }
    }
}
