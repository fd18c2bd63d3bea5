package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.gangway.jetty.GatewayConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Paths of Cherokee, which decodes REQUEST_URI. It speaks no AJP. */
@ParameterizedClass
@EnumSource(names = {"FASTCGI", "SCGI"})
@Timeout(30)
class CherokeeTest {
    @Parameter
    Peer peer;

    private GatewayServer<GatewayConnectionFactory> gateway;

    @BeforeEach
    void serve() throws Exception {
        gateway = new GatewayServer<>(peer.factory());
        // Jetty refuses %25 unless it is told to let it pass.
        gateway.factory
                .getHttpConfiguration()
                .setUriCompliance(UriCompliance.DEFAULT.with("encoded", Violation.AMBIGUOUS_PATH_ENCODING));
        gateway.context.getServletHandler().setDecodeAmbiguousURIs(true);
        gateway.serve("/info/*", (request, response) -> {
            response.setCharacterEncoding("UTF-8");
            response.getWriter()
                    .print(request.getRequestURI() + '|' + request.getPathInfo() + '|' + request.getQueryString());
        });
        gateway.start();
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '`',
            value = {
                "/info/100%41 `` /info/100%2541|/100%41|null",
                "/info/100% `` /info/100%25|/100%|null",
                "/info/a?b x=1 /info/a%3Fb|/a?b|x=1",
                "/info/a\"b `` /info/a%22b|/a\"b|null",
                "/info/\u00f6 `` /info/%C3%B6|/\u00f6|null",
                "/info/a#b x=%2541 /info/a%23b|/a#b|x=%2541"
            })
    void thePathIsDecodedOnce(String decoded, String query, String facts) throws Exception {
        String path = new String(decoded.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        try (Exchange web = peer.connect(gateway.address())) {
            web.send(web.get(
                    query.isEmpty() ? path : path + '?' + query,
                    "SERVER_SOFTWARE",
                    "Cherokee/1.2.104 (UNIX)",
                    "SCRIPT_NAME",
                    "",
                    "PATH_INFO",
                    path,
                    "QUERY_STRING",
                    query));
            String seen = new String(BehaviourTest.whole(web).body(), StandardCharsets.UTF_8);
            assertThat(seen).isEqualTo(facts);
        }
    }
}
