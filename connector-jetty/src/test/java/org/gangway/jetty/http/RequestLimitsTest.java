package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import org.gangway.jetty.AjpConnectionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every limit at its value and one beyond it. */
class RequestLimitsTest extends BehaviourTest {
    @BeforeEach
    void serve() {
        gateway.serve("/hello", (request, response) -> response.getWriter().print("hello"));
        if (gateway.factory instanceof AjpConnectionFactory ajp) {
            // Else a line in the log tells of each that is dropped.
            ajp.setAllowedRequestAttributesPattern("V.*|ONE_MORE");
        }
    }

    private void assertRefused(int status, String reason, String uri, String... more) throws Exception {
        try (LogLines log = new LogLines()) {
            assertThat(get(uri, more).status()).isEqualTo(status);
            assertThat(log.with(reason)).hasSize(1);
            assertThat(log.all()).hasSize(1);
        }
        assertThat(get("/hello").status()).isEqualTo(200);
    }

    private void assertServed(String uri, String... more) throws Exception {
        try (LogLines log = new LogLines()) {
            assertThat(get(uri, more).bodyText()).isEqualTo("hello");
            assertThat(log.all()).isEmpty();
        }
    }

    @Test
    void maxVariablesBytes() throws Exception {
        gateway.factory.getRequestLimits().setMaxVariablesBytes(4096);
        gateway.start();
        int used = 0;
        for (Map.Entry<String, String> variable :
                Exchange.variables("GET", "/hello").entrySet()) {
            // Two bytes of framing in either protocol, three more for the long value in FastCGI, CONTENT_LENGTH in
            // SCGI.
            used += variable.getKey().length() + variable.getValue().length() + 2;
        }
        used += peer == Peer.SCGI ? "CONTENT_LENGTH:0:SCGI:1:V::".length() : "V".length() + 1 + 4;
        if (peer == Peer.AJP) {
            // What is in the packet, behind its header.
            try (Exchange web = connect()) {
                used = web.get("/hello", "V", "").length - 4;
            }
        }
        assertServed("/hello", "V", "x".repeat(4096 - used));
        assertRefused(431, "maxVariablesBytes", "/hello", "V", "x".repeat(4097 - used));
    }

    @Test
    void maxVariables() throws Exception {
        gateway.factory.getRequestLimits().setMaxVariables(20);
        gateway.start();
        int own = Exchange.variables("GET", "/").size() + (peer == Peer.SCGI ? 2 : 0);
        if (peer == Peer.AJP) {
            // Host, AJP_REMOTE_PORT, AJP_LOCAL_ADDR; all others are at places of their own.
            own = 3;
        }
        String[] more = new String[2 * (20 - own)];
        for (int i = 0; i < more.length; i += 2) {
            more[i] = "V" + i;
            more[i + 1] = "";
        }
        assertServed("/hello", more);
        String[] oneMore = Arrays.copyOf(more, more.length + 2);
        oneMore[more.length] = "ONE_MORE";
        oneMore[more.length + 1] = "";
        assertRefused(431, "maxVariables", "/hello", oneMore);
    }

    @Test
    void maxValueBytes() throws Exception {
        gateway.factory.getRequestLimits().setMaxValueBytes(256);
        gateway.start();
        assertServed("/hello", "V", "x".repeat(256));
        assertRefused(431, "maxValueBytes", "/hello", "V", "x".repeat(257));
    }

    @Test
    void maxHeaderBytesAndMaxHeaders() throws Exception {
        gateway.factory.getRequestLimits().setMaxHeaderBytes(256);
        gateway.factory.getRequestLimits().setMaxHeaders(3);
        gateway.start();
        int room = 256 - "Host".length() - "www.example.test:8080".length() - "X-Y".length();
        assertServed("/hello", "HTTP_X_Y", "x".repeat(room));
        assertRefused(431, "maxHeaderBytes", "/hello", "HTTP_X_Y", "x".repeat(room + 1));
        assertServed("/hello", "HTTP_A", "1", "HTTP_B", "2");
        assertRefused(431, "maxHeaders", "/hello", "HTTP_A", "1", "HTTP_B", "2", "HTTP_C", "3");
    }

    @Test
    void maxTargetBytes() throws Exception {
        gateway.factory.getRequestLimits().setMaxTargetBytes(64);
        gateway.start();
        // AJP leaves out the question mark.
        int most = "/hello?".length() + (peer == Peer.AJP ? -1 : 0);
        assertServed("/hello?" + "x".repeat(64 - most));
        assertRefused(414, "maxTargetBytes", "/hello?" + "x".repeat(65 - most));
    }

    @Test
    void f39ConnectionOverMaxConnectionsGetsA503() throws Exception {
        gateway.factory.setMaxConnections(2);
        gateway.start();
        try (LogLines log = new LogLines();
                Exchange first = connect();
                Exchange second = connect()) {
            byte[] request = first.get("/hello");
            first.send(Arrays.copyOf(request, 5));
            second.send(Arrays.copyOf(request, 5));
            GatewayServer.until(
                    "both are served",
                    () -> gateway.connector().getConnectedEndPoints().stream()
                                    .filter(endPoint -> endPoint.getConnection().getBytesIn() == 5)
                                    .count()
                            == 2);
            assertThat(log.all()).isEmpty();
            try (Exchange third = connect()) {
                assertThat(third.send(request).answer().status()).isEqualTo(503);
                assertThat(third.isAtEnd()).isTrue();
            }
            assertThat(log.with("maxConnections")).hasSize(1);
            first.send(Arrays.copyOfRange(request, 5, request.length));
            assertThat(whole(first).bodyText()).isEqualTo("hello");
        }
        assertNoConnection();
        assertServed("/hello");
    }

    /** On a new connection, and on one that was kept. */
    @Test
    void r21HeadThatTakesTooLongIsA408() throws Exception {
        gateway.factory.setHeadTimeout(200);
        gateway.start();
        for (int i = 0; i < 2; i++) {
            try (LogLines log = new LogLines();
                    Exchange web = next()) {
                web.send(Arrays.copyOf(web.get("/hello"), 60));
                assertThat(web.answer().status()).isEqualTo(408);
                assertThat(web.isAtEnd()).isTrue();
                assertThat(log.with("headTimeout")).hasSize(1);
                assertThat(log.stacks()).isEmpty();
            }
            assertThat(get("/hello").status()).isEqualTo(200);
        }
    }

    @Test
    void requestThatMakesNoSenseIsA400() throws Exception {
        gateway.start();
        // Over SCGI it shows an nginx without scgi_params: S-12.
        int status = peer == Peer.SCGI ? 500 : 400;
        assertRefused(status, peer == Peer.AJP ? "method code 0" : "REQUEST_METHOD", "/hello", "REQUEST_METHOD", null);
        assertRefused(400, "no token", "/hello", "REQUEST_METHOD", "G ET");
        assertRefused(400, "no version of HTTP", "/hello", "SERVER_PROTOCOL", "SPDY");
        assertRefused(400, "line end", "/hello", "HTTP_X", "a\r\nb");
    }
}
