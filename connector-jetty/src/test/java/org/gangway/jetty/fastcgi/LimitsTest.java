package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.fastcgi.Gateway.until;
import static org.gangway.jetty.fastcgi.Wire.KEEP;
import static org.gangway.jetty.fastcgi.Wire.PARAMS;
import static org.gangway.jetty.fastcgi.Wire.RESPONDER;
import static org.gangway.jetty.fastcgi.Wire.STDIN;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.server.ServerConnector;
import org.gangway.jetty.http.LogLines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pair may promise, and what a connection that is shared may hold: F-26, F-27, F-39, R-8, R-10, R-21, R-29. */
@Timeout(20)
class LimitsTest {
    private final Gateway gateway = new Gateway();
    private final CountDownLatch open = new CountDownLatch(1);
    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    @BeforeEach
    void serve() {
        gateway.serve("/hello", (request, response) -> response.getWriter().print("hello"));
        gateway.serve("/wait", (request, response) -> {
            seen.add("waits");
            try {
                open.await();
            } catch (InterruptedException x) {
                throw new java.io.InterruptedIOException();
            }
        });
        gateway.serve("/read", (request, response) -> {
            try {
                seen.add("read " + request.getInputStream().readAllBytes().length);
            } catch (IOException x) {
                seen.add(x);
                throw x;
            }
        });
    }

    @AfterEach
    void stop() throws Exception {
        open.countDown();
        gateway.assertHealthy();
        gateway.close();
    }

    private static void assertHello(WebServer web) throws IOException {
        web.send(Wire.get(1, KEEP, "/hello"));
        assertThat(web.answer(1).complete().bodyText()).isEqualTo("hello");
    }

