package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.it.AjpServers.Backend.NODE1;
import static org.gangway.it.AjpServers.Backend.NODE2;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.gangway.it.AjpServers.Backend;
import org.gangway.it.AjpServers.Front;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Two nodes behind a load balancer of Apache that speaks AJP. */
@ExtendWith(AjpServers.Parameter.class)
class BalancerIT {
    private static final String SESSION = "/page?session=1";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    @ParameterizedTest
    @EnumSource
    void sessionsStickToTheirNodesByCookieAndByUrl(Front front, AjpServers servers) throws Exception {
        servers.withNodes();
        for (Backend node : List.of(NODE1, NODE2)) {
            Visitor visitor = at(node, front, servers);
            String id = visitor.get(SESSION).fact("id");
            for (int i = 3; i <= 8; i++) {
                assertThat(visitor.get(SESSION).fact("count")).isEqualTo(String.valueOf(i));
            }

            String link = visitor.with("Cookie: none=1").get("/page").fact("link");
            assertThat(link).as("the client has sent a cookie").isEqualTo(SESSION);
            String first =
                    servers.visitor(front, "nodes").get("/page?session=1").fact("link");
            assertThat(first).matches("/page;jsessionid=\\w+\\.node[12]\\?session=1");
            for (int i = 2; i <= 7; i++) {
                Visitor.Page page = servers.visitor(front, "nodes").get(first);
                assertThat(page.fact("count")).isEqualTo(String.valueOf(i));
                assertThat(page.fact("link")).isEqualTo(first);
            }
            assertThat(visitor.get(SESSION).fact("id")).isEqualTo(id);
        }
    }

    @ParameterizedTest
    @CsvSource({"MOD_PROXY, wrong", "MOD_PROXY, missing", "MOD_JK, wrong", "MOD_JK, missing"})
    void secretThatIsWrongOrMissing(Front front, String host, AjpServers servers) throws Exception {
        servers.withNodes();
        String line = "gets 403: the secret is " + host;
        ChildProcess node = servers.backend(NODE1);
        long before = lines(node, line);

        assertThat(servers.visitor(front, host)
                        .with("X-Hit: " + front + host)
                        .get("/page")
                        .status())
                .isEqualTo(403);

        assertThat(servers.hits(NODE1, front + host)).isZero();
        assertThat(lines(node, line)).isEqualTo(before + 1);
        assertThat(node.output().lines().filter(said -> said.contains(line))).allSatisfy(said -> assertThat(said)
                .contains("mod_jk: worker.NAME.secret", "mod_proxy_ajp: secret= of ProxyPass")
                .doesNotContain("only-we-two-know"));
    }

    @ParameterizedTest
    @EnumSource
    void packetsOf64KHoldLongHeaders(Front front, AjpServers servers) throws Exception {
        Visitor visitor = servers.withNodes().visitor(front, "nodes").with("X-Sent: " + "x".repeat(30_000));
        Visitor.Page page = visitor.get("/page?head=30000");
        assertThat(page.fact("sent")).isEqualTo("30000");
        assertThat(page.head().header("X-Long")).hasSize(30_000);
    }

    /** The client sees that it is not whole where its length was told or Apache's mod_proxy is between. */
    @ParameterizedTest
    @CsvSource({
        "MOD_PROXY, nodes, GET",
        "MOD_PROXY, nodes, POST",
        "MOD_JK, nodes, GET",
        "MOD_JK, nodes, POST",
        "MOD_JK, careless, GET",
        "MOD_JK, careless, POST"
    })
    void responseThatFailsHalfWayIsNotRepeatedAndTheNodeStaysInUse(
            Front front, String host, String method, AjpServers servers) throws Exception {
        servers.withNodes();
        Visitor visitor = at(NODE1, front, servers);
        String hit = "half-" + front + host + method;
        String session = visitor.get(SESSION).fact("id") + ".node1";
        try (HttpConnection client = servers.connect(front, host)) {
            Request request = method.equals("GET")
                    ? Request.get("/page?fail=1")
                    : Request.post("/page?fail=1", "a=b".getBytes(StandardCharsets.UTF_8));
            Response response = client.send(request.header("Connection", "close")
                    .header("Cookie", "JSESSIONID=" + session)
                    .header("X-Hit", hit));
            assertThat(response.status()).isEqualTo(200);
            if (front == Front.MOD_PROXY) {
                assertThat(isCutOff(response)).isTrue();
            } else {
                assertThat(response.text()).startsWith("half of it").contains("502 Bad Gateway");
            }
        }
        assertThat(servers.hits(NODE1, hit)).isEqualTo(1);
        assertThat(servers.hits(NODE2, hit)).isZero();
        assertThat(visitor.get(SESSION).fact("count"))
                .as("the node is still in use")
                .isEqualTo("3");
        assertThat(visitor.get(SESSION).fact("count")).isEqualTo("4");
    }

    private static boolean isCutOff(Response response) {
        try {
            response.bytes();
            return false;
        } catch (UncheckedIOException e) {
            return true;
        }
    }

