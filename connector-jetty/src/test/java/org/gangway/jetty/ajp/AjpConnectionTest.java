package org.gangway.jetty.ajp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.ajp.AjpWire.CPING;
import static org.gangway.jetty.ajp.AjpWire.EMPTY;
import static org.gangway.jetty.ajp.AjpWire.SHUTDOWN;
import static org.gangway.jetty.ajp.AjpWire.body;
import static org.gangway.jetty.ajp.AjpWire.get;
import static org.gangway.jetty.ajp.AjpWire.hex;
import static org.gangway.jetty.ajp.AjpWire.post;

import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.gangway.jetty.http.GatewayServer;
import org.gangway.jetty.http.LogLines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** AJP connections that are kept, pinged, shut and stopped. */
class AjpConnectionTest extends AjpTest {
    private final CountDownLatch open = new CountDownLatch(1);

    private void serveWait() {
        gateway.serve("/wait", (request, response) -> {
            seen.add("waits");
            try {
                open.await();
            } catch (InterruptedException x) {
                throw new InterruptedIOException();
            }
            response.getWriter().print("waited");
        });
    }

    @AfterEach
    void letGo() {
        open.countDown();
    }

    /** While the end of a response waits to be written, the web server sends what is no packet. */
    @Test
    void garbageDuringTheLastWriteEndsTheConnection() throws Exception {
        gateway.serve("/large", (request, response) -> {
            response.setContentLength(8_000_000);
            response.getOutputStream().write(new byte[8_000_000]);
        });
        gateway.start();
        try (LogLines log = new LogLines();
                AjpClient web = connect()) {
            web.send(AjpWire.get("/large"));
            AjpAnswer answer = web.packets(1);
            web.send(new byte[100]);
            GatewayServer.until("it is logged", () -> !log.with("is no packet").isEmpty());
            web.rest(answer);
            assertThat(answer.body()).hasSize(8_000_000);
            assertThat(answer.isReused()).isFalse();
            assertThat(web.isAtEnd()).isTrue();
            assertThat(log.all()).hasSize(1);
        }
    }