    private void assertRefused(int status, String reason, byte[] request) throws Exception {
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            web.send(request);
            assertThat(web.answer(1).complete().status()).isEqualTo(status);
            assertThat(log.with(reason)).hasSize(1);
            assertThat(log.all()).hasSize(1);
            assertHello(web);
        }
    }

    private static byte[] with(String name, String value) {
        return Wire.get(1, KEEP, "/hello", name, value);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x80000080, 0xFFFF})
    void r10LengthsThatPromiseMoreThanThereIsAreA400(int length) throws Exception {
        gateway.start();
        byte[] four = {
            (byte) (length >> 24 | 0x80), (byte) (length >> 16), (byte) (length >> 8), (byte) length,
        };
        for (byte[] pair : new byte[][] {
            Wire.join(four, new byte[] {0}, Wire.bytes("NAME")),
            Wire.join(new byte[] {4}, four, Wire.bytes("NAME")),
            Wire.join(four, four, Wire.bytes("NAME"))
        }) {
            if (length == 0x80000000 && pair[0] == 4) {
                // An empty value, told in four bytes, is a good one (F-25).
                continue;
            }
            try (LogLines log = new LogLines();
                    WebServer web = gateway.connect()) {
                web.send(
                        Wire.begin(1, RESPONDER, KEEP),
                        Wire.stream(PARAMS, 1, Wire.join(Wire.pairs(Wire.variables("GET", "/hello")), pair)),
                        Wire.end(PARAMS, 1),
                        Wire.end(STDIN, 1));
                assertThat(web.answer(1).complete().status()).isEqualTo(400);
                assertThat(log.all()).hasSize(1);
                assertHello(web);
            }
        }
    }

    @Test
    void f27PairThatIsCutOffIsA400AtEveryByte() throws Exception {
        gateway.start();
        byte[] pairs = Wire.pairs(Wire.variables("GET", "/hello"));
        int[] ends = new int[pairs.length + 1];
        for (int at = 0; at < pairs.length; at += 2 + pairs[at] + pairs[at + 1]) {
            ends[at] = 1;
        }
        try (LogLines log = new LogLines()) {
            int refused = 0;
            for (int length = 1; length < pairs.length; length++) {
                // One connection has the log to itself for a few lines only.
                try (WebServer web = gateway.connect()) {
                    web.send(
                            Wire.begin(1, RESPONDER, KEEP),
                            Wire.stream(PARAMS, 1, Arrays.copyOf(pairs, length)),
                            Wire.end(PARAMS, 1),
                            Wire.end(STDIN, 1));
                    int status = web.answer(1).complete().status();
                    if (ends[length] == 0) {
                        assertThat(status).as("cut at " + length).isEqualTo(400);
                        assertHello(web);
                        refused++;
                    }
                }
            }
            // One connection fills no log.
            assertThat(log.with("ends within a name-value pair")).hasSizeBetween(1, refused);
            assertThat(log.stacks()).isEmpty();
        }
    }

    @Test
    void f39OneRequestTooManyOnAConnectionIsA503() throws Exception {
        gateway.factory.setMaxRequestsPerConnection(3);
        gateway.start();
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            for (int id = 1; id <= 3; id++) {
                web.send(Wire.get(id, KEEP, "/wait"));
            }
            until("three are served", () -> seen.size() == 3);
            assertThat(log.all()).isEmpty();
            web.send(Wire.get(4, KEEP, "/hello"));
            assertThat(web.answer(4).complete().status()).isEqualTo(503);
            assertThat(log.with("maxRequestsPerConnection")).hasSize(1);
            open.countDown();
            for (int id = 1; id <= 3; id++) {
                assertThat(web.answer(id).complete().status()).isEqualTo(200);
            }
            assertHello(web);
        }
    }

    @Test
    void r21HalfARecordThatStaysHalfClosesTheConnection() throws Exception {
        gateway.factory.setHeadTimeout(200);
        gateway.start();
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            web.send(Arrays.copyOf(Wire.begin(1, RESPONDER, KEEP), 11));
            assertThat(web.rest()).isEmpty();
            assertThat(log.with("headTimeout")).hasSize(1);
            assertThat(log.all()).hasSize(1);
        }
    }

    @Test
    void r21SlowHeadOfOneRequestDoesNotStopAnother() throws Exception {
        gateway.factory.setHeadTimeout(300);
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.get(1, KEEP, "/wait"));
            web.send(Wire.begin(2, RESPONDER, KEEP));
            assertThat(web.answer(2).complete().status()).isEqualTo(408);
            open.countDown();
            assertThat(web.answer(1).complete().status()).isEqualTo(200);
            assertThat(web.isAtEnd()).isTrue();
        }
    }

    @Test
    void keepAliveTimeoutIsLongerThanTheIdleTimeout() throws Exception {
        gateway.factory.setKeepAliveTimeout(900);
        gateway.start();
        ((ServerConnector) gateway.connector()).setIdleTimeout(100);
        try (WebServer web = gateway.connect()) {
            assertHello(web);
            long begin = System.nanoTime();
            assertThat(web.rest()).isEmpty();
            assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(800));
        }
    }

    @Test
    void keepAliveTimeoutIsShorterThanTheIdleTimeout() throws Exception {
        gateway.factory.setKeepAliveTimeout(300);
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.get(1, KEEP, "/wait"));
            web.send(Wire.get(2, KEEP, "/hello"));
            assertThat(web.answer(2).complete().bodyText()).isEqualTo("hello");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(400));
            open.countDown();
            assertThat(web.answer(1).complete().status()).isEqualTo(200);
            long begin = System.nanoTime();
            assertThat(web.isAtEnd()).isTrue();
            assertThat(System.nanoTime() - begin)
                    .isBetween(TimeUnit.MILLISECONDS.toNanos(250), TimeUnit.SECONDS.toNanos(5));
        }
    }

    @Test
    void keepAliveTimeoutNeedsNoIdleTimeout() throws Exception {
        gateway.factory.setKeepAliveTimeout(100);
        gateway.start();
        ((ServerConnector) gateway.connector()).setIdleTimeout(0);
        try (WebServer web = gateway.connect()) {
            assertHello(web);
            assertThat(web.isAtEnd()).isTrue();
        }
    }

    @Test
    void r29NulInAVariableIsA400() throws Exception {
        gateway.start();
        assertRefused(400, "NUL", with("V", "a\0b"));
        assertRefused(400, "NUL", with("V\0W", "ab"));
        assertRefused(400, "NUL", with("HTTP_X", "a\0b"));
    }
}
