package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gangway.jetty.fastcgi.Gateway.until;
import static org.gangway.jetty.fastcgi.Wire.CLOSE;
import static org.gangway.jetty.fastcgi.Wire.KEEP;
import static org.gangway.jetty.fastcgi.Wire.STDIN;

import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.gangway.jetty.http.AsyncErrors;
import org.gangway.jetty.http.LogLines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asynchronous requests, the graceful stop, and FastCGI beside HTTP on one port. */
@Timeout(20)
class LifecycleTest {
    @TempDir
    Path directory;

    private final Gateway gateway = new Gateway();
    private final CountDownLatch open = new CountDownLatch(1);
    private final AtomicInteger waiting = new AtomicInteger();
    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    @BeforeEach
    void serve() {
        gateway.serve("/hello", (request, response) -> response.getWriter().print("hello"));
        gateway.serve("/wait", (request, response) -> {
            waiting.incrementAndGet();
            try {
                open.await();
            } catch (InterruptedException x) {
                throw new java.io.InterruptedIOException();
            }
            request.getInputStream().transferTo(response.getOutputStream());
            response.getOutputStream().write(new byte[1_000_000]);
        });
        gateway.serve("/timeout", (request, response) -> {
            AsyncContext async = request.startAsync();
            async.setTimeout(100);
            if (request.getQueryString() != null) {
                async.addListener(new AsyncErrors(seen));
            }
        });
        gateway.serve("/dispatch", (request, response) -> {
            if (request.getAttribute("again") != null) {
                response.getWriter().print(request.getDispatcherType());
                return;
            }
            request.setAttribute("again", true);
            AsyncContext async = request.startAsync();
            async.start(async::dispatch);
        });
        gateway.serve("/fail", (request, response) -> {
            response.getOutputStream().print("half");
            response.flushBuffer();
            throw new IllegalStateException("failed on purpose");
        });
    }

    @AfterEach
    void stop() throws Exception {
        open.countDown();
        if (gateway.server.isRunning()) {
            gateway.assertHealthy();
        }
        gateway.close();
    }

