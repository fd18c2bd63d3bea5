package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.fastcgi.Gateway.until;
import static org.gangway.jetty.fastcgi.Wire.CLOSE;
import static org.gangway.jetty.fastcgi.Wire.KEEP;
import static org.gangway.jetty.fastcgi.Wire.PARAMS;
import static org.gangway.jetty.fastcgi.Wire.RESPONDER;
import static org.gangway.jetty.fastcgi.Wire.STDIN;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.ServerConnector;
import org.gangway.jetty.http.LogLines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every limit at the limit and one beyond it: PROTOCOLS.md, F-26, F-27, F-39, R-8, R-10, R-21, R-36, R-37. */
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

    private void assertServed(byte[] request) throws Exception {
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            web.send(request);
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("hello");
            assertThat(log.all()).isEmpty();
        }
    }

    private static byte[] with(String name, String value) {
        return Wire.get(1, KEEP, "/hello", name, value);
    }

    @Test
    void maxVariablesBytes() throws Exception {
        gateway.factory.getRequestLimits().setMaxVariablesBytes(2048);
        gateway.start();
        int used = Wire.pairs(Wire.variables("GET", "/hello")).length + 1 + 4 + 1;
        assertServed(with("V", "x".repeat(2048 - used)));
        assertRefused(431, "maxVariablesBytes", with("V", "x".repeat(2049 - used)));
    }

    @Test
    void maxVariables() throws Exception {
        gateway.factory.getRequestLimits().setMaxVariables(20);
        gateway.start();
        Map<String, String> variables = Wire.variables("GET", "/hello");
        while (variables.size() < 20) {
            variables.put("V" + variables.size(), "");
        }
        assertServed(Wire.join(Wire.begin(1, RESPONDER, KEEP), Wire.params(1, variables), Wire.end(STDIN, 1)));
        variables.put("ONE_MORE", "");
        assertRefused(
                431,
                "maxVariables",
                Wire.join(Wire.begin(1, RESPONDER, KEEP), Wire.params(1, variables), Wire.end(STDIN, 1)));
    }

    @Test
    void maxValueBytes() throws Exception {
        gateway.factory.getRequestLimits().setMaxValueBytes(256);
        gateway.start();
        assertServed(with("V", "x".repeat(256)));
        assertRefused(431, "maxValueBytes", with("V", "x".repeat(257)));
    }

    @Test
    void maxHeaderBytesAndMaxHeaders() throws Exception {
        gateway.factory.getRequestLimits().setMaxHeaderBytes(256);
        gateway.factory.getRequestLimits().setMaxHeaders(3);
        gateway.start();
        int host = "Host".length() + "www.example.test:8080".length();
        assertServed(with("HTTP_X_Y", "x".repeat(256 - host - 3)));
        assertRefused(431, "maxHeaderBytes", with("HTTP_X_Y", "x".repeat(257 - host - 3)));
        assertServed(Wire.get(1, KEEP, "/hello", "HTTP_A", "1", "HTTP_B", "2"));
        assertRefused(431, "maxHeaders", Wire.get(1, KEEP, "/hello", "HTTP_A", "1", "HTTP_B", "2", "HTTP_C", "3"));
    }

    @Test
    void maxTargetBytes() throws Exception {
        gateway.factory.getRequestLimits().setMaxTargetBytes(64);
        gateway.start();
        assertServed(Wire.get(1, KEEP, "/hello?" + "x".repeat(57)));
        assertRefused(414, "maxTargetBytes", Wire.get(1, KEEP, "/hello?" + "x".repeat(58)));
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
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            int refused = 0;
            for (int length = 1; length < pairs.length; length++) {
                web.send(
                        Wire.begin(1, RESPONDER, KEEP),
                        Wire.stream(PARAMS, 1, Arrays.copyOf(pairs, length)),
                        Wire.end(PARAMS, 1),
                        Wire.end(STDIN, 1));
                int status = web.answer(1).complete().status();
                if (ends[length] == 0) {
                    assertThat(status).as("cut at " + length).isEqualTo(400);
                    refused++;
                }
            }
            assertThat(log.with("ends within a name-value pair")).hasSize(refused);
            assertThat(log.stacks()).isEmpty();
            assertHello(web);
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
    void f39RequestOnOneConnectionTooManyIsA503() throws Exception {
        gateway.factory.setMaxConnections(2);
        gateway.start();
        try (LogLines log = new LogLines();
                WebServer first = gateway.connect();
                WebServer second = gateway.connect()) {
            assertHello(first);
            assertHello(second);
            assertThat(log.all()).isEmpty();
            try (WebServer third = gateway.connect()) {
                third.send(Wire.get(1, KEEP, "/hello"));
                assertThat(third.answer(1).complete().status()).isEqualTo(503);
                assertThat(third.isAtEnd()).isTrue();
            }
            assertThat(log.with("maxConnections")).hasSize(1);
            assertHello(first);
        }
        gateway.assertNoConnection();
        try (WebServer again = gateway.connect()) {
            assertHello(again);
        }
    }

    @Test
    void r21HeadThatTakesTooLongIsA408() throws Exception {
        gateway.factory.setHeadTimeout(200);
        gateway.start();
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            assertHello(web);
            web.send(Wire.begin(1, RESPONDER, KEEP), Wire.stream(PARAMS, 1, new byte[] {1, 1, 'a'}));
            assertThat(web.answer(1).complete().status()).isEqualTo(408);
            assertThat(web.isAtEnd()).isTrue();
            assertThat(log.with("headTimeout")).isNotEmpty();
            assertThat(log.stacks()).isEmpty();
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
    void r36BodyThatDoesNotComeIsATimeoutForTheServlet() throws Exception {
        gateway.start();
        ((ServerConnector) gateway.connector()).setIdleTimeout(300);
        try (WebServer web = gateway.connect()) {
            web.send(Wire.postHead(1, CLOSE, "/read", 100), Wire.stdin(1, "half"));
            Object failure = seen.poll(10, TimeUnit.SECONDS);
            assertThat(failure).isInstanceOf(IOException.class);
            assertThat((Throwable) failure).hasRootCauseInstanceOf(TimeoutException.class);
            assertThat(web.answer(1).isComplete()).isTrue();
        }
    }

    @Test
    void connectionThatNeverAsksIsClosed() throws Exception {
        gateway.start();
        ((ServerConnector) gateway.connector()).setIdleTimeout(200);
        try (WebServer web = gateway.connect()) {
            assertThat(web.rest()).isEmpty();
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
    void maxDrainBytes() throws Exception {
        gateway.factory.setMaxDrainBytes(100_000);
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.post(1, KEEP, "/hello", new byte[100_000]));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("hello");
            assertHello(web);
        }
        try (LogLines log = new LogLines();
                WebServer web = gateway.connect()) {
            web.send(Wire.postHead(1, KEEP, "/hello", 1 << 30));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("hello");
            try {
                while (true) {
                    web.send(Wire.stdin(1, "x".repeat(50_000)));
                }
            } catch (IOException closed) {
                assertThat(log.with("maxDrainBytes")).hasSize(1);
                assertThat(log.all()).hasSize(1);
            }
        }
    }

    @Test
    void r35LingeringEndsWithItsTimeout() throws Exception {
        gateway.factory.setLingerTimeout(200);
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.postHead(1, CLOSE, "/hello", 100));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("hello");
            assertThat(web.isAtEnd()).isTrue();
            gateway.assertNoConnection();
        }
    }

    @Test
    void r29NulInAVariableIsA400() throws Exception {
        gateway.start();
        assertRefused(400, "NUL", with("V", "a\0b"));
        assertRefused(400, "NUL", with("V\0W", "ab"));
        assertRefused(400, "NUL", with("HTTP_X", "a\0b"));
        assertRefused(400, "REQUEST_METHOD is missing", with("REQUEST_METHOD", null));
        assertRefused(400, "no token", with("REQUEST_METHOD", "G ET"));
        assertRefused(400, "no version of HTTP", with("SERVER_PROTOCOL", "SPDY"));
    }
}
