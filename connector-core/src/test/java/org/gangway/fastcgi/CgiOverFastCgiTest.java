package org.gangway.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.gangway.cgi.CgiRequest;
import org.gangway.cgi.CgiResponseHead;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.HeaderPolicy;
import org.gangway.request.RequestLimits;
import org.gangway.request.ScriptNamePolicy;
import org.gangway.request.TrustPolicy;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From PARAMS on the wire to a request, and from a response to the head in STDOUT. */
class CgiOverFastCgiTest {
    /** A GET request for {@code /a}, with more variables. */
    private static CgiRequest get(String... namesAndValues) {
        String[] all = new String[namesAndValues.length + 4];
        System.arraycopy(new String[] {"REQUEST_METHOD", "GET", "REQUEST_URI", "/a"}, 0, all, 0, 4);
        System.arraycopy(namesAndValues, 0, all, 4, namesAndValues.length);
        return map(all);
    }

    private static CgiRequest map(String... namesAndValues) {
        byte[] bytes = new Records()
                .begin(1, 1, 1)
                .params(1, Records.pairs(namesAndValues))
                .params(1, new byte[0])
                .bytes();
        CgiRequest request =
                new CgiRequest(new RequestLimits(), TrustPolicy.NONE, ScriptNamePolicy.AUTO, HeaderPolicy.DEFAULT);
        request.map(ReceivedConnection.of(bytes, Feed.BYTE_BY_BYTE)
                .requests()
                .get(0)
                .variables());
        return request;
    }

    private static void checkRefused(String... namesAndValues) {
        GatewayException x = catchThrowableOfType(GatewayException.class, () -> get(namesAndValues));
        assertThat(x).isNotNull();
        assertThat(x.status()).isEqualTo(400);
        assertThat(x.disposition()).isEqualTo(Disposition.KEEP);
    }

