package org.gangway.jetty.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gangway.jetty.GatewayConnectionFactory;
import org.gangway.jetty.fastcgi.Wire;
import org.gangway.jetty.scgi.ScgiWire;
import org.gangway.request.RemoteUserPolicy;
import org.gangway.request.TrustPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Variables that come twice, as nginx sends what it is told twice. */
@ParameterizedClass
@EnumSource(names = {"FASTCGI", "SCGI"})
@Timeout(30)
class RepeatedVariablesTest {
    @Parameter
    Peer peer;

    private GatewayServer<GatewayConnectionFactory> gateway;

    @BeforeEach
    void serve() throws Exception {
        gateway = new GatewayServer<>(peer.factory());
        gateway.factory.setTrustPolicy(new TrustPolicy(RemoteUserPolicy.TRUST, null, List.of(), UTF_8, null, ";"));
        gateway.serve("/*", (request, response) -> response.getWriter()
                .print(String.join(
                        "|",
                        request.getRequestURI(),
                        "" + request.getQueryString(),
                        request.getRemoteAddr(),
                        request.getRemotePort() + "",
                        request.getServerName(),
                        request.getServerPort() + "",
                        request.getScheme(),
                        request.getProtocol(),
                        "" + request.getContentType(),
                        "" + request.getAttribute("jakarta.servlet.request.cipher_suite"))));
        gateway.start();
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    private HttpAnswer get(String... behind) throws Exception {
        Map<String, String> packaged = Exchange.variables(
                "GET", "/x", "HTTP_HOST", null, "CONTENT_TYPE", "text/plain", "HTTPS", "on", "SSL_CIPHER", "A");
        List<Map.Entry<String, String>> variables = new ArrayList<>(packaged.entrySet());
        for (int i = 0; i < behind.length; i += 2) {
            variables.add(Map.entry(behind[i], behind[i + 1]));
        }
        byte[] head = peer == Peer.SCGI
                ? ScgiWire.head(variables, null)
                : Wire.join(
                        Wire.begin(1, Wire.RESPONDER, Wire.CLOSE), Wire.params(1, variables), Wire.end(Wire.STDIN, 1));
        try (Exchange web = peer.connect(gateway.address())) {
            return BehaviourTest.whole(web.send(head));
        }
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "X_ANY; 1; /x|null|192.0.2.77|54321|www.example.test|8080|https|HTTP/1.1|text/plain|A",
                "REMOTE_ADDR; 203.0.113.9; /x|null|203.0.113.9|54321|www.example.test|8080|https|HTTP/1.1|text/plain|A",
                "REMOTE_ADDR; ''; /x|null|0.0.0.0|54321|www.example.test|8080|https|HTTP/1.1|text/plain|A",
                "REMOTE_PORT; 9; /x|null|192.0.2.77|9|www.example.test|8080|https|HTTP/1.1|text/plain|A",
                "REQUEST_URI; /x?; /x||192.0.2.77|54321|www.example.test|8080|https|HTTP/1.1|text/plain|A",
                "QUERY_STRING; a=1; /x|a=1|192.0.2.77|54321|www.example.test|8080|https|HTTP/1.1|text/plain|A",
                "SERVER_NAME; b.test; /x|null|192.0.2.77|54321|b.test|8080|https|HTTP/1.1|text/plain|A",
                "SERVER_PORT; 9; /x|null|192.0.2.77|54321|www.example.test|9|https|HTTP/1.1|text/plain|A",
                "HTTPS; ''; /x|null|192.0.2.77|54321|www.example.test|8080|http|HTTP/1.1|text/plain|null",
                "SERVER_PROTOCOL; HTTP/1.0; /x|null|192.0.2.77|54321|www.example.test|8080|https|HTTP/1.0|text/plain|A",
                "CONTENT_TYPE; a/b; /x|null|192.0.2.77|54321|www.example.test|8080|https|HTTP/1.1|a/b|A",
                "SSL_CIPHER; B; /x|null|192.0.2.77|54321|www.example.test|8080|https|HTTP/1.1|text/plain|B"
            })
    void theLastOneHolds(String name, String value, String facts) throws Exception {
        assertThat(get(name, value).bodyText()).isEqualTo(facts);
    }

    @Test
    void lengthsAndUsersDontContradict() throws Exception {
        for (String[] pair : new String[][] {
            {"CONTENT_LENGTH", "1", "CONTENT_LENGTH", "2"},
            {"HTTP_CONTENT_LENGTH", "1", "CONTENT_LENGTH", "2"},
            {"REMOTE_USER", "alice", "REMOTE_USER", "bob"},
            {"HTTP_AUTHORIZATION", "Basic a", "HTTP_AUTHORIZATION", "Basic b"}
        }) {
            try (LogLines log = new LogLines()) {
                assertThat(get(pair).status()).as(pair[0]).isEqualTo(400);
                assertThat(log.all()).as(pair[0]).hasSize(1);
            }
        }
    }
}
