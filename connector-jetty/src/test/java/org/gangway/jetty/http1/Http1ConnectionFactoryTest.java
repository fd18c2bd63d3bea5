package org.gangway.jetty.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.gangway.jetty.AllowedClients;
import org.gangway.jetty.AutoConnectionFactory;
import org.gangway.jetty.FastCgiConnectionFactory;
import org.gangway.jetty.Http1ConnectionFactory;
import org.gangway.jetty.http.GatewayServer;
import org.gangway.jetty.http.LogLines;
import org.gangway.request.ScriptNameAttributes;
import org.gangway.request.ScriptNamePolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class Http1ConnectionFactoryTest {
    private static final String GET = "GET /hello HTTP/1.1\r\nHost: www.example.test\r\n\r\n";

    @TempDir
    Path directory;

    private final Http1ConnectionFactory factory = new Http1ConnectionFactory();
    private final GatewayServer<Http1ConnectionFactory> gateway = new GatewayServer<>(factory);

    @AfterEach
    void end() throws IOException {
        gateway.close();
    }

    private void start() throws Exception {
        serve();
        gateway.start();
    }

    private void serve() {
        gateway.serve("/hello", (request, response) -> {
            request.getInputStream().readAllBytes();
            response.setContentLength(5);
            response.getOutputStream().print("hello");
        });
        gateway.serve("/facts", (request, response) -> response.getWriter()
                .print(request.getRemoteAddr()
                        + ' '
                        + request.getRemotePort()
                        + ' '
                        + request.getServerName()
                        + ' '
                        + request.getScheme()
                        + ' '
                        + request.getAttribute(ScriptNameAttributes.SCRIPT_NAME)));
    }

    private HttpClient connect() throws IOException {
        return new HttpClient(gateway.address());
    }

    private String ask(String request) throws IOException {
        try (HttpClient client = connect()) {
            return client.send(request).answer();
        }
    }

    @Test
    void connectionIsKeptAndRequestsArePipelined() throws Exception {
        start();
        try (HttpClient client = connect()) {
            client.send(GET + "POST /hello HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc" + GET);
            for (int i = 0; i < 3; i++) {
                assertThat(client.answer()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("hello");
            }
            assertThat(client.send(GET).answer()).doesNotContain("Server:", "Connection:");
        }
    }

    @Test
    void tooManyConnectionsGet503() throws Exception {
        factory.setMaxConnections(1);
        start();
        try (HttpClient first = connect();
                LogLines log = new LogLines()) {
            assertThat(first.send(GET).answer()).startsWith("HTTP/1.1 200");
            try (HttpClient second = connect()) {
                assertThat(second.send(GET).rest())
                        .isEqualTo(
                                "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            }
            assertThat(log.with("gets 503: over 1 connections (maxConnections)"))
                    .hasSize(1);
        }
        gateway.assertNoConnection();
        assertThat(ask(GET)).startsWith("HTTP/1.1 200");
    }

    @Test
    void clientThatIsNotAllowedIsCutOff() throws Exception {
        factory.setAllowedClients(AllowedClients.parse("192.0.2.7"));
        start();
        try (LogLines log = new LogLines();
                HttpClient client = connect()) {
            assertThat(client.rest()).isEmpty();
            assertThat(log.with("not one of the allowed clients; closing")).hasSize(1);
        }
    }

    @Test
    void headThatTakesTooLongGets408() throws Exception {
        factory.setHeadTimeout(200);
        start();
        try (HttpClient client = connect();
                LogLines log = new LogLines()) {
            assertThat(client.send(GET).answer()).startsWith("HTTP/1.1 200");
            CompletableFuture<Void> dribble = CompletableFuture.runAsync(() -> {
                try {
                    client.send("GET /hello HTTP/1.1\r\nX: ");
                    while (true) {
                        client.send("x");
                        TimeUnit.MILLISECONDS.sleep(20);
                    }
                } catch (IOException | InterruptedException x) {
                    Thread.currentThread().interrupt();
                }
            });
            assertThat(client.answer()).startsWith("HTTP/1.1 408 Request Timeout\r\n");
            assertThat(log.with("not complete after 200 ms (headTimeout)")).hasSize(1);
            dribble.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void bodyAndRestOfAConnectionHaveMoreTimeThanAHead() throws Exception {
        factory.setHeadTimeout(100);
        start();
        try (HttpClient client = connect()) {
            for (int i = 0; i < 2; i++) {
                client.send("POST /hello HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\na");
                TimeUnit.MILLISECONDS.sleep(150);
                assertThat(client.send("b").answer()).startsWith("HTTP/1.1 200");
                TimeUnit.MILLISECONDS.sleep(150);
            }
        }
    }

    @Test
    void restingConnectionIsClosedAfterItsTime() throws Exception {
        factory.setKeepAliveTimeout(100);
        start();
        try (HttpClient client = connect()) {
            assertThat(client.send(GET).answer()).startsWith("HTTP/1.1 200");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void limitsOfTheHeadHold() throws Exception {
        factory.getRequestLimits().setMaxHeaders(20);
        factory.getRequestLimits().setMaxTargetBytes(100);
        factory.getRequestLimits().setMaxValueBytes(1000);
        factory.getRequestLimits().setMaxHeaderBytes(2000);
        start();
        String host = "Host: x\r\n";
        assertThat(ask("GET /hello?" + "x".repeat(93) + " HTTP/1.1\r\n" + host + "\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(ask("GET /hello?" + "x".repeat(94) + " HTTP/1.1\r\n" + host + "\r\n"))
                .startsWith("HTTP/1.1 414");
        assertThat(ask("GET /hello?" + "x".repeat(9000) + " HTTP/1.1\r\n" + host + "\r\n"))
                .startsWith("HTTP/1.1 414");
        assertThat(ask("GET /hello HTTP/1.1\r\n" + host + "X: y\r\n".repeat(20) + "\r\n"))
                .startsWith("HTTP/1.1 431");
        assertThat(ask("GET /hello HTTP/1.1\r\n" + host + "X: " + "y".repeat(1001) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431");
        assertThat(ask("GET /hello HTTP/1.1\r\n" + host + ("X: " + "y".repeat(999) + "\r\n").repeat(2) + "\r\n"))
                .startsWith("HTTP/1.1 431");
        assertThat(ask("GET /hello HTTP/1.1\r\n" + host + ("X: " + "y".repeat(1000) + "\r\n").repeat(9) + "\r\n"))
                .startsWith("HTTP/1.1 431");
        try (LogLines log = new LogLines()) {
            ask("GET /hello HTTP/1.1\r\n" + host + "X: y\r\n".repeat(20) + "\r\n");
            assertThat(log.with("gets 431: more than 20 header fields (maxHeaders)"))
                    .hasSize(1);
            assertThat(log.stacks()).isEmpty();
        }
    }

    @Test
    void responseHeadThatIsTooLongIsA500() throws Exception {
        gateway.serve("/long", (request, response) -> response.setHeader("X", "y".repeat(40_000)));
        start();
        assertThat(ask("GET /long HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 500");
    }

    @Test
    void nonsenseGets400WithoutAStack() throws Exception {
        start();
        try (LogLines log = new LogLines()) {
            for (String nonsense : new String[] {
                "\u0016\u0003\u0001",
                "GET\r\n\r\n",
                "GET /hello HTTP/1.1\r\n\r\n",
                "GET /hello HTTP/1.1\r\nHost: a b\r\n\r\n"
            }) {
                assertThat(ask(nonsense)).startsWith("HTTP/1.1 400");
            }
            assertThat(log.stacks()).isEmpty();
        }
    }

    @Test
    void tlsWhereSeveralProtocolsAreTakenIsToldInOneLine() throws Exception {
        gateway.start(new AutoConnectionFactory(new FastCgiConnectionFactory(), factory));
        try (LogLines log = new LogLines();
                HttpClient client = connect()) {
            assertThat(client.send("\u0016\u0003\u0001").rest()).isEmpty();
            assertThat(log.with(
                            "can't begin with 16 03 01; have the web server speak FastCGI, SCGI, AJP or HTTP to this"
                                    + " address, not TLS; closing"))
                    .hasSize(1);
        }
    }

    @Test
    void nothingIsBelievedUnlessTold() throws Exception {
        start();
        assertThat(ask(String.join(
                        "\r\n",
                        "GET /facts HTTP/1.1",
                        "Host: www.example.test",
                        "X-Forwarded-For: 192.0.2.7",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: evil.test",
                        "Forwarded: for=192.0.2.7",
                        "Remote-User: root",
                        "",
                        "")))
                .contains("\r\n\r\n127.0.0.1 ")
                .endsWith(" www.example.test http null");
    }

    @Test
    void clientOverAUnixSocketIsUnknown() throws Exception {
        serve();
        gateway.startUnix(directory.resolve("http.sock"));
        assertThat(ask("GET /facts HTTP/1.1\r\nHost: www.example.test\r\n\r\n"))
                .endsWith("0.0.0.0 0 www.example.test http null");
        assertThat(ask("GET /facts HTTP/1.0\r\n\r\n")).contains("0.0.0.0 0 localhost http null");
    }

    @Test
    void prefixOfAnOptionReachesTheApplication() throws Exception {
        factory.setScriptNamePolicy(ScriptNamePolicy.parse("/shop"));
        start();
        for (String path : new String[] {"/facts", "/shop/facts"}) {
            assertThat(ask("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n")).endsWith(" x http /shop");
        }
    }

    @Test
    void requestMayRunOnWhileTheConnectorEnds() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        gateway.serve("/slow", (request, response) -> {
            running.countDown();
            try {
                TimeUnit.MILLISECONDS.sleep(2_500);
            } catch (InterruptedException x) {
                throw new IOException(x);
            }
            response.setContentLength(4);
            response.getOutputStream().print("done");
        });
        start();
        try (HttpClient client = connect();
                HttpClient resting = connect()) {
            assertThat(resting.send(GET).answer()).startsWith("HTTP/1.1 200");
            client.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
            running.await();
            CompletableFuture<Void> end = gateway.connector().shutdown();
            assertThat(client.answer()).startsWith("HTTP/1.1 200").endsWith("done");
            assertThat(resting.rest()).isEmpty();
            end.get(5, TimeUnit.SECONDS);
        }
    }
}