    @Test
    void a43ManyRequestsOnOneConnection() throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            for (int i = 0; i < 100; i++) {
                AjpAnswer answer = web.send(get("/hello")).answer();
                assertThat(answer.bodyText()).isEqualTo("hello");
                assertThat(answer.isReused()).isTrue();
                assertThat(web.send(post("/echo", "2"), body("me")).answer().bodyText())
                        .isEqualTo("me");
            }
            assertThat(web.isInStep()).isTrue();
        }
    }

    @Test
    void requestsInOneSegmentAreServedOneAfterTheOther() throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            web.send(get("/hello"), post("/echo", "3"), body("two"), EMPTY, get("/hello"), CPING);
            assertThat(web.answer().bodyText()).isEqualTo("hello");
            assertThat(web.answer().bodyText()).isEqualTo("two");
            assertThat(web.answer().bodyText()).isEqualTo("hello");
            assertThat(web.isPong()).isTrue();
            assertThat(web.isInStep()).isTrue();
        }
    }

    /** A read on a Unix socket takes no more than one write. */
    @Test
    void smallAnswerOnAKeptConnectionIsOneWrite() throws Exception {
        gateway.startUnix(directory.resolve("s"));
        try (AjpClient web = connect()) {
            for (int i = 1; i <= 50; i++) {
                assertThat(web.send(get("/hello")).answer().packets()).containsExactly(4, 3, 5);
                assertThat(web.reads()).isEqualTo(2 * i - 1);
                AjpAnswer echo = web.send(post("/echo", "5"), body("small")).answer();
                assertThat(echo.packets()).containsExactly(4, 3, 5);
                assertThat(web.reads()).isEqualTo(2 * i);
            }
        }
    }

    @Test
    void a7CpingByteByByteAndBetweenRequests() throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            for (byte b : CPING) {
                web.send(new byte[] {b});
            }
            assertThat(web.isPong()).isTrue();
            assertThat(web.send(get("/hello")).answer().bodyText()).isEqualTo("hello");
            assertThat(web.isInStep()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a7CpingIsAnsweredWhileAllThreadsBlock(boolean unix) throws Exception {
        serveWait();
        QueuedThreadPool threads = (QueuedThreadPool) gateway.server.getThreadPool();
        threads.setMinThreads(6);
        threads.setMaxThreads(6);
        if (unix) {
            gateway.startUnix(directory.resolve("s"));
        } else {
            gateway.start();
        }
        List<AjpClient> connections = new ArrayList<>();
        try (AjpClient idle = connect()) {
            assertThat(idle.isInStep()).isTrue();
            for (int i = 0; i < 10; i++) {
                AjpClient web = connect();
                connections.add(web);
                web.send(get("/wait"));
            }
            GatewayServer.until(
                    "all threads block",
                    () -> threads.getIdleThreads() == 0 && threads.getQueueSize() > 0 && !seen.isEmpty());
            for (int i = 0; i < 20; i++) {
                assertThat(idle.isInStep()).isTrue();
                try (AjpClient fresh = connect()) {
                    assertThat(fresh.isInStep()).isTrue();
                }
            }
            open.countDown();
            for (AjpClient web : connections) {
                assertThat(web.answer().bodyText()).isEqualTo("waited");
            }
        } finally {
            for (AjpClient web : connections) {
                web.close();
            }
        }
    }

    @Test
    void a6ShutdownClosesItsConnectionAndNothingElse() throws Exception {
        gateway.start();
        try (AjpClient web = connect();
                AjpClient other = connect()) {
            assertThat(other.isInStep()).isTrue();
            web.send(SHUTDOWN);
            assertThat(web.isAtEnd()).isTrue();
            assertThat(other.isInStep()).isTrue();
        }
        assertThat(gateway.server.isRunning()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"41420001 0A", "1235 0001 0A", "1234 0001 03", "1234 0002 1700", "00000000"})
    void a1A8WhatIsNoPacketClosesTheConnectionWithOneLine(String bytes) throws Exception {
        gateway.start();
        try (LogLines log = new LogLines();
                AjpClient web = connect()) {
            web.send(hex(bytes));
            assertThat(web.isAtEnd()).isTrue();
            assertThat(log.all()).hasSize(1);
            assertThat(log.stacks()).isEmpty();
        }
    }

    @Test
    void a9PingAndEmptyPacketsAreIgnored() throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            web.send(EMPTY, hex("1234 0001 08"), EMPTY);
            assertThat(web.isInStep()).isTrue();
        }
    }

    @Test
    void a45MalformedRequestGetsAnAnswerBeforeTheClose() throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            AjpAnswer answer =
                    web.send(hex("1234 0004 02 02 0001"), get("/hello")).answer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.isReused()).isFalse();
            assertThat(web.isAtEnd()).isTrue();
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void a45PipelinedRequestBehindTheLastOneIsDropped() throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            AjpAnswer answer = web.send(get("/hello", "REQUEST_METHOD", null), get("/hello"))
                    .answer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.isReused()).isFalse();
            assertThat(web.isAtEnd()).isTrue();
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void a48GracefulStopEndsIdleConnectionsAndTheLastResponseClosesItsOwn() throws Exception {
        serveWait();
        gateway.server.setStopTimeout(10_000);
        gateway.start();
        try (AjpClient idle = connect();
                AjpClient busy = connect()) {
            assertThat(idle.send(get("/hello")).answer().isReused()).isTrue();
            seen.clear();
            busy.send(get("/wait"));
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("waits");
            CompletableFuture<Void> stopped = gateway.beginStop();
            assertThat(idle.isAtEnd()).isTrue();
            open.countDown();
            AjpAnswer last = busy.answer();
            assertThat(last.bodyText()).isEqualTo("waited");
            assertThat(last.isReused()).isFalse();
            assertThat(busy.isAtEnd()).isTrue();
            stopped.get(10, TimeUnit.SECONDS);
        }
        gateway.server.start();
    }

    @Test
    void a48NoCpongWhileTheServerStops() throws Exception {
        serveWait();
        gateway.server.setStopTimeout(10_000);
        gateway.start();
        try (AjpClient busy = connect()) {
            busy.send(get("/wait"));
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("waits");
            CompletableFuture<Void> stopped = gateway.beginStop();
            GatewayServer.until("the connector stops", () -> gateway.connector().isShutdown());
            busy.send(CPING);
            open.countDown();
            assertThat(busy.answer().isReused()).isFalse();
            assertThat(busy.isAtEnd()).isTrue();
            stopped.get(10, TimeUnit.SECONDS);
        }
        gateway.server.start();
    }

    /** mod_jk repeats a request whose response ends early, unless it has been asked for more of the body. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void a45ResponseThatFailsHalfWayIsCutOffSoThatNobodyRepeatsTheRequest(String method) throws Exception {
        gateway.serve("/half", (request, response) -> {
            request.getInputStream().readAllBytes();
            response.getOutputStream().print("half");
            response.flushBuffer();
            throw new IllegalStateException("half-way");
        });
        gateway.start();
        try (AjpClient web = connect()) {
            web.send(method.equals("GET") ? get("/half") : AjpWire.join(post("/half", "3"), body("abc")));
            assertThat(web.packets(4).packets()).containsExactly(4, 3, 3, 6);
            web.send(AjpWire.NO_BYTES);
            assertThat(web.toEnd()).isEqualTo(AjpWire.hex("4142 0002"));
        }
    }

    /** lighttpd takes it for the status of the response: 502. */
    @Test
    void headerFieldNamedStatusIsLeftOutForLighttpd() throws Exception {
        gateway.serve("/status", (request, response) -> {
            response.setHeader("Status", "from the application");
            response.setHeader("X-Other", "from the application");
        });
        gateway.start();
        try (AjpClient web = connect()) {
            assertThat(web.send(get("/status")).answer().head()).contains("\r\nStatus: from the application\r\n");
            assertThat(web.send(get("/status", "REMOTE_PORT", null)).answer().head())
                    .contains("\r\nX-Other: from the application\r\n")
                    .doesNotContain("Status: from the application");
        }
    }

    @Test
    void a47KeptConnectionHasNoIdleTimeoutByDefault() throws Exception {
        gateway.start();
        assertThat(gateway.factory.getKeepAliveTimeout()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void a47KeptConnectionOutlivesTheIdleTimeoutOfRequests() throws Exception {
        gateway.start();
        ((ServerConnector) gateway.connector()).setIdleTimeout(300);
        gateway.factory.setKeepAliveTimeout(1000);
        try (AjpClient web = connect()) {
            assertThat(web.send(get("/hello")).answer().isReused()).isTrue();
            long begin = System.nanoTime();
            assertThat(web.isAtEnd()).isTrue();
            assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(800));
        }
    }

    @Test
    void a47KeptConnectionEndsBeforeTheIdleTimeoutOfRequests() throws Exception {
        gateway.start();
        gateway.factory.setKeepAliveTimeout(200);
        try (AjpClient web = connect()) {
            assertThat(web.send(get("/hello")).answer().isReused()).isTrue();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            assertThat(web.send(get("/hello")).answer().isReused()).isTrue();
            long begin = System.nanoTime();
            assertThat(web.isAtEnd()).isTrue();
            assertThat(System.nanoTime() - begin)
                    .isBetween(TimeUnit.MILLISECONDS.toNanos(150), TimeUnit.SECONDS.toNanos(5));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "204", "205", "304"})
    void a41HeadersAndEndOnly(String what) throws Exception {
        gateway.serve("/none", (request, response) -> {
            if (!what.equals("HEAD")) {
                response.setStatus(Integer.parseInt(what));
            }
            response.flushBuffer();
            response.getOutputStream().print("body");
            response.flushBuffer();
        });
        gateway.start();
        try (AjpClient web = connect()) {
            String method = what.equals("HEAD") ? "HEAD" : "GET";
            assertThat(web.send(get("/none", "REQUEST_METHOD", method)).answer().packets())
                    .containsExactly(4, 5);
            assertThat(web.isInStep()).isTrue();
        }
    }

    @Test
    void a40FlushIsAnEmptyChunkAndOnlyWhereTheApplicationFlushes() throws Exception {
        gateway.serve("/flush", (request, response) -> {
            response.flushBuffer();
            response.getOutputStream().print("one");
            response.flushBuffer();
            response.getOutputStream().print("two");
        });
        gateway.serve(
                "/large", (request, response) -> response.getOutputStream().write(new byte[1_000_000]));
        gateway.start();
        try (AjpClient web = connect()) {
            AjpAnswer flushed = web.send(get("/flush")).answer();
            assertThat(flushed.packets()).containsExactly(4, 3, 3, 3, 3, 5);
            assertThat(flushed.flushes()).isEqualTo(2);
            AjpAnswer large = web.send(get("/large")).answer();
            // Jetty sends the end of a large write for itself, which looks like a flush.
            assertThat(large.flushes()).isLessThanOrEqualTo(1);
            assertThat(large.largest()).isEqualTo(8192);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8192, 16000, 65536})
    void a39PacketsAreAsLargeAsAgreed(int packetSize) throws Exception {
        gateway.factory.setPacketSize(packetSize);
        gateway.serve("/large", (request, response) -> {
            response.setBufferSize(200_000);
            response.getOutputStream().write(new byte[200_000]);
        });
        gateway.start();
        try (AjpClient web = connect()) {
            AjpAnswer answer = web.send(get("/large")).answer();
            assertThat(answer.body()).hasSize(200_000);
            assertThat(answer.largest()).isEqualTo(packetSize);
        }
    }

    /** Connections take what a request is collected in from each other. */
    @Test
    void requestsThatComeInAtTheSameTimeDontMix() throws Exception {
        gateway.start();
        byte[] late = post("/echo", "4");
        byte[] lost = get("/lost/and/not/to/be/found");
        for (int i = 0; i < 20; i++) {
            try (AjpClient slow = connect();
                    AjpClient gone = connect();
                    AjpClient quick = connect()) {
                slow.send(Arrays.copyOf(late, 5 + i));
                gone.send(Arrays.copyOf(lost, lost.length - 1));
                assertThat(quick.send(get("/hello")).answer().bodyText()).isEqualTo("hello");
                gone.close();
                assertThat(quick.send(get("/hello")).answer().bodyText()).isEqualTo("hello");
                slow.send(Arrays.copyOfRange(late, 5 + i, late.length), body("late"));
                assertThat(slow.answer().bodyText()).isEqualTo("late");
                assertThat(slow.isInStep()).isTrue();
            }
        }
    }

    /** A malformed request is answered with what it came in, which serves others then. */
    @Test
    void refusedRequestsLeaveNothingBehind() throws Exception {
        gateway.start();
        byte[] malformed = get("/hello");
        malformed[malformed.length - 1] = 0;
        for (int i = 0; i < 20; i++) {
            try (AjpClient bad = connect();
                    AjpClient good = connect()) {
                assertThat(bad.send(malformed).answer().status()).isEqualTo(400);
                assertThat(bad.isAtEnd()).isTrue();
                assertThat(good.send(post("/echo", "2"), body("me")).answer().bodyText())
                        .isEqualTo("me");
                assertThat(good.send(get("/hello")).answer().bodyText()).isEqualTo("hello");
            }
        }
    }
}