    /** SIGTERM while requests come and one is being read: all are answered, sessions go on, and after a restart all is as before. */
    @Test
    void stoppedNodeLosesNoRequest(AjpServers servers) throws Exception {
        servers.withNodes();
        Map<Front, Visitor> visitors = new EnumMap<>(Front.class);
        Map<Front, HttpConnection> uploads = new EnumMap<>(Front.class);
        List<Visitor> traffic = new ArrayList<>();
        for (Front front : Front.values()) {
            visitors.put(front, at(NODE1, front, servers));
            traffic.addAll(List.of(at(NODE1, front, servers), at(NODE2, front, servers)));
        }
        try (Traffic requests = new Traffic(traffic)) {
            for (Front front : Front.values()) {
                String cookie = visitors.get(front).get("/page?session=1").fact("id") + ".node1";
                uploads.put(front, beginUpload(front, cookie, servers));
            }
            requests.await(50);

            ChildProcess node = servers.backend(NODE1);
            long stops = lines(node, "Stopping");
            node.terminate();
            await(() -> lines(node, "Stopping") > stops);
            requests.await(50);
            for (Front front : Front.values()) {
                assertThat(endUpload(uploads.get(front))).as(front.name()).contains("read=20000");
            }
            assertThat(node.awaitEnd()).isZero();
            requests.await(50);
            for (Front front : Front.values()) {
                Visitor visitor = visitors.get(front);
                Visitor.Page page = visitor.get(SESSION);
                assertThat(page.fact("count")).as("the session goes on").isEqualTo("3");
                assertThat(nodeOf(page)).as("at the other node").isEqualTo(NODE2);
                assertThat(visitor.get(SESSION).fact("count")).isEqualTo("4");
                assertThat(nodeOfNewSession(front, servers)).isEqualTo(NODE2);
            }

            servers.withNodes();
            for (Front front : Front.values()) {
                await(() -> nodeOfNewSession(front, servers) == NODE1);
            }
            requests.await(50);
            assertThat(requests.losses()).isEmpty();
        }
    }

    /** A GET may be repeated at the other node. A POST not: the application may have done already what it asks for. */
    @Test
    void nodeThatDiesHasItsPostsNotRepeated(AjpServers servers) throws Exception {
        servers.withNodes();
        Map<String, CompletableFuture<Integer>> answers = new HashMap<>();
        for (Front front : Front.values()) {
            for (String request : List.of("GET /page", "GET /page?a=b", "POST /page")) {
                String hit = "dying-" + front + " " + request;
                Visitor visitor =
                        at(NODE1, front, servers).with("X-Hit: " + hit).with("X-Block: 1");
                answers.put(hit, CompletableFuture.supplyAsync(() -> status(visitor, request)));
                await(() -> servers.hits(NODE1, hit) == 1);
            }
        }

        servers.backend(NODE1).kill();

        for (Front front : Front.values()) {
            String hit = "dying-" + front + " ";
            assertThat(answers.get(hit + "GET /page").get(60, TimeUnit.SECONDS))
                    .as(hit)
                    .isEqualTo(200);
            assertThat(servers.hits(NODE2, hit + "GET /page")).isEqualTo(1);
            boolean repeated = front == Front.MOD_JK;
            assertThat(answers.get(hit + "GET /page?a=b").get(60, TimeUnit.SECONDS))
                    .as("to mod_proxy_ajp a GET with a query may be anything")
                    .isEqualTo(repeated ? 200 : 500);
            assertThat(servers.hits(NODE2, hit + "GET /page?a=b")).isEqualTo(repeated ? 1 : 0);
            assertThat(answers.get(hit + "POST /page").get(60, TimeUnit.SECONDS))
                    .as(hit)
                    .isEqualTo(front == Front.MOD_JK ? 502 : 500);
            assertThat(servers.hits(NODE2, hit + "POST /page")).isZero();
            assertThat(nodeOfNewSession(front, servers)).isEqualTo(NODE2);
        }
    }

    private static int status(Visitor visitor, String request) {
        String[] parts = request.split(" ", 2);
        try {
            Visitor.Page page = parts[0].equals("GET") ? visitor.get(parts[1]) : visitor.post(parts[1], "a=b");
            return page.status();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpConnection beginUpload(Front front, String session, AjpServers servers) throws IOException {
        HttpConnection upload = servers.connect(front, "nodes");
        upload.out()
                .write(("POST /page?read=1 HTTP/1.1\r\nX-Hit: upload-" + front + "\r\nHost: " + upload.host()
                                + "\r\nConnection: close\r\nContent-Length: 20000\r\nCookie: JSESSIONID=" + session
                                + "\r\n\r\n" + "b".repeat(10_000))
                        .getBytes(StandardCharsets.US_ASCII));
        await(() -> servers.hits(NODE1, "upload-" + front) == 1);
        return upload;
    }

    private static String endUpload(HttpConnection upload) throws IOException {
        try (upload) {
            upload.out().write("b".repeat(10_000).getBytes(StandardCharsets.US_ASCII));
            return upload.answer("POST").text();
        }
    }

    /** A visitor with a session at the node that has served one request. */
    static Visitor at(Backend node, Front front, AjpServers servers) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (System.nanoTime() < deadline) {
            Visitor visitor = servers.visitor(front, "nodes");
            if (nodeOf(visitor.get(SESSION)) == node) {
                return visitor;
            }
        }
        throw new AssertionError(front + " gives no session at " + node + "\n" + servers.log(front));
    }

    static Backend nodeOfNewSession(Front front, AjpServers servers) {
        try {
            return nodeOf(servers.visitor(front, "nodes").get(SESSION));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The node that a new session, or one that has moved, belongs to. */
    static Backend nodeOf(Visitor.Page page) {
        String cookie = page.head().header("Set-Cookie");
        return Backend.valueOf(
                cookie.replaceFirst("^JSESSIONID=\\w+\\.(node[12]);.*", "$1").toUpperCase(Locale.ROOT));
    }

    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it doesn't come about");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private static long lines(ChildProcess process, String part) {
        return process.output().lines().filter(line -> line.contains(part)).count();
    }
}