    @Test
    void asynchronousTimeoutIsA500WhereNobodyListens() throws Exception {
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.get(1, KEEP, "/timeout"));
            assertThat(web.answer(1).complete().status()).isEqualTo(500);
            web.send(Wire.get(1, KEEP, "/timeout?listen"));
            assertThat(web.answer(1).complete().status()).isEqualTo(200);
            assertThat(seen).containsExactly("timeout");
            web.send(Wire.get(1, KEEP, "/dispatch"));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("ASYNC");
        }
    }

    /** nginx takes a plain close for the end of the response. */
    @ParameterizedTest
    @ValueSource(ints = {CLOSE, KEEP})
    void r12ResponseThatFailsHalfWayOverTcpIsReset(int flags) throws Exception {
        gateway.start();
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            web.send(Wire.get(1, flags, "/fail"));
            Answer half = web.atLeast(1, 4);
            assertThat(half.bodyText()).isEqualTo("half");
            assertThat(half.isComplete()).isFalse();
            assertThatThrownBy(web::next).isInstanceOf(IOException.class).hasMessageContaining("reset");
            assertThat(log.with("failed on purpose")).isNotEmpty();
        }
    }

    /** A Unix socket has no reset, but a record that is none is an error to nginx and HAProxy. */
    @ParameterizedTest
    @ValueSource(ints = {CLOSE, KEEP})
    void r12ResponseThatFailsHalfWayOverAUnixSocketEndsWithARecordThatIsNone(int flags) throws Exception {
        gateway.startUnix(directory.resolve("socket"));
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            web.send(Wire.get(1, flags, "/fail"));
            Answer half = web.atLeast(1, 4);
            assertThat(half.bodyText()).isEqualTo("half");
            assertThat(half.isComplete()).isFalse();
            WebServer.Record none = web.next();
            assertThat(none.version()).isZero();
            assertThat(none.type()).isZero();
            assertThat(none.content()).isEmpty();
            web.send(Wire.get(1, flags, "/hello"));
            assertThat(web.isAtEnd()).isTrue();
            assertThat(log.with("failed on purpose")).isNotEmpty();
        }
    }

    /** lighttpd 1.4.59 crashes, or makes a 404 of it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void responseThatFailsHalfWayEndsInGoodOrderForAnOldLighttpd(boolean unix) throws Exception {
        if (unix) {
            gateway.startUnix(directory.resolve("socket"));
        } else {
            gateway.start();
        }
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            web.send(Wire.get(
                    1, CLOSE, "/fail", "SERVER_SOFTWARE", "lighttpd/1.4.59", "SCRIPT_NAME", "", "PATH_INFO", "/fail"));
            Answer half = web.answer(1);
            assertThat(half.bodyText()).isEqualTo("half");
            assertThat(half.appStatus()).isEqualTo(1);
            assertThat(web.isAtEnd()).isTrue();
            assertThat(log.with("failed on purpose")).isNotEmpty();
        }
    }

    @Test
    void responseThatFailsHalfWayEndsInGoodOrderWhereOthersShareTheConnection() throws Exception {
        gateway.start();
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            web.send(Wire.get(2, KEEP, "/wait"), Wire.get(1, KEEP, "/fail"));
            Answer half = web.answer(1);
            assertThat(half.bodyText()).isEqualTo("half");
            assertThat(half.appStatus()).isEqualTo(1);
            open.countDown();
            assertThat(web.answer(2).complete().body()).hasSize(1_000_000);
            assertThat(log.with("failed on purpose")).isNotEmpty();
        }
    }

    @Test
    void responseThatFailsHalfWayEndsInGoodOrderWhereThatIsAskedFor() throws Exception {
        gateway.factory.setCloseOnFailedResponse(false);
        gateway.start();
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            web.send(Wire.get(1, KEEP, "/fail"));
            assertThat(web.answer(1).appStatus()).isEqualTo(1);
            web.send(Wire.get(1, KEEP, "/hello"));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("hello");
            assertThat(log.with("failed on purpose")).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {CLOSE, KEEP})
    void gracefulStopFinishesRunningRequests(int flags) throws Exception {
        gateway.server.setHandler(new GracefulHandler(gateway.context));
        gateway.server.setStopTimeout(10_000);
        gateway.start();
        try (WebServer web = gateway.connect();
                WebServer idle = gateway.connect()) {
            idle.send(Wire.get(1, KEEP, "/hello"));
            idle.answer(1).complete();
            web.send(
                    Wire.postHead(1, flags, "/wait", 10),
                    Wire.postHead(2, flags, "/wait", 10),
                    Wire.stdin(2, "0123456789"),
                    Wire.end(STDIN, 2));
            until("both are served", () -> waiting.get() == 2);
            CompletableFuture<Void> stopped = gateway.beginStop();
            until("the stop has begun", () -> gateway.connector().isShutdown());
            open.countDown();
            web.send(Wire.stdin(1, "0123456789"), Wire.end(STDIN, 1));
            assertThat(web.answer(1).complete().body()).hasSize(1_000_010);
            assertThat(web.answer(2).complete().body()).hasSize(1_000_010);
            assertThat(web.isAtEnd()).isTrue();
            assertThat(idle.isAtEnd()).isTrue();
            stopped.join();
        }
    }

    @Test
    void fastCgiAndHttpShareAPort() throws Exception {
        gateway.start(new DetectorConnectionFactory(gateway.factory), new HttpConnectionFactory());
        SocketAddress address = gateway.address();
        for (int i = 0; i < 3; i++) {
            try (WebServer web = gateway.connect()) {
                web.send(Wire.get(1, KEEP, "/hello"));
                assertThat(web.answer(1).complete().bodyText()).isEqualTo("hello");
                web.send(Wire.post(1, CLOSE, "/hello", new byte[10_000]));
                assertThat(web.answer(1).complete().bodyText()).isEqualTo("hello");
            }
            try (WebServer web = gateway.connect()) {
                for (byte b : Wire.get(1, CLOSE, "/hello")) {
                    web.send(new byte[] {b});
                }
                assertThat(web.answer(1).complete().bodyText()).isEqualTo("hello");
            }
            try (WebServer web = gateway.connect()) {
                web.send(Wire.getValues("FCGI_MPXS_CONNS"));
                assertThat(web.next().type()).isEqualTo(Wire.GET_VALUES_RESULT);
            }
            try (SocketChannel http = SocketChannel.open(address)) {
                http.write(ByteBuffer.wrap(Wire.bytes("GET /hello HTTP/1.0\r\nHost: x\r\n\r\n")));
                assertThat(Wire.text(Channels.newInputStream(http).readAllBytes()))
                        .startsWith("HTTP/1.1 200 OK")
                        .endsWith("hello");
            }
        }
    }
}
