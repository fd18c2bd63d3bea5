package org.gangway.jetty.scgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import org.gangway.jetty.http.GatewayServer;
import org.gangway.scgi.ScgiCompliance;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of SCGI (docs/rules.md) on a connection: what is refused, what is served, and that it ends. */
class ScgiRulesTest extends ScgiTest {
    private static final String REST = "REQUEST_URI|/echo|HTTP_HOST|a.test|SERVER_PROTOCOL|HTTP/1.1|";
    private static final String GET = "REQUEST_METHOD|GET|" + REST;
    private static final String POST = "REQUEST_METHOD|POST|" + REST;

    @TempDir
    Path directory;

    @BeforeEach
    void serve() {
        gateway.serve("/echo", (request, response) -> {
            response.getOutputStream().print(GatewayServer.body(request, seen));
        });
    }

    @Override
    void assertServes() throws IOException {
        assertThat(answer(netstring("CONTENT_LENGTH|0|SCGI|1|" + GET))).startsWith("Status: 200 OK\r\n");
    }

    private void assertEchoed(String request, String body) throws IOException {
        assertThat(answer(request)).startsWith("Status: 200 OK\r\n").endsWith("\r\n\r\n" + body);
        assertThat(seen.poll()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1a:", "1 :", "1-:", "1,2:", "01:", "00:", "1234567890:", "99999999999999999999:"})
    void s02_lengthThatIsNoneIsA400(String length) throws Exception {
        gateway.start();
        assertRefused(400, "the length of the headers", length + "CONTENT_LENGTH|0|SCGI|1|" + GET + ",");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X", "X|", "X|1", "X|1|Y", "|1|", "|"})
    void s04_s05_headersThatAreNoneAreA400(String end) throws Exception {
        gateway.start();
        assertRefused(
                400,
                end.startsWith("|1") ? "empty name" : "within a",
                netstring("CONTENT_LENGTH|0|SCGI|1|" + GET + end));
    }

    @Test
    void s05_valuesMayBeEmpty() throws Exception {
        gateway.start();
        assertEchoed(
                netstring("CONTENT_LENGTH|0|SCGI|1|" + GET + "QUERY_STRING||CONTENT_TYPE||REMOTE_USER||PATH_INFO||"),
                "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONTENT_LENGTH|4|",
                "CONTENT_LENGTH|5|",
                "CONTENT_LENGTH||",
                "SCGI|1|",
                "REQUEST_METHOD|POST|",
                "REQUEST_METHOD|GET|"
            })
    void s06_s12_whatSaysHowToReadTheRequestComesOnce(String second) throws Exception {
        gateway.start();
        assertRefused(400, "came twice", netstring("CONTENT_LENGTH|4|SCGI|1|" + POST + second) + "body");
    }

    @Test
    void s06_s12_headerFieldsMayComeTwice() throws Exception {
        gateway.serve("/fields", (request, response) -> response.getOutputStream()
                .print(String.join(",", Collections.list(request.getHeaders("X-Dup"))) + " "
                        + request.getHeader("Cookie")));
        gateway.start();
        String fields = "HTTP_X_DUP|1|HTTP_COOKIE|a=1|HTTP_X_DUP|2|HTTP_COOKIE|b=2|";
        assertThat(answer(netstring("CONTENT_LENGTH|0|SCGI|1|REQUEST_METHOD|GET|REQUEST_URI|/fields|" + fields)))
                .endsWith("\r\n\r\n1,2 a=1; b=2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SCGI|1|CONTENT_LENGTH|4|",
                "SCGI|1|",
                "SCGI|1|HTTP_CONTENT_LENGTH|4|",
                "content_length|4|SCGI|1|",
                "CONTENT-LENGTH|4|SCGI|1|"
            })
    void s07_contentLengthComesFirst(String begin) throws Exception {
        gateway.start();
        assertRefused(400, "CONTENT_LENGTH is not the first header", netstring(begin + POST) + "body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+4", "4 ", "0x4", "4,4", "9999999999999999999", "four"})
    void s07_contentLengthIsANumber(String length) throws Exception {
        gateway.start();
        assertRefused(
                400, "CONTENT_LENGTH is no number", netstring("CONTENT_LENGTH|" + length + "|SCGI|1|" + POST) + "body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2", "", "11", "01"})
    void s08_scgiIsOne(String version) throws Exception {
        gateway.start();
        assertRefused(400, "SCGI is not 1", netstring("CONTENT_LENGTH|0|SCGI|" + version + "|" + GET));
    }

    @Test
    void s08_scgiMayBeAnywhere() throws Exception {
        gateway.factory.setCompliance(ScgiCompliance.STRICT);
        gateway.start();
        assertEchoed(netstring("CONTENT_LENGTH|4|" + POST + "SCGI|1|") + "body", "body");
    }

    @Test
    void s09_bodyIsAsLongAsItSays() throws Exception {
        gateway.start();
        assertEchoed(netstring("CONTENT_LENGTH|4|SCGI|1|" + POST) + "bodyand more", "body");
        assertEchoed(netstring("CONTENT_LENGTH|0|SCGI|1|" + POST) + "more", "");
    }

    @Test
    void s11_halfClosedOverAUnixSocketGetsTheWholeAnswer() throws Exception {
        gateway.startUnix(directory.resolve("s"));
        String body = "x".repeat(300_000);
        try (ScgiClient web = connect()) {
            send(web, netstring("CONTENT_LENGTH|300000|SCGI|1|" + POST) + body);
            web.shutdownOutput();
            assertThat(rest(web)).endsWith(body);
        }
        assertThat(seen.poll()).isEqualTo(body);
    }

    @Test
    void s12_lenientlyTheSameMayComeTwiceAndTheLengthAnywhere() throws Exception {
        gateway.factory.setCompliance(ScgiCompliance.LENIENT);
        gateway.start();
        assertEchoed(
                netstring("SCGI|1|" + POST + "CONTENT_LENGTH|4|CONTENT_LENGTH|4|SCGI|1|REQUEST_METHOD|POST|") + "body",
                "body");
        assertRefused(
                400,
                "CONTENT_LENGTH came twice",
                netstring("CONTENT_LENGTH|4|SCGI|1|CONTENT_LENGTH|5|" + POST) + "body");
    }

    /** The servlet reads nothing of the body; the web server sends all of it before it reads the answer. */
    @Test
    void s15_unreadBodyOverAUnixSocketDoesNotDestroyTheAnswer() throws Exception {
        gateway.serve(
                "/ignore", (request, response) -> response.getOutputStream().print("ignored"));
        gateway.startUnix(directory.resolve("s"));
        String head = netstring("CONTENT_LENGTH|3000000|SCGI|1|REQUEST_METHOD|POST|REQUEST_URI|/ignore|");
        assertThat(answer(head + "x".repeat(3_000_000))).endsWith("\r\n\r\nignored");
        // The same where the request is refused.
        assertThat(answer(netstring("CONTENT_LENGTH|3000000|SCGI|1|REQUEST_METHOD|POST|REQUEST_URI|no/path|")
                        + "x".repeat(3_000_000)))
                .startsWith("Status: 400 ");
    }
}
