package org.gangway.jetty.ajp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gangway.jetty.ajp.AjpWire.bytes;
import static org.gangway.jetty.ajp.AjpWire.hex;
import static org.gangway.jetty.ajp.AjpWire.number;
import static org.gangway.jetty.ajp.AjpWire.packet;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee10.servlet.security.ConstraintSecurityHandler;
import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.gangway.jetty.http.LogLines;
import org.gangway.request.RemoteUserPolicy;
import org.gangway.request.TrustPolicy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The cases of Tomcat's test of its AJP connector, each under its name there, with requests as
 * Tomcat's test client makes them: the protocol is {@code http}, there is no Host, and a body packet ends like a
 * FORWARD_REQUEST.
 *
 * <p>Three things are told differently here. The message of SEND_HEADERS is a reason phrase, not the number. When
 * the body is complete no more of it is asked for (A-29; Tomcat asks once more). And with EE 10 Jetty's getRemoteHost is
 * the address; the name is the one of the socket address that Jetty's core has.
 */
class TomcatCasesTest extends AjpTest {
    private static final String[] CLIENT = {
        "SERVER_PROTOCOL", "http",
        "HTTP_HOST", null,
        "REMOTE_ADDR", "192.168.0.1",
        "REMOTE_HOST", "client.example.com",
        "REMOTE_PORT", null,
        "SERVER_NAME", "www.example.com"
    };

    private final List<Integer> available = new ArrayList<>();
    private final List<Integer> read = new ArrayList<>();

    @BeforeEach
    void serveCases() {
        gateway.factory.setAllowedRequestAttributesPattern("MYATTRIBUTE.*");
        gateway.factory.setPacketSize(16000);
        gateway.serve("/*", TomcatCasesTest::snoop);
    }

