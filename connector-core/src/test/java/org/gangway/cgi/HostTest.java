package org.gangway.cgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.cgi.CgiRequestTest.refused;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Host and port, and the header field Host that goes with them. */
class HostTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "absent",
            value = {
                "/ | www.example.test:8080 | s.test | 81 | www.example.test | 8080",
                "/ | www.example.test | s.test | 8080 | www.example.test | -1",
                "/ | www.example.test:80 | s.test | 81 | www.example.test | -1",
                "/ | www.example.test: | s.test | 81 | www.example.test | -1",
                "/ | [::1]:8080 | s.test | 81 | [::1] | 8080",
                "/ | [2001:db8::1] | s.test | 81 | [2001:db8::1] | -1",
                "/ | '' | s.test | 81 | s.test | 81",
                "/ | absent | s.test:8080 | 81 | s.test | 81",
                "/ | absent | s.test | 80 | s.test | -1",
                "/ | absent | ::1 | 81 | [::1] | 81",
                "/ | absent | '' | 80 | absent | -1",
                "/ | absent | a b | 80 | absent | -1",
                "/ | absent | s.test | x | s.test | -1",
                "/ | absent | _ | 81 | absent | -1",
                "/ | absent | ~^(www\\.)?(.+)$ | 81 | absent | -1",
                "/ | absent | *.example.test | 81 | absent | -1",
                "/ | absent | .example.test | 81 | absent | -1",
                "/ | absent | !@# | 81 | absent | -1",
                "http://abs.test:8080/ | abs.test:8080 | s.test | 81 | abs.test | 8080",
                "http://abs.test/ | other.test:81 | s.test | 82 | abs.test | -1",
                "http://abs.test/ | absent | s.test | 82 | abs.test | -1",
                "http://:8080/ | other.test:81 | s.test | 82 | other.test | 81",
                "http://_/ | absent | s.test | 82 | s.test | 82"
            })
    void theHostIsTheClientsWordFirst(
            String uri, String host, String serverName, String serverPort, String expected, int port) {
        CgiRequest request = Cgi.get(uri)
                .with("HTTP_HOST", host)
                .with("SERVER_NAME", serverName)
                .with("SERVER_PORT", serverPort)
                .map();
        assertThat(request.host()).isEqualTo(expected);
        assertThat(request.port()).isEqualTo(port);
    }

    /** nginx fills in what its configuration has, and hands on what the client sent. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ":8080",
                ":",
                "_",
                "_:8080",
                "--",
                "~^(www\\.)?(.+)$",
                "~^(www\\.)?(.+)$:8080",
                "~^(?<name>[a-z#]{1,3})\\.test$",
                "*.example.test",
                "www.example.*",
                ".example.test",
                "h:x",
                "h:0",
                "h:65536",
                "h:-1",
                "h:000080",
                "h:1:2",
                "::1",
                "[::1",
                "[::1]x",
                "[x]",
                "[127.0.0.1]",
                "[fe80::1%eth0]",
                "[fe80::1%25eth0]",
                "a%2Fb",
                "caf\u00e9",
                "\""
            })
    void aHostThatCannotBeUsedCountsAsAbsent(String host) {
        CgiRequest request = Cgi.get("/")
                .with("HTTP_HOST", host)
                .with("SERVER_NAME", "s.test")
                .with("SERVER_PORT", "8080")
                .map();
        assertThat(request.host()).isEqualTo("s.test");
        assertThat(request.port()).isEqualTo(8080);
        assertThat(request.headerCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                " a",
                "a ",
                "a\tb",
                "a/b",
                "/",
                "u@h",
                "a\\b",
                "a?b",
                "a#b",
                "a.test, b.test",
                "a,b",
                "a\u007fb",
                "a\r\nb",
                "a\u0001",
                "~a/b",
                "~a b",
                "~a@b"
            })
    void aHostThatCouldBeTakenForSomethingElseIsRefused(String host) {
        refused(400, "host", Cgi.get("/").with("HTTP_HOST", host));
        if (host.indexOf('/') < 0 && host.indexOf('?') < 0 && host.indexOf('#') < 0) {
            refused(400, "", Cgi.get("http://" + host + "/"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "www.example.test:, www.example.test",
        "[::1]:, [::1]",
        "www.example.test:80, www.example.test:80",
        "www.example.test, www.example.test"
    })
    void r3986AnEmptyPortIsDroppedFromTheHeaderFieldToo(String host, String field) {
        assertThat(Cgi.headers(Cgi.get("/").with("HTTP_HOST", host).map())).containsExactly("Host: " + field);
        assertThat(Cgi.headers(Cgi.get("http://" + host + "/")
                        .with("HTTP_HOST", "other.test")
                        .map()))
                .containsExactly("Host: " + field);
    }

    @Test
    void nginxGivenTwiceTheLastHostIsMeant() {
        CgiRequest request = Cgi.get("/")
                .with("HTTP_HOST", "www.example.test")
                .with("HTTP_ACCEPT", "a/b")
                .with("HTTP_HOST", "www.example.test:8443")
                .map();
        assertThat(request.host()).isEqualTo("www.example.test");
        assertThat(request.port()).isEqualTo(8443);
        assertThat(request.headerCount()).isEqualTo(2);
        assertThat(request.header(0).value()).isEqualTo("www.example.test:8443");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":8080", "_"})
    void anUnusableHostIsNotTheLastOne(String unusable) {
        Cgi first = Cgi.get("/").with("HTTP_HOST", unusable).with("HTTP_HOST", "www.example.test:81");
        Cgi last = Cgi.get("/").with("HTTP_HOST", "www.example.test:81").with("HTTP_HOST", unusable);
        for (Cgi cgi : new Cgi[] {first, last}) {
            CgiRequest request = cgi.map();
            assertThat(request.host()).isEqualTo("www.example.test");
            assertThat(request.port()).isEqualTo(81);
            assertThat(Cgi.headers(request)).containsExactly("Host: www.example.test:81");
        }
    }

    @Test
    void theHostOfOneRequestIsNotTheNextOnes() {
        Cgi first = Cgi.get("/").with("HTTP_HOST", "a.test:81");
        CgiRequest request = first.request();
        request.map(first.variables());
        request.clear();
        request.map(Cgi.get("/").with("HTTP_HOST", ":81").variables());
        assertThat(request.host()).isNull();
        assertThat(request.port()).isEqualTo(-1);
        request.clear();
        request.map(first.variables());
        assertThat(request.host()).isEqualTo("a.test");
        assertThat(request.port()).isEqualTo(81);
    }
}
