package org.gangway.cgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.cgi.CgiRequestTest.refused;

import java.util.Set;
import org.gangway.request.BodyLength;
import org.gangway.request.HeaderPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CgiHeadersTest {
    @Test
    void namesGetTheirUsualCapitals() {
        CgiRequest request = Cgi.get("/")
                .with("HTTP_HOST", "h")
                .with("HTTP_ACCEPT_LANGUAGE", "de")
                .with("HTTP_DNT", "1")
                .with("HTTP_X_DUP", "one")
                .with("HTTP_X.DOT", "d")
                .with("HTTP_X_DUP", "two")
                .with("HTTP_X_EMPTY", "")
                .with("HTTP_X_BLANK", " \t v \t")
                .with("SERVER_SOFTWARE", "no header")
                .map();
        assertThat(Cgi.headers(request))
                .containsExactly(
                        "Host: h",
                        "Accept-Language: de",
                        "DNT: 1",
                        "X-Dup: one",
                        "X.dot: d",
                        "X-Dup: two",
                        "X-Empty: ",
                        "X-Blank: v");
    }

    @Test
    void valuesAreBytesInLatin1() {
        CgiRequest request =
                Cgi.get("/").withBytes("HTTP_X_UNI", "\u00c3\u00a9\u00e9").map();
        assertThat(request.header(0).value()).isEqualTo("\u00c3\u00a9\u00e9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP_CONNECTION",
                "HTTP_KEEP_ALIVE",
                "HTTP_TE",
                "HTTP_TRAILER",
                "HTTP_UPGRADE",
                "HTTP_EXPECT",
                "HTTP_PROXY_CONNECTION",
                "HTTP_TRANSFER_ENCODING",
                "HTTP_PROXY",
                "HTTP_CONTENT_LENGTH"
            })
    void whatIsOfTheConnectionIsDropped(String name) {
        assertThat(Cgi.get("/").with(name, "5").map().headerCount()).isZero();
    }

    @Test
    void r24ProxyIsKeptOnlyOnDemand() {
        CgiRequest request = Cgi.get("/")
                .headers(new HeaderPolicy(Set.of(), true))
                .with("HTTP_PROXY", "http://p")
                .map();
        assertThat(Cgi.headers(request)).containsExactly("Proxy: http://p");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "\r\n", "v\n"})
    void noLineEndGetsIntoAValue(String value) {
        refused(400, "line end", Cgi.get("/").with("HTTP_X", value));
        refused(400, "line end", Cgi.get("/").with("CONTENT_TYPE", value));
        refused(400, "line end", Cgi.get("/").with("HTTP_COOKIE", value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP_X Y", "HTTP_X:", "HTTP_X\r\nY", "HTTP_\u00e9"})
    void aHeaderNameIsAToken(String name) {
        refused(400, "token", Cgi.get("/").with(name, "v"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP_AUTHORIZATION", "HTTP_X_REMOTE_USER"})
    void r25SingleFieldsComeOnce(String name) {
        HeaderPolicy policy = new HeaderPolicy(Set.of("x-remote-user"), false);
        refused(400, "twice", Cgi.get("/").headers(policy).with(name, "a").with(name, "b"));
        assertThat(Cgi.get("/")
                        .headers(policy)
                        .with(name, "a")
                        .with(name, "a")
                        .map()
                        .headerCount())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "absent",
            value = {
                "a=1; b=2, c=3 | absent | a=1; b=2; c=3",
                "a=1 | b=2 | a=1; b=2",
                "a=x, y; b=2 | absent | a=x, y; b=2",
                "a=\"x, y=1\", b=2 | absent | a=\"x, y=1\"; b=2",
                "a=x,b=2 | absent | a=x,b=2",
                "a=1,  | absent | a=1,"
            })
    void t10CookiesAreOneFieldAgain(String first, String second, String cookies) {
        CgiRequest request = Cgi.get("/")
                .with("HTTP_COOKIE", first)
                .with("HTTP_X", "v")
                .with("HTTP_COOKIE", second)
                .map();
        assertThat(Cgi.headers(request)).containsExactly("Cookie: " + cookies, "X: v");
    }

    @Test
    void f49ContentTypeBeatsItsHeader() {
        assertThat(Cgi.headers(Cgi.post("/")
                        .with("CONTENT_TYPE", "a/b")
                        .with("HTTP_CONTENT_TYPE", "c/d")
                        .map()))
                .containsExactly("Content-Type: a/b");
        assertThat(Cgi.headers(Cgi.post("/")
                        .with("CONTENT_TYPE", "")
                        .with("HTTP_CONTENT_TYPE", "c/d")
                        .map()))
                .containsExactly("Content-Type: c/d");
        assertThat(Cgi.headers(Cgi.post("/").with("CONTENT_TYPE", "").map())).isEmpty();
    }

    @Test
    void credentialsHiddenByModRewriteAreFound() {
        assertThat(Cgi.headers(Cgi.get("/")
                        .with("REDIRECT_HTTP_AUTHORIZATION", "Basic x")
                        .map()))
                .containsExactly("Authorization: Basic x");
        assertThat(Cgi.headers(Cgi.get("/")
                        .with("REDIRECT_HTTP_AUTHORIZATION", "Basic x")
                        .with("HTTP_AUTHORIZATION", "Basic y")
                        .map()))
                .containsExactly("Authorization: Basic y");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "absent",
            value = {
                "GET, 0, absent, absent, -1, NONE",
                "GET, 0, 0, absent, 0, NONE",
                "HEAD, 0, absent, absent, -1, NONE",
                "DELETE, 000, absent, absent, -1, NONE",
                "OPTIONS, 0, '', absent, -1, NONE",
                "PROPFIND, 0, absent, absent, -1, NONE",
                "PUT, 0, absent, absent, 0, NONE",
                "PATCH, 0, absent, absent, 0, NONE",
                "POST, 0, 0, absent, 0, NONE",
                "POST, 0, 7, absent, -1, UNTIL_END",
                "GET, 0, 7, absent, -1, UNTIL_END",
                "POST, 5, absent, absent, 5, KNOWN",
                "POST, 5, 5, absent, 5, KNOWN",
                "POST, 5, absent, chunked, 5, KNOWN",
                "POST, 0, absent, absent, 0, NONE",
                "GET, absent, absent, absent, -1, NONE",
                "HEAD, '', absent, absent, -1, NONE",
                "POST, absent, absent, chunked, -1, UNTIL_END",
                "POST, '', absent, chunked, -1, UNTIL_END",
                "GET, '', absent, chunked, -1, UNTIL_END",
                "POST, -1, absent, absent, -1, UNTIL_END",
                "GET, -1, absent, absent, -1, UNTIL_END",
                "POST, absent, absent, absent, -1, UNTIL_END",
                "PUT, '', absent, absent, -1, UNTIL_END",
                "POST, absent, 7, absent, -1, UNTIL_END",
                "POST, 9223372036854775807, absent, absent, 9223372036854775807, KNOWN",
                "POST, 0005, absent, absent, 5, KNOWN"
            })
    void t13TheLengthOfTheBody(
            String method, String length, String header, String encoding, long expected, BodyLength body) {
        CgiRequest request = new Cgi()
                .with("REQUEST_METHOD", method)
                .with("REQUEST_URI", "/")
                .with("CONTENT_LENGTH", length)
                .with("HTTP_CONTENT_LENGTH", header)
                .with("HTTP_TRANSFER_ENCODING", encoding)
                .map();
        assertThat(request.contentLength()).isEqualTo(expected);
        assertThat(request.bodyLength()).isEqualTo(body);
        assertThat(request.headerCount()).isEqualTo(expected < 0 ? 0 : 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-2", "+5", " 5", "5 ", "5,5", "0x5", "9223372036854775808", "99999999999999999999", "five"})
    void aLengthThatIsNoneIsRefused(String length) {
        refused(400, "CONTENT_LENGTH", Cgi.post("/").with("CONTENT_LENGTH", length));
    }

    @Test
    void f49LengthsThatDifferAreRefused() {
        refused(400, "differ", Cgi.post("/").with("CONTENT_LENGTH", "5").with("HTTP_CONTENT_LENGTH", "6"));
        refused(400, "differ", Cgi.post("/").with("CONTENT_LENGTH", "5").with("HTTP_CONTENT_LENGTH", "x"));
        refused(400, "differ", Cgi.post("/").with("CONTENT_LENGTH", "5").with("HTTP_CONTENT_LENGTH", "0"));
        refused(400, "differ", Cgi.post("/").with("CONTENT_LENGTH", "0").with("HTTP_CONTENT_LENGTH", "x"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "absent",
            value = {"absent, chunked", "'', Chunked", "0, 'gzip, chunked'"})
    void rawChunksOfCherokeeAreA411(String length, String encoding) {
        refused(
                411,
                "CONTENT_TRANSFER_ENCODING",
                Cgi.post("/").with("CONTENT_LENGTH", length).with("CONTENT_TRANSFER_ENCODING", encoding));
    }

    @Test
    void noClientAndNoLengthLooksLikeRawChunks() {
        assertThat(Cgi.post("/")
                        .with("CONTENT_LENGTH", "0")
                        .with("HTTP_CONTENT_TRANSFER_ENCODING", "chunked")
                        .map()
                        .bodyLength())
                .isEqualTo(BodyLength.NONE);
        for (String[] variables : new String[][] {{"0", "binary"}, {"0", ""}, {"4", "chunked"}}) {
            Cgi cgi =
                    Cgi.post("/").with("CONTENT_LENGTH", variables[0]).with("CONTENT_TRANSFER_ENCODING", variables[1]);
            assertThat(cgi.map().contentLength()).isEqualTo(Long.parseLong(variables[0]));
        }
    }

    @Test
    void theNumberOfHeaderFieldsIsLimited() {
        Cgi cgi = Cgi.get("/").with("HTTP_A", "1").with("HTTP_B", "2");
        cgi.limits.setMaxHeaders(2);
        assertThat(cgi.map().headerCount()).isEqualTo(2);
        refused(431, "maxHeaders", cgi.with("HTTP_C", "3"));
    }

    @Test
    void theBytesOfHeaderFieldsAreLimited() {
        Cgi cgi = Cgi.get("/").with("HTTP_A", "1".repeat(100)).with("HTTP_COOKIE", "2".repeat(149));
        cgi.limits.setMaxHeaderBytes(256);
        assertThat(cgi.map().headerCount()).isEqualTo(2);
        refused(431, "maxHeaderBytes", cgi.with("HTTP_C", ""));
        Cgi cookies = Cgi.get("/").with("HTTP_COOKIE", "1".repeat(200)).with("HTTP_COOKIE", "2".repeat(50));
        cookies.limits.setMaxHeaderBytes(256);
        refused(431, "maxHeaderBytes", cookies);
    }

    @Test
    void theSameFieldAtTheSamePlaceIsTheSameInstance() {
        Cgi cgi = Cgi.post("/")
                .with("HTTP_HOST", "h")
                .with("HTTP_X", "v")
                .with("CONTENT_TYPE", "a/b")
                .with("HTTP_COOKIE", "a=1")
                .with("CONTENT_LENGTH", "3");
        CgiRequest request = cgi.request();
        request.map(cgi.variables());
        Object[] before = {request.header(0), request.header(1), request.header(2), request.header(3), request.header(4)
        };
        request.clear();
        request.map(cgi.variables());
        for (int i = 0; i < before.length; i++) {
            assertThat(request.header(i)).isSameAs(before[i]);
        }
        request.clear();
        request.map(Cgi.post("/")
                .with("HTTP_HOST", "h")
                .with("HTTP_X", "w")
                .with("CONTENT_TYPE", "")
                .variables());
        assertThat(Cgi.headers(request)).containsExactly("Host: h", "X: w");
        assertThat(request.header(0)).isSameAs(before[0]);
    }

    @Test
    void manyVariablesAreMappedToo() {
        Cgi cgi = Cgi.get("/");
        for (int i = 0; i < 150; i++) {
            cgi.with("HTTP_X" + i, "v" + i);
        }
        CgiRequest request = cgi.request();
        for (int round = 0; round < 3; round++) {
            request.map(cgi.variables());
            assertThat(request.headerCount()).isEqualTo(150);
            assertThat(request.header(149).value()).isEqualTo("v149");
            request.clear();
        }
    }
}
