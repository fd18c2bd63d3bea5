package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A web server that goes away, is slow or stops reading, in mid-upload and in mid-download; a server that stops. */
class PeerGoneTest extends BehaviourTest {
    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    private final CountDownLatch open = new CountDownLatch(1);

    @BeforeEach
    void serve() {
        gateway.serve("/hello", (request, response) -> response.getWriter().print("hello"));
        gateway.serve("/endless", (request, response) -> {
            try {
                while (true) {
                    response.getOutputStream().write(new byte[20_000]);
                }
            } catch (IOException x) {
                seen.add(x);
                throw x;
            }
        });
        gateway.serve("/store", (request, response) -> {
            try {
                byte[] body = request.getInputStream().readAllBytes();
                Files.write(stored(), body);
                seen.add("stored");
            } catch (IOException x) {
                seen.add(x);
                throw x;
            }
        });
        gateway.serve("/wait", (request, response) -> {
            seen.add("waits");
            try {
                open.await();
            } catch (InterruptedException x) {
                throw new InterruptedIOException();
            }
            request.getInputStream().transferTo(response.getOutputStream());
            response.getOutputStream().write(new byte[1_000_000]);
        });
        gateway.serve("/fail", (request, response) -> {
            response.getOutputStream().print("half");
            response.flushBuffer();
            throw new IllegalStateException("failed on purpose");
        });
        gateway.serve("/read", PeerGoneTest.this::readAsynchronously);
    }

    @AfterEach
    void letGo() {
        open.countDown();
    }

    private Path stored() {
        return directory.resolve("stored");
    }

    private Object seen() throws InterruptedException {
        return seen.poll(10, TimeUnit.SECONDS);
    }

    private void setIdleTimeout(long milliseconds) {
        ((ServerConnector) gateway.connector()).setIdleTimeout(milliseconds);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void f44UploadThatBreaksOffIsNotCommitted(boolean reset) throws Exception {
        gateway.start();
        for (boolean known : peer == Peer.SCGI ? new boolean[] {true} : new boolean[] {true, false}) {
            try (Exchange web = connect()) {
                web.send(
                        known ? web.postHead("/store", 1_000_000) : web.postHead("/store"), web.part(new byte[60_000]));
                if (reset) {
                    web.reset();
                }
            }
            assertThat(seen()).isInstanceOf(IOException.class);
        }
        assertThat(Files.exists(stored(), LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(post("/store", Exchange.bytes("whole")).status()).isEqualTo(200);
        assertThat(Files.readString(stored())).isEqualTo("whole");
    }

    @Test
    void downloadThatNobodyReadsAnyMoreFails() throws Exception {
        gateway.start();
        try (Exchange web = connect()) {
            web.send(web.get("/endless"));
            web.atLeast(100_000);
            web.reset();
        }
        assertThat(seen()).isInstanceOf(IOException.class);
    }

    @Test
    void asynchronousReaderIsToldOfTheEnd() throws Exception {
        gateway.start();
        try (Exchange web = connect()) {
            web.send(web.postHead("/read", 100), web.part(Exchange.bytes("half")));
            assertThat(seen()).isEqualTo("4 bytes");
        }
        assertThat(seen()).isInstanceOf(IOException.class);
    }

    private void readAsynchronously(HttpServletRequest request, HttpServletResponse response) throws IOException {
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        var input = request.getInputStream();
        input.setReadListener(new ReadListener() {
            @Override
            public void onDataAvailable() throws IOException {
                byte[] buffer = new byte[100];
                while (input.isReady() && !input.isFinished()) {
                    seen.add(input.read(buffer) + " bytes");
                }
            }

            @Override
            public void onAllDataRead() {
                seen.add("all");
                async.complete();
            }

            @Override
            public void onError(Throwable failure) {
                seen.add(failure);
                async.complete();
            }
        });
    }

    @Test
    void peerThatStopsReadingTheLastWriteIsGivenUpAfterTheIdleTimeout() throws Exception {
        gateway.server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                if (request.getHttpURI().getPath().equals("/large")) {
                    ByteBuffer large = ByteBuffer.allocate(20_000_000);
                    response.write(true, large, Callback.from(callback, () -> seen.add("over")));
                } else {
                    Content.Sink.write(response, true, "small", callback);
                }
                return true;
            }
        });
        gateway.start();
        setIdleTimeout(300);
        assertThat(get("/small").bodyText()).isEqualTo("small");
        try (Exchange web = next()) {
            web.send(web.get("/large"));
            assertThat(seen()).isEqualTo("over");
            assertNoConnection();
        }
    }

