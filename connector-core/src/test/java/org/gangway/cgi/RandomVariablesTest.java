package org.gangway.cgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.gangway.request.GatewayException;
import org.gangway.request.HeaderPolicy;
import org.gangway.request.RequestLimits;
import org.gangway.request.ScriptNamePolicy;
import org.gangway.request.TrustPolicy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a web server sends, the outcome is a request that holds together, or a refusal. */
class RandomVariablesTest {
    private static final String[] NAMES = {
        "REQUEST_METHOD",
        "REQUEST_URI",
        "SCRIPT_NAME",
        "PATH_INFO",
        "DOCUMENT_URI",
        "QUERY_STRING",
        "HTTP_HOST",
        "CONTENT_LENGTH",
        "CONTENT_TYPE",
        "HTTP_COOKIE",
        "HTTP_X",
        "HTTPS",
        "SERVER_NAME",
        "SERVER_PORT",
        "REMOTE_ADDR",
        "REMOTE_PORT",
        "SSL_CLIENT_CERT",
        "SERVER_PROTOCOL",
        "FORCE_SCRIPT_NAME",
        "CONTEXT_PREFIX",
        "REDIRECT_URL"
    };
    private static final String[] PIECES = {
        "/",
        "/",
        "/",
        "shop",
        "/shop",
        "/shop",
        "app",
        "/app",
        ".",
        "..",
        "%2F",
        "%2f",
        "%20",
        "%",
        "%e9",
        "%C3%A9",
        "é",
        "\u00c3\u00a9",
        " ",
        "?",
        "#",
        ";x=1",
        ":",
        "[",
        "]",
        "::1",
        "1",
        "80",
        "http://",
        "h.test",
        "@",
        ", a=",
        "\"",
        ".fcgi",
        "HTTP/1.1",
        "GET",
        "\r\n",
        "\t",
        "on",
        "*",
        "-1"
    };

    @ParameterizedTest
    @ValueSource(strings = {"auto", "server", "none", "/shop", "/"})
    void theOutcomeIsARequestOrARefusal(String option) {
        Random random = new Random(option.hashCode());
        RequestLimits limits = new RequestLimits();
        CgiVariables variables = new CgiVariables(limits);
        CgiRequest request =
                new CgiRequest(limits, TrustPolicy.NONE, ScriptNamePolicy.parse(option), HeaderPolicy.DEFAULT);
        int mapped = 0;
        for (int i = 0; i < 20_000; i++) {
            variables.add("REQUEST_METHOD", "GET");
            variables.add("REQUEST_URI", "/" + text(random));
            for (int n = random.nextInt(6); n > 0; n--) {
                variables.add(NAMES[random.nextInt(NAMES.length)], text(random));
            }
            try {
                request.map(variables);
                check(request);
                mapped++;
            } catch (GatewayException refusal) {
                assertThat(refusal.status()).isBetween(400, 431);
                assertThat(refusal.getMessage()).matches("[ -~]+");
            }
            request.clear();
            variables.clear();
        }
        assertThat(mapped).isGreaterThan(5_000);
    }

    private static void check(CgiRequest request) {
        String path = request.path();
        String mount = request.scriptName();
        assertThat(path).matches("\\*|/[^ \\r\\n\\t#?]*").startsWith(mount);
        assertThat(mount).matches("|/.*[^/]");
        assertThat(path.substring(mount.length())).matches("\\*||/.*");
        assertThat(request.query() == null ? "" : request.query()).doesNotContainPattern("[ \\r\\n\\t#]");
        assertThat(request.host() == null ? "h" : request.host()).isNotEmpty().doesNotContainPattern("[ /@?#\\r\\n]");
        assertThat(request.port()).isBetween(-1, 65535);
        assertThat(request.contentLength()).isGreaterThanOrEqualTo(-1);
        for (int h = 0; h < request.headerCount(); h++) {
            assertThat(request.header(h).value()).doesNotContainPattern("[\\r\\n]");
        }
        assertThat(request.remoteAddress() == null || !request.remoteAddress().isUnresolved())
                .isTrue();
        if (request.secure()) {
            assertThat(request.tls().certificates()).isEmpty();
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(6); n > 0; n--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }
}
