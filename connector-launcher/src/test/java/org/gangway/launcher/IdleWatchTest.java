package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class IdleWatchTest {
    /** Such as of a client that is gone before its 101. */
    @Test
    void aWebSocketWhoseHandshakeFailsIsOver() throws Exception {
        assertOver((request, response, callback) -> {
            request.addHttpStreamWrapper(stream -> new HttpStream.Wrapper(stream) {
                @Override
                public void send(
                        MetaData.Request sent,
                        MetaData.Response head,
                        boolean last,
                        ByteBuffer content,
                        Callback sending) {
                    sending.failed(new EofException("the client is gone"));
                }
            });
            response.setStatus(101);
            response.write(true, null, callback);
        });
    }

    /** Such as of one whose 101 has a head that is too large. */
    @Test
    void aWebSocketWhoseHandshakeIsAnsweredWithAnErrorIsOver() throws Exception {
        assertOver((request, response, callback) -> {
            response.setStatus(101);
            Response.writeError(request, response, callback, 500);
        });
    }

    private interface Handshake {
        void answer(Request request, Response response, Callback callback);
    }

    /** A WebSocket that never opens is never closed either. */
    private static void assertOver(Handshake handshake) throws Exception {
        Server server = new Server();
        LocalConnector connector = new LocalConnector(server);
        server.addConnector(connector);
        IdleWatch watch = new IdleWatch(Duration.ofMillis(50));
        CountDownLatch asked = new CountDownLatch(1);
        watch.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                Connection webSocket = new AbstractConnection(new ByteArrayEndPoint(), Runnable::run) {
                    @Override
                    public void onFillable() {}
                };
                request.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, webSocket);
                handshake.answer(request, response, callback);
                asked.countDown();
                return true;
            }
        });
        server.setHandler(watch);
        server.start();
        try (LocalConnector.LocalEndPoint client = connector.executeRequest("GET / HTTP/1.0\r\n\r\n")) {
            CountDownLatch end = new CountDownLatch(1);
            asked.await();
            watch.begin(end::countDown);
            assertThat(end.await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            server.stop();
        }
    }
}