    private static List<String> headers(CgiRequest request) {
        return IntStream.range(0, request.headerCount())
                .mapToObj(
                        i -> request.header(i).name() + ": " + request.header(i).value())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"CONTENT_LENGTH, 5, 6", "REMOTE_USER, anna, bert"})
    @DisplayName("F-29 two different lengths, and two different users, are refused")
    void f29_contradictingDuplicatesAreRefused(String name, String one, String other) {
        checkRefused(name, one, name, other);
    }

    @Test
    @DisplayName("F-29 the last of two values wins where an nginx file is included twice")
    void f29_theLastValueWins() {
        CgiRequest request = map(
                "REQUEST_METHOD",
                "GET",
                "SCRIPT_NAME",
                "/one",
                "SCRIPT_NAME",
                "/two",
                "QUERY_STRING",
                "a",
                "QUERY_STRING",
                "b");
        assertThat(request.path() + "?" + request.query()).isEqualTo("/two?b");
    }

    @Test
    @DisplayName("F-29 repeated header fields stay, cookies are joined")
    void f29_repeatedHeaderFieldsStay() {
        CgiRequest request = get("HTTP_X_A", "1", "HTTP_COOKIE", "a=1", "HTTP_X_A", "2", "HTTP_COOKIE", "b=2");
        assertThat(headers(request)).containsExactly("X-A: 1", "Cookie: a=1; b=2", "X-A: 2");
    }

    @Test
    @DisplayName("F-29 an empty Cookie field leaves no separator behind")
    void f29_anEmptyCookieIsNotJoined() {
        assertThat(headers(get("HTTP_COOKIE", "a=1", "HTTP_COOKIE", ""))).containsExactly("Cookie: a=1");
        assertThat(headers(get("HTTP_COOKIE", "", "HTTP_COOKIE", "a=1"))).containsExactly("Cookie: a=1");
    }

    @Test
    @DisplayName("F-29 small letters in a name evade no rule")
    void f29_smallLettersEvadeNoRule() {
        checkRefused("HTTP_AUTHORIZATION", "Bearer a", "HTTP_authorization", "Bearer b");
        assertThat(headers(get("HTTP_HOST", "one.test", "HTTP_host", "two.test")))
                .containsExactly("Host: two.test");
        assertThat(headers(get("HTTP_proxy", "evil.test", "HTTP_connection", "close", "HTTP_x_a", "1")))
                .containsExactly("X-A: 1");
    }

    @Test
    @DisplayName("F-41 the head begins with the status, which is never left out")
    void f41_theHeadNamesTheStatus() {
        ByteBuffer head = ByteBuffer.allocate(200);
        CgiResponseHead.status(head, 200, "OK");
        assertThat(text(head)).isEqualTo("Status: 200 OK\r\n");
    }

    @Test
    @DisplayName("F-42 there is no HTTP status line")
    void f42_thereIsNoStatusLine() {
        ByteBuffer head = ByteBuffer.allocate(200);
        CgiResponseHead.status(head, 404, "Not Found");
        CgiResponseHead.field(head, "Content-Type", "text/plain");
        CgiResponseHead.endLine(head);
        assertThat(text(head)).doesNotContain("HTTP/").endsWith("\r\n\r\n");
    }

    @Test
    @DisplayName("F-43 every line ends with CR LF, and no value can end one")
    void f43_linesEndWithCrLf() {
        ByteBuffer head = ByteBuffer.allocate(200);
        CgiResponseHead.status(head, 500, "a\r\nb");
        CgiResponseHead.field(head, "X-A", "1\r\nX-Evil: 1\n\0");
        boolean written = CgiResponseHead.field(head, "X\r\nX-Evil", "1");
        CgiResponseHead.endLine(head);
        assertThat(written).isFalse();
        assertThat(text(head)).isEqualTo("Status: 500 a  b\r\nX-A: 1  X-Evil: 1  \r\n\r\n");
    }

    @Test
    @DisplayName("F-48 the path is REQUEST_URI's, not decoded")
    void f48_thePathIsThatOfRequestUri() {
        CgiRequest request = map(
                "REQUEST_METHOD",
                "GET",
                "SCRIPT_NAME",
                "/a b;x=1",
                "DOCUMENT_URI",
                "/a b;x=1",
                "REQUEST_URI",
                "/a%20b;x=1?q=%41");
        assertThat(request.path()).isEqualTo("/a%20b;x=1");
        assertThat(request.query()).isEqualTo("q=%41");
    }

    @Test
    @DisplayName("F-48 without REQUEST_URI it is SCRIPT_NAME and PATH_INFO, encoded, then DOCUMENT_URI")
    void f48_thePathFallsBack() {
        assertThat(map("REQUEST_METHOD", "GET", "SCRIPT_NAME", "/a", "PATH_INFO", "/b c", "DOCUMENT_URI", "/d")
                        .path())
                .isEqualTo("/a/b%20c");
        assertThat(map("REQUEST_METHOD", "GET", "DOCUMENT_URI", "/d e").path()).isEqualTo("/d%20e");
    }

    @Test
    @DisplayName("F-48 a mount point that the web server ends with a slash doesn't end with one here")
    void f48_theMountPointEndsWithoutSlash() {
        CgiRequest request = get("SCRIPT_NAME", "/shop/", "PATH_INFO", "/other");
        assertThat(request.scriptName()).isEqualTo("/shop");
        assertThat(request.path()).isEqualTo("/shop/other");
    }

    @Test
    @DisplayName("F-49 CONTENT_TYPE and CONTENT_LENGTH win over their HTTP_ twins")
    void f49_contentVariablesWin() {
        CgiRequest request = get(
                "HTTP_CONTENT_TYPE",
                "text/html",
                "HTTP_CONTENT_LENGTH",
                "5",
                "CONTENT_TYPE",
                "text/plain",
                "CONTENT_LENGTH",
                "5");
        assertThat(request.contentLength()).isEqualTo(5);
        assertThat(headers(request)).containsExactlyInAnyOrder("Content-Type: text/plain", "Content-Length: 5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP_CONTENT_LENGTH", "CONTENT_LENGTH"})
    @DisplayName("F-49 another value of the content length is a 400")
    void f49_contradictingLengthsAreRefused(String name) {
        checkRefused("CONTENT_LENGTH", "5", name, "6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP_CoNTENT_LENGTH", "HTTP_content_length", "HTTP_CONTENT-LENGTH"})
    @DisplayName("F-49 no spelling makes a second Content-Length")
    void f49_thereIsOneContentLength(String name) {
        assertThat(headers(get("CONTENT_LENGTH", "5", name, "6", "HTTP_transfer_encoding", "chunked")))
                .containsExactly("Content-Length: 5");
    }

    @ParameterizedTest
    @CsvSource({
        "HTTPS, on, true",
        "HTTPS, ON, true",
        "HTTPS, 1, true",
        "HTTPS, True, true",
        "HTTPS, yes, true",
        "REQUEST_SCHEME, https, true",
        "REQUEST_SCHEME, HTTPS, true",
        "HTTPS, off, false",
        "HTTPS, '', false",
        "HTTPS, 0, false",
        "HTTPS, no, false",
        "HTTPS, onion, false",
        "REQUEST_SCHEME, http, false",
        "HTTP_HTTPS, on, false"
    })
    @DisplayName("F-50 HTTPS is on, 1, true or yes, or REQUEST_SCHEME is https")
    void f50_secureIsWhatTheWebServerSays(String name, String value, boolean secure) {
        assertThat(get(name, value).secure()).isEqualTo(secure);
    }

    private static String text(ByteBuffer buffer) {
        return StandardCharsets.ISO_8859_1.decode(buffer.flip()).toString();
    }
}
