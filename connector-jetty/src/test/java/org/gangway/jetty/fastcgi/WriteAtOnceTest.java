package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.fastcgi.Wire.KEEP;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the socket takes at once is written when the call returns, as Jetty's EE 11 relies on: it ends an error page
 * without waiting for the write.
 */
@Timeout(20)
class WriteAtOnceTest {
    private final Gateway gateway = new Gateway();
    private final CountDownLatch open = new CountDownLatch(1);

    @BeforeEach
    void serve() throws Exception {
        gateway.server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                ByteBuffer content = ByteBuffer.wrap(Wire.bytes("whole"));
                switch (request.getHttpURI().getPath()) {
                    case "/slow" ->
                        response.write(
                                true,
                                content,
                                Callback.from(
                                        () -> {
                                            await();
                                            callback.succeeded();
                                        },
                                        callback::failed));
                    case "/page" -> {
                        CompletableFuture<Void> written = new CompletableFuture<>();
                        response.write(true, content, Callback.from(() -> written.complete(null), callback::failed));
                        assertThat(written).isDone();
                        callback.succeeded();
                    }
                    default -> Response.writeError(request, response, callback, 404);
                }
                return true;
            }
        });
        gateway.start();
    }

    private void await() {
        try {
            open.await();
        } catch (InterruptedException x) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() throws Exception {
        open.countDown();
        gateway.assertHealthy();
        gateway.close();
    }

    @Test
    void nextResponseWhileTheThreadOfTheLastOneIsStillBusy() throws Exception {
        try (WebServer web = gateway.connect()) {
            web.send(Wire.get(1, KEEP, "/slow"));
            assertThat(web.answer(1).isComplete()).isTrue();
            web.send(Wire.get(1, KEEP, "/page"));
            Answer next = web.answer(1);
            assertThat(next.appStatus()).isZero();
            assertThat(next.text()).contains("200 OK").endsWith("whole");
            open.countDown();
        }
    }
}
