package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import org.gangway.jetty.GatewayConnectionFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Raw requests that came out wrong once (see {@code cases/README.md}), and what a servlet sees of each. */
@Timeout(30)
class CasesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "query-rewrite.fcgi | /info/x?a=3&b=123 from 192.0.2.7 to http://www.example.com/info/x by HTTP/1.1",
                "query-rewrite.scgi | /info/x?a=3&b=123 from 192.0.2.7 to http://www.example.com/info/x by HTTP/1.1",
                "query-ssi.fcgi | /info/inc?z=9 from 192.0.2.7 to http://www.example.com/info/inc by HTTP/1.1",
                "included.ajp | /info/inc?z=9 from 192.0.2.7 to http://www.example.com/info/inc by INCLUDED",
                "dup-remote-addr.fcgi | /info/x?null from 203.0.113.9 to http://www.example.com/info/x by HTTP/1.1",
                "dup-request-uri.fcgi | /info/articles/x?null from 192.0.2.7 to http://www.example.com/info/articles/x"
                        + " by HTTP/1.1",
                "host-no-name.fcgi | /info?null from 192.0.2.7 to http://192.0.2.1:8082/info by HTTP/1.0",
                "host-empty-port.fcgi | /info?null from 192.0.2.7 to http://www.example.com/info by HTTP/1.1"
            })
    void aServletSees(String file, String facts) throws Exception {
        Peer peer = Peer.valueOf(file.endsWith(".fcgi") ? "FASTCGI" : file.endsWith(".scgi") ? "SCGI" : "AJP");
        try (GatewayServer<GatewayConnectionFactory> gateway = new GatewayServer<>(peer.factory());
                InputStream request = CasesTest.class.getResourceAsStream("/cases/" + file)) {
            gateway.serve("/*", (asked, answer) -> answer.getWriter()
                    .print(asked.getRequestURI() + '?' + asked.getQueryString() + " from " + asked.getRemoteAddr()
                            + " to " + asked.getRequestURL() + " by " + asked.getProtocol()));
            gateway.start();
            try (LogLines log = new LogLines();
                    Exchange web = peer.connect(gateway.address())) {
                assertThat(BehaviourTest.whole(web.send(request.readAllBytes())).bodyText())
                        .isEqualTo(facts);
                assertThat(log.all()).isEmpty();
            }
        }
    }
}
