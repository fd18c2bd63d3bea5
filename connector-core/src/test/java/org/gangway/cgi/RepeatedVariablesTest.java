package org.gangway.cgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.cgi.CgiRequestTest.refused;

import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** F-29: nginx sends a variable twice, {@code fastcgi_param} behind {@code include fastcgi_params}. */
class RepeatedVariablesTest {
    static Stream<Arguments> variables() {
        return Stream.of(
                one("REQUEST_METHOD", "POST", "GET", CgiRequest::method),
                one("REQUEST_URI", "/x", "/y?z", r -> r.path() + '?' + r.query()),
                one("QUERY_STRING", "a=1", "b=2", CgiRequest::query),
                one("SERVER_PROTOCOL", "HTTP/1.1", "HTTP/2.0", CgiRequest::protocol),
                one("SERVER_NAME", "a.test", "b.test", CgiRequest::host),
                one("SERVER_ADDR", "192.0.2.1", "192.0.2.2", r -> String.valueOf(r.localAddress())),
                one("REMOTE_ADDR", "127.0.0.1", "127.0.0.2", r -> r.remoteAddress()
                        .toString()),
                one("REMOTE_PORT", "1", "2", r -> r.remoteAddress().toString()),
                one("AUTH_TYPE", "Basic", "Digest", CgiRequest::authType),
                one("HTTPS", "on", "off", r -> String.valueOf(r.secure())),
                one("REQUEST_SCHEME", "http", "https", r -> String.valueOf(r.secure())),
                one("CONTENT_TYPE", "a/b", "a/c", r -> String.valueOf(Cgi.headers(r))),
                one("SSL_PROTOCOL", "TLSv1.2", "TLSv1.3", r -> r.tls().protocol()),
                one("SSL_CIPHER", "A", "B", r -> r.tls().cipherSuite()),
                one("SSL_CIPHER_USEKEYSIZE", "128", "256", r -> "" + r.tls().keySize()),
                one("SSL_SESSION_ID", "A", "B", r -> r.tls().sessionId()),
                one("SSL_CLIENT_VERIFY", "NONE", "SUCCESS", r -> "" + r.tls().verified()),
                one("ANY_OTHER", "1", "2", r -> r.variable("ANY_OTHER") + r.attribute("ANY_OTHER")));
    }

    private static Arguments one(String name, String first, String last, Function<CgiRequest, String> fact) {
        return Arguments.of(name, first, last, fact);
    }

    private static Cgi request(String name) {
        return Cgi.get("/x")
                .attributes("ANY_.*")
                .with("REMOTE_USER", "u")
                .with("HTTPS", name.startsWith("SSL") ? "on" : null);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("variables")
    void theLastOneHolds(String name, String first, String last, Function<CgiRequest, String> fact) {
        Cgi twice = request(name).with(name, first).with(name, last);
        Cgi once = request(name).with(name, last);
        if (name.equals("AUTH_TYPE")) {
            twice.trustUser();
            once.trustUser();
        }
        assertThat(fact.apply(twice.map())).isEqualTo(fact.apply(once.map()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("variables")
    void anEmptyOneBehindItTakesItAway(String name, String first, String last, Function<CgiRequest, String> fact) {
        if (name.equals("REQUEST_METHOD") || name.startsWith("SSL_CLIENT")) {
            return;
        }
        Cgi emptied = request(name).with(name, first).with(name, "");
        Cgi empty = request(name).with(name, "");
        if (name.equals("REQUEST_URI")) {
            emptied.with("SCRIPT_NAME", "/s");
            empty.with("SCRIPT_NAME", "/s");
        }
        assertThat(fact.apply(emptied.map())).isEqualTo(fact.apply(empty.map()));
    }

    @ParameterizedTest
    @CsvSource({
        "CONTENT_LENGTH, 1, 2",
        "HTTP_CONTENT_LENGTH, 1, 2",
        "HTTP_CONTENT_TYPE, a/b, a/c",
        "REMOTE_USER, alice, bob",
        "REDIRECT_HTTP_AUTHORIZATION, Basic a, Basic b"
    })
    void whatFramesTheRequestAndWhoSendsItDontContradict(String name, String first, String second) {
        refused(400, name + " came twice", Cgi.get("/").with(name, first).with(name, second));
        Cgi.get("/").with(name, first).with(name, first).with(name, "").map();
    }

    /** SCRIPT_NAME is that of the client's path, which isn't what the application is to see. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "absent",
            value = {
                "/info/x | absent | /info/articles/x | /info/articles/x | ''",
                "/x | absent | /articles/x | /articles/x | ''",
                "/x | /x | /articles/x | /articles/x | ''",
                "'' | /x | /articles/x | /articles/x | ''",
                "/shop | /x | /shop/articles/x | /shop/articles/x | /shop",
                "/shop | /x | /articles/x | /articles/x | ''",
                "absent | absent | /articles/x?y | /articles/x | ''"
            })
    void theLastRequestUriIsThePath(String scriptName, String pathInfo, String uri, String path, String mount) {
        CgiRequest request = Cgi.get("/info/x")
                .with("REQUEST_URI", uri)
                .with("SCRIPT_NAME", scriptName)
                .with("PATH_INFO", pathInfo)
                .with("DOCUMENT_URI", "/info/x")
                .map();
        assertThat(request.path()).isEqualTo(path);
        assertThat(request.scriptName()).isEqualTo(mount);
    }

    @Test
    void anEmptyUserBehindAnotherTakesItAway() {
        Cgi cgi = Cgi.get("/").trustUser().with("REMOTE_USER", "alice").with("REMOTE_USER", "");
        assertThat(cgi.map().remoteUser()).isNull();
    }

    /** nginx's {@code fastcgi_param CONTENT_LENGTH ""} behind the packaged file. */
    @Test
    void anEmptyLengthBehindAnotherTakesItAway() {
        CgiRequest request = Cgi.get("/")
                .with("CONTENT_LENGTH", "7")
                .with("CONTENT_LENGTH", "")
                .map();
        assertThat(request.contentLength()).isEqualTo(-1);
    }
}