    @Test
    void peerThatStopsReadingABlockedWriterIsGivenUpAfterTheIdleTimeout() throws Exception {
        gateway.start();
        setIdleTimeout(300);
        try (Exchange web = connect()) {
            web.send(web.get("/endless"));
            assertThat(seen()).isInstanceOf(IOException.class);
            assertNoConnection();
        }
    }

    @Test
    void r36BodyThatDoesNotComeIsATimeoutForTheServlet() throws Exception {
        gateway.start();
        setIdleTimeout(300);
        try (Exchange web = connect()) {
            web.send(web.postHead("/store", 100), web.part(Exchange.bytes("half")));
            Object failure = seen();
            assertThat(failure).isInstanceOf(IOException.class);
            assertThat((Throwable) failure).hasRootCauseInstanceOf(TimeoutException.class);
            assertThat(web.answer().status()).isEqualTo(500);
        }
    }

    @Test
    void connectionThatNeverAsksIsClosed() throws Exception {
        gateway.start();
        setIdleTimeout(200);
        try (Exchange web = connect()) {
            assertThat(web.isAtEnd()).isTrue();
        }
    }

    @Test
    void r12ResponseThatFailsHalfWayIsNotWhole() throws Exception {
        gateway.start();
        try (LogLines log = new LogLines();
                Exchange web = connect()) {
            web.send(web.get("/fail"));
            assertThat(web.atLeast(4).bodyText()).isEqualTo("half");
            web.readToEnd();
            assertThat(web.isWhole()).isNotEqualTo(true);
            assertThat(log.with("failed on purpose")).isNotEmpty();
        }
    }

    @Test
    void gracefulStopFinishesRunningRequests() throws Exception {
        gateway.server.setStopTimeout(10_000);
        gateway.start();
        ((ServerConnector) gateway.connector()).setShutdownIdleTimeout(1);
        try (Exchange slow = connect();
                Exchange web = connect()) {
            slow.send(slow.postHead("/read", 4), slow.part(Exchange.bytes("sl")));
            assertThat(seen()).isEqualTo("2 bytes");
            web.send(web.postHead("/wait", 4), web.part(Exchange.bytes("bo")));
            assertThat(seen()).isEqualTo("waits");
            CompletableFuture<Void> stopped = gateway.beginStop();
            GatewayServer.until("the server stops", gateway.server::isStopping);
            web.send(web.part(Exchange.bytes("dy")), web.end());
            open.countDown();
            assertThat(web.answer().body()).hasSize(1_000_004);
            slow.send(slow.part(Exchange.bytes("ow")), slow.end());
            assertThat(slow.answer().status())
                    .as("an upload that rests longer than connections may")
                    .isEqualTo(200);
            stopped.get(10, TimeUnit.SECONDS);
        }
        gateway.server.start();
    }

    @Test
    void r35LingeringEndsWithItsTimeout() throws Exception {
        gateway.factory.setLingerTimeout(200);
        gateway.start();
        if (peer == Peer.FASTCGI_KEPT) {
            // There is no end to linger for: the next request stands behind the rest of this one.
            return;
        }
        try (Exchange web = connect()) {
            // AJP keeps a connection that it knows to be in step: not of a web server that tells so little.
            web.send(web.postHead("/hello", 100, "REMOTE_PORT", null, "SERVER_ADDR", null));
            assertThat(web.answer().bodyText()).isEqualTo("hello");
            assertThat(web.isAtEnd()).isTrue();
            assertNoConnection();
        }
    }

    @Test
    void r35DrainingHasALimit() throws Exception {
        gateway.factory.setMaxDrainBytes(100_000);
        gateway.start();
        assertThat(post("/hello", new byte[100_000]).bodyText()).isEqualTo("hello");
        try (LogLines log = new LogLines();
                Exchange web = connect()) {
            web.channel.setOption(StandardSocketOptions.SO_SNDBUF, 16 * 1024);
            web.send(web.postHead("/hello", 1 << 30));
            assertThat(web.atLeast(5).bodyText()).isEqualTo("hello");
            try {
                while (true) {
                    // Whether it was asked for or not.
                    web.write(ByteBuffer.wrap(web.part(new byte[50_000])));
                }
            } catch (IOException closed) {
                assertNoConnection();
                assertThat(log.stacks()).isEmpty();
                if (peer == Peer.FASTCGI_KEPT) {
                    // The web server would have sent the next request there.
                    assertThat(log.with("maxDrainBytes")).hasSize(1);
                    assertThat(log.all()).hasSize(1);
                }
            }
        }
    }
}