    private static void snoop(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("serverName", request.getServerName());
        all.put("serverPort", request.getServerPort());
        all.put("localAddr", request.getLocalAddr());
        all.put("remoteHost", request.getRemoteHost());
        all.put("remoteAddr", request.getRemoteAddr());
        all.put("remotePort", request.getRemotePort());
        all.put("method", request.getMethod());
        all.put("uri", request.getRequestURI());
        all.put("protocol", request.getProtocol());
        all.put("secure", request.isSecure());
        all.put("scheme", request.getScheme());
        all.put("query", request.getQueryString());
        all.put("user", request.getRemoteUser());
        all.put("principal", request.getUserPrincipal());
        all.put("authType", request.getAuthType());
        for (String name : List.of("MYHEADER", "MYHEADER1", "MYHEADER2")) {
            all.put("header " + name, request.getHeader(name));
        }
        for (String name : List.of("MYATTRIBUTE", "MYATTRIBUTE1", "MYATTRIBUTE2")) {
            all.put("attribute " + name, request.getAttribute(name));
        }
        request.getParameterMap().forEach((name, values) -> all.put("parameter " + name, String.join(",", values)));
        all.put("contentLength", request.getContentLengthLong());
        all.put("bodySize", request.getInputStream().readAllBytes().length);
        response.setContentType("text/plain");
        response.getWriter()
                .print(all.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining("\n")));
    }

    private static String[] client(String... more) {
        String[] all = Arrays.copyOf(CLIENT, CLIENT.length + more.length);
        System.arraycopy(more, 0, all, CLIENT.length, more.length);
        return all;
    }

    private static byte[] get(String uri, String... more) {
        return AjpWire.get(uri, client(more));
    }

    private static byte[] request(String method, String uri, String length, String... more) {
        String[] all = Arrays.copyOf(more, more.length + 2);
        all[more.length] = "REQUEST_METHOD";
        all[more.length + 1] = method;
        return AjpWire.post(uri, length, client(all));
    }

    /** A body packet with what Tomcat's client puts behind the bytes: a NUL, no headers, no attributes. */
    private static byte[] body(byte[] data) {
        return packet(number(data.length), data, hex("000000FF"));
    }

    /** The answer has three packets, and the connection serves on. */
    private static AjpAnswer threePackets(AjpClient web, int status, byte[]... request) throws IOException {
        AjpAnswer answer = web.send(request).answer();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.packets()).containsExactly(4, 3, 5);
        assertThat(answer.isReused()).isEqualTo(status == 200);
        return answer;
    }

    private Map<String, String> snooped(byte[]... request) throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            AjpAnswer answer = threePackets(web, 200, request);
            assertThat(web.isInStep()).isTrue();
            return answer.bodyText()
                    .lines()
                    .map(line -> line.split("=", 2))
                    .collect(Collectors.toMap(part -> part[0], part -> part[1]));
        }
    }

    private void trustTheUser() {
        gateway.context.setSecurityHandler(new ConstraintSecurityHandler());
        TrustPolicy policy = gateway.factory.getTrustPolicy();
        gateway.factory.setTrustPolicy(new TrustPolicy(
                RemoteUserPolicy.TRUST,
                policy.attributes(),
                policy.attributePrefixes(),
                policy.attributeCharset(),
                policy.rolesVariable(),
                policy.rolesSeparator()));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "testServerName, SERVER_NAME, MYSERVER, serverName",
        "testServerPort, SERVER_PORT, 8888, serverPort",
        "testLocalAddr, SERVER_ADDR, 10.3.2.1, localAddr",
        "testRemoteAddr, REMOTE_ADDR, 10.1.2.3, remoteAddr",
        "testRemotePort, REMOTE_PORT, 34567, remotePort",
        "testMethod, REQUEST_METHOD, LOCK, method",
        "testProtocol, SERVER_PROTOCOL, HTTP/1.x, protocol",
        "testOneHeader, HTTP_MYHEADER, MYHEADER-VALUE, header MYHEADER",
        "testOneAttribute, MYATTRIBUTE, MYATTRIBUTE-VALUE, attribute MYATTRIBUTE"
    })
    void oneFact(String name, String variable, String value, String fact) throws Exception {
        assertThat(snooped(get("/" + name, variable, value))).containsEntry(fact, value);
    }

    @Test
    void testRemoteHost() throws Exception {
        List<String> names = new ArrayList<>();
        gateway.context.addEventListener(new ContextHandler.ContextScopeListener() {
            @Override
            public void enterScope(Context context, Request request) {
                if (request != null
                        && request.getConnectionMetaData().getRemoteSocketAddress()
                                instanceof InetSocketAddress address) {
                    names.add(address.getHostString());
                }
            }
        });
        assertThat(snooped(get("/testRemoteHost", "REMOTE_HOST", "MYCLIENT")))
                .containsEntry("remoteAddr", "192.168.0.1");
        assertThat(names).containsOnly("MYCLIENT");
    }

    @Test
    void testUri() throws Exception {
        assertThat(snooped(get("/a/b/c"))).containsEntry("uri", "/a/b/c");
    }

    @Test
    void testSecure() throws Exception {
        assertThat(snooped(get("/testSecure", "HTTPS", "on")))
                .containsEntry("secure", "true")
                .containsEntry("scheme", "https");
    }

    @Test
    void testQueryString() throws Exception {
        assertThat(snooped(get("/testQueryString?p1=1&p2=12&p3=123")))
                .containsEntry("query", "p1=1&p2=12&p3=123")
                .containsEntry("parameter p2", "12");
    }

    @Test
    void testRemoteUser() throws Exception {
        trustTheUser();
        assertThat(snooped(get("/testRemoteUser", "REMOTE_USER", "MYUSER"))).containsEntry("user", "MYUSER");
    }

    /** Tomcat tells the type without a user; here it is one of a user. */
    @Test
    void testAuthType() throws Exception {
        trustTheUser();
        assertThat(snooped(get("/testAuthType", "REMOTE_USER", "MYUSER", "AUTH_TYPE", "MyAuth")))
                .containsEntry("authType", "MyAuth");
    }

    @Test
    void testMulti() throws Exception {
        trustTheUser();
        String[] facts = {
            "SERVER_NAME",
            "MYSERVER",
            "SERVER_PORT",
            "8888",
            "SERVER_ADDR",
            "10.3.2.1",
            "REMOTE_HOST",
            "MYCLIENT",
            "REMOTE_ADDR",
            "10.1.2.3",
            "REMOTE_PORT",
            "34567",
            "REQUEST_METHOD",
            "LOCK",
            "SERVER_PROTOCOL",
            "HTTP/1.x",
            "HTTPS",
            "on",
            "REMOTE_USER",
            "MYUSER",
            "AUTH_TYPE",
            "MyAuth",
            "HTTP_MYHEADER1",
            "MYHEADER1-VALUE",
            "HTTP_MYHEADER2",
            "MYHEADER2-VALUE",
            "MYATTRIBUTE1",
            "MYATTRIBUTE-VALUE1",
            "MYATTRIBUTE2",
            "MYATTRIBUTE-VALUE2"
        };
        assertThat(snooped(get("/a/b/c?p1=1&p2=12&p3=123", facts)))
                .containsEntry("serverName", "MYSERVER")
                .containsEntry("serverPort", "8888")
                .containsEntry("localAddr", "10.3.2.1")
                .containsEntry("remoteAddr", "10.1.2.3")
                .containsEntry("remotePort", "34567")
                .containsEntry("method", "LOCK")
                .containsEntry("uri", "/a/b/c")
                .containsEntry("protocol", "HTTP/1.x")
                .containsEntry("secure", "true")
                .containsEntry("query", "p1=1&p2=12&p3=123")
                .containsEntry("user", "MYUSER")
                .containsEntry("authType", "MyAuth")
                .containsEntry("header MYHEADER1", "MYHEADER1-VALUE")
                .containsEntry("header MYHEADER2", "MYHEADER2-VALUE")
                .containsEntry("attribute MYATTRIBUTE1", "MYATTRIBUTE-VALUE1")
                .containsEntry("attribute MYATTRIBUTE2", "MYATTRIBUTE-VALUE2");
    }

    @Test
    void testSmallBody() throws Exception {
        assertThat(snooped(request("PUT", "/testSmallBody", "100"), body(new byte[100])))
                .containsEntry("contentLength", "100")
                .containsEntry("bodySize", "100");
    }

    @Test
    void testLargeBody() throws Exception {
        assertThat(snooped(request("PUT", "/testLargeBody", "10000"), body(new byte[10000])))
                .containsEntry("contentLength", "10000")
                .containsEntry("bodySize", "10000");
    }

    @Test
    void testSecret() throws Exception {
        secret = "RIGHTSECRET";
        gateway.factory.setSecret(secret);
        gateway.start();
        for (String wrong : new String[] {null, "WRONGSECRET"}) {
            try (LogLines log = new LogLines();
                    AjpClient web = connect()) {
                assertThat(web.isInStep()).isTrue();
                assertThat(threePackets(web, 403, get("/", "AJP_SECRET", wrong)).bodyText())
                        .contains("403");
                assertThat(web.isAtEnd()).isTrue();
                assertThat(log.with("secret")).hasSize(1);
            }
        }
        try (AjpClient web = connect()) {
            assertThat(web.isInStep()).isTrue();
            assertThat(threePackets(web, 200, get("/hello", "AJP_SECRET", secret))
                            .bodyText())
                    .isEqualTo("hello");
        }
    }

    @Test
    void testKeepAlive() throws Exception {
        gateway.start();
        ((ServerConnector) gateway.connector()).setIdleTimeout(300);
        try (AjpClient web = connect()) {
            assertThat(web.isInStep()).isTrue();
            for (int i = 0; i < 2; i++) {
                byte[] request = get("/hello", "HTTP_X_DUMMY_HEADER", "IGNORE");
                assertThat(threePackets(web, 200, request).bodyText()).isEqualTo("hello");
                Socket socket = web.channel.socket();
                socket.setSoTimeout(700);
                assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
                assertThat(web.isInStep()).isTrue();
            }
        }
    }

    private AjpAnswer post(int status, String... more) throws Exception {
        gateway.serve(
                "/post", (request, response) -> response.getWriter().print("test - " + request.getParameter("test")));
        gateway.start();
        try (AjpClient web = connect()) {
            assertThat(web.isInStep()).isTrue();
            String[] typed = Arrays.copyOf(more, more.length + 2);
            typed[more.length] = "CONTENT_TYPE";
            typed[more.length + 1] = "application/x-www-form-urlencoded";
            AjpAnswer answer =
                    threePackets(web, status, request("POST", "/post", "9", typed), body(bytes("test=data")));
            assertThat(status == 200 ? web.isInStep() : web.isAtEnd()).isTrue();
            return answer;
        }
    }

    @Test
    void testPost() throws Exception {
        assertThat(post(200).bodyText()).isEqualTo("test - data");
    }

    @Test
    void testPostMultipleContentLength() throws Exception {
        assertThat(post(400, "HTTP_CONTENT_LENGTH", "99").bodyText()).contains("400");
    }

    @Test
    void test304WithBody() throws Exception {
        gateway.serve("/304", (request, response) -> {
            response.setStatus(304);
            response.getWriter().print("Body not permitted for 304 response");
        });
        gateway.start();
        try (AjpClient web = connect()) {
            assertThat(web.isInStep()).isTrue();
            AjpAnswer answer = web.send(get("/304")).answer();
            assertThat(answer.status()).isEqualTo(304);
            assertThat(answer.packets()).containsExactly(4, 5);
            assertThat(answer.isReused()).isTrue();
            assertThat(web.isInStep()).isTrue();
        }
    }

    private void zeroLengthRequestBody(String method, boolean callAvailable) throws Exception {
        gateway.serve("/read", (request, response) -> {
            int count = 0;
            int length;
            ServletInputStream input = request.getInputStream();
            byte[] buffer = new byte[4096];
            do {
                if (callAvailable) {
                    available.add(input.available());
                }
                length = input.read(buffer);
                read.add(length);
                count += Math.max(0, length);
            } while (length > 0);
            response.getWriter().print("Request Body length in bytes: " + count);
        });
        gateway.start();
        try (AjpClient web = connect()) {
            assertThat(web.isInStep()).isTrue();
            assertThat(threePackets(web, 200, request(method, "/read", "0")).bodyText())
                    .isEqualTo("Request Body length in bytes: 0");
            assertThat(web.isInStep()).isTrue();
        }
        assertThat(read).containsExactly(-1);
        assertThat(available).isEqualTo(callAvailable ? List.of(0) : List.of());
    }

    @Test
    void testZeroLengthRequestBodyGetA() throws Exception {
        zeroLengthRequestBody("GET", true);
    }

    @Test
    void testZeroLengthRequestBodyGetB() throws Exception {
        zeroLengthRequestBody("GET", false);
    }

    @Test
    void testZeroLengthRequestBodyPostA() throws Exception {
        zeroLengthRequestBody("POST", true);
    }

    @Test
    void testZeroLengthRequestBodyPostB() throws Exception {
        zeroLengthRequestBody("POST", false);
    }

    @Test
    void testLargeResponse() throws Exception {
        gateway.serve("/large", (request, response) -> {
            response.setBufferSize(16000);
            response.setContentType("text/plain");
            response.setCharacterEncoding("UTF-8");
            response.setContentLength(15000);
            for (int i = 0; i < 15000; i++) {
                response.getWriter().append('X');
            }
        });
        gateway.start();
        try (AjpClient web = connect()) {
            assertThat(web.isInStep()).isTrue();
            AjpAnswer answer = threePackets(web, 200, get("/large"));
            assertThat(answer.bodyText()).isEqualTo("X".repeat(15000));
            assertThat(answer.largest()).isGreaterThan(15000).isLessThanOrEqualTo(16000);
            assertThat(web.isInStep()).isTrue();
        }
    }

    @Test
    void testInvalidHeader() throws Exception {
        gateway.serve("/invalid", (request, response) -> {
            response.setHeader("X-Bug66512-A", "AaAaA");
            response.setHeader("X-Bug66512-B", "Bb\u039abB");
            response.setHeader("X-Bug66512-C", "CcCcC");
        });
        gateway.start();
        try (LogLines log = new LogLines();
                AjpClient web = connect()) {
            AjpAnswer answer = web.send(get("/invalid")).answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.packets()).containsExactly(4, 5);
            assertThat(answer.head())
                    .contains("X-Bug66512-A: AaAaA\r\n", "X-Bug66512-C: CcCcC\r\n")
                    .doesNotContain("X-Bug66512-B");
            assertThat(web.isInStep()).isTrue();
            assertThat(log.with("X-Bug66512-B")).hasSize(1);
        }
    }

    @Test
    void testNoHeaders() throws Exception {
        gateway.serve("/none", (request, response) -> response.flushBuffer());
        gateway.start();
        try (AjpClient web = connect()) {
            AjpAnswer answer = threePackets(web, 200, get("/none"));
            assertThat(answer.head().lines().skip(1)).containsExactly("");
            assertThat(answer.body()).isEmpty();
            assertThat(answer.head().toLowerCase(Locale.ROOT)).startsWith("status: 200 ");
            assertThat(web.isInStep()).isTrue();
        }
    }
}
