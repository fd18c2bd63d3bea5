package org.gangway.cgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CgiRequestTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "absent",
            value = {
                "/x | /x | absent",
                "/x? | /x | ''",
                "/x?a?b=1 | /x | a?b=1",
                "/a%2Fb;x=1//c/../%zz?q=%41 | /a%2Fb;x=1//c/../%zz | q=%41",
                "/café?q=café | /café | q=café",
                "/a b?c d | /a%20b | c%20d",
                "/a\t#b?c#d | /a%09%23b | c%23d",
                "http://h.test/x?q | /x | q",
                "HTTPS://h.test:8443 | / | absent",
                "http://h.test?q=1 | / | q=1",
                "* | * | absent"
            })
    void theTargetStaysAsTheClientSentIt(String uri, String path, String query) {
        CgiRequest request = Cgi.get(uri).map();
        assertThat(request.path()).isEqualTo(path);
        assertThat(request.query()).isEqualTo(query);
    }

    @Test
    void bytesThatAreNoUtf8AreEncoded() {
        CgiRequest request = new Cgi()
                .with("REQUEST_METHOD", "GET")
                .withBytes("REQUEST_URI", "/caf\u00e9?q=\u00e9")
                .map();
        assertThat(request.path()).isEqualTo("/caf%E9");
        assertThat(request.query()).isEqualTo("q=%E9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "?q", "http:///x", "http://u@h/x", "**", "h.test:443", "//"})
    void aTargetThatIsNoPathIsRefused(String uri) {
        Cgi cgi = Cgi.get(uri);
        if (uri.equals("//")) {
            assertThat(cgi.map().path()).isEqualTo("//");
        } else {
            refused(400, "no path", cgi);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "absent",
            value = {
                "/shop | /a b? | absent | absent | /shop/a%20b%3F | absent | /shop",
                "/shop | /x | /z | a=1 | /shop/x | a=1 | /shop",
                "/x/é | /x/é | absent | '' | /x/%C3%A9 | absent | ''",
                "/mysite.fcgi | /x | absent | absent | /x | absent | ''",
                "/x%41 | absent | absent | absent | /x%2541 | absent | ''",
                "'' | '' | /doc | q | /doc | q | ''"
            })
    void f48WithoutRequestUriThePathIsPutTogether(
            String scriptName,
            String pathInfo,
            String documentUri,
            String queryString,
            String path,
            String query,
            String mount) {
        CgiRequest request = new Cgi()
                .with("REQUEST_METHOD", "GET")
                .with("SCRIPT_NAME", scriptName)
                .with("PATH_INFO", pathInfo)
                .with("DOCUMENT_URI", documentUri)
                .with("QUERY_STRING", queryString)
                .map();
        assertThat(request.path()).isEqualTo(path);
        assertThat(request.query()).isEqualTo(query);
        assertThat(request.scriptName()).isEqualTo(mount);
    }

    @Test
    void t22WithoutVariablesTheReasonSaysWhatToConfigure() {
        refused(400, "include fastcgi_params", new Cgi().with("HTTP_HOST", "h"));
        refused(400, "include fastcgi_params", new Cgi().with("REQUEST_METHOD", "GET"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "absent",
            value = {
                "on, absent, true", "ON, absent, true", "1, absent, true", "true, absent, true", "yes, absent, true",
                "absent, https, true", "off, https, true", "off, http, false", "'', http, false", "0, absent, false",
                "absent, absent, false"
            })
    void f50HttpsIsWhatTheWebServerSays(String https, String scheme, boolean secure) {
        CgiRequest request = Cgi.get("/")
                .with("HTTPS", https)
                .with("REQUEST_SCHEME", scheme)
                .with("HTTP_HOST", "h:443")
                .with("HTTP_X_FORWARDED_PROTO", "https")
                .map();
        assertThat(request.secure()).isEqualTo(secure);
        assertThat(request.port()).isEqualTo(secure ? -1 : 443);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "absent",
            value = {
                "HTTP/1.0, HTTP/1.0",
                "HTTP/1.1, HTTP/1.1",
                "HTTP/2.0, HTTP/2.0",
                "HTTP/2, HTTP/2",
                "HTTP/3.0, HTTP/3.0",
                "absent, HTTP/1.1",
                "'', HTTP/1.1",
                "INCLUDED, INCLUDED"
            })
    void theProtocolIsTheClients(String sent, String protocol) {
        assertThat(Cgi.get("/").with("SERVER_PROTOCOL", sent).map().protocol()).isEqualTo(protocol);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/", "HTTP/x", "HTTP/1.", "HTTP/1.10", "http/1.1", "HTTP/1,1", "garbage"})
    void aProtocolThatIsNoneIsRefused(String sent) {
        refused(400, "SERVER_PROTOCOL", Cgi.get("/").with("SERVER_PROTOCOL", sent));
    }

    @Test
    void theMethodIsAToken() {
        assertThat(new Cgi()
                        .with("REQUEST_METHOD", "FooBar")
                        .with("REQUEST_URI", "/")
                        .map()
                        .method())
                .isEqualTo("FooBar");
        refused(
                400,
                "G\\x0d\\x0aET",
                new Cgi().with("REQUEST_METHOD", "G\r\nET").with("REQUEST_URI", "/"));
        refused(400, "REQUEST_METHOD", new Cgi().with("REQUEST_METHOD", "").with("REQUEST_URI", "/"));
    }

    @Test
    void theTargetIsLimited() {
        Cgi cgi = Cgi.get("/" + "x".repeat(99));
        cgi.limits.setMaxTargetBytes(100);
        assertThat(cgi.map().path()).hasSize(100);
        Cgi longer = Cgi.get("/" + "x".repeat(100));
        longer.limits.setMaxTargetBytes(100);
        refused(414, "maxTargetBytes", longer);
        Cgi fallback =
                new Cgi().with("REQUEST_METHOD", "GET").with("PATH_INFO", "/x").with("QUERY_STRING", "q".repeat(98));
        fallback.limits.setMaxTargetBytes(100);
        refused(414, "maxTargetBytes", fallback);
        Cgi rewritten = Cgi.get("/x").with("QUERY_STRING", "q".repeat(101));
        rewritten.limits.setMaxTargetBytes(100);
        refused(414, "maxTargetBytes", rewritten);
    }

    @Test
    void aRequestIsReusedAndForgetsTheOneBefore() {
        Cgi first = Cgi.post("/shop/a?q=1")
                .with("SCRIPT_NAME", "/shop")
                .with("PATH_INFO", "/a")
                .with("HTTPS", "on")
                .with("HTTP_HOST", "first.test:8443")
                .with("CONTENT_LENGTH", "5")
                .with("REMOTE_ADDR", "127.0.0.1");
        CgiRequest request = first.request();
        request.map(first.variables());
        assertThat(request.scriptName()).isEqualTo("/shop");
        request.clear();
        request.map(Cgi.get("/b").variables());
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.path()).isEqualTo("/b");
        assertThat(request.query()).isNull();
        assertThat(request.scriptName()).isEmpty();
        assertThat(request.secure()).isFalse();
        assertThat(request.tls()).isNull();
        assertThat(request.host()).isNull();
        assertThat(request.port()).isEqualTo(-1);
        assertThat(request.remoteAddress()).isEqualTo(new InetSocketAddress("0.0.0.0", 0));
        assertThat(request.localAddress()).isNull();
        assertThat(request.contentLength()).isEqualTo(-1);
        assertThat(request.headerCount()).isZero();
    }

    @Test
    void aRequestIsUsableAfterARefusal() {
        Cgi bad = Cgi.get("/").with("HTTP_HOST", "a b").with("HTTP_X", "1");
        CgiRequest request = bad.request();
        assertThatThrownBy(() -> request.map(bad.variables())).isInstanceOf(GatewayException.class);
        request.clear();
        request.map(Cgi.get("/").with("HTTP_HOST", "a.test").with("HTTP_X", "1").variables());
        assertThat(Cgi.headers(request)).containsExactly("Host: a.test", "X: 1");
        assertThat(request.host()).isEqualTo("a.test");
    }

    static void refused(int status, String reason, Cgi cgi) {
        assertThatThrownBy(cgi::map)
                .isInstanceOfSatisfying(GatewayException.class, e -> {
                    assertThat(e.status()).isEqualTo(status);
                    assertThat(e.disposition()).isEqualTo(Disposition.KEEP);
                })
                .hasMessageContaining(reason);
    }
}
