package org.gangway.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gangway.jetty.fastcgi.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The unchanged WAR under {@code /shop}, for each way in which a web server can be configured to put it there. With
 * {@code scriptName=auto} where the web server tells the mount point, with {@code scriptName=/shop} in all cases,
 * everything that the application says of itself is what the address bar says.
 */
@Timeout(60)
class PrefixTableTest {
    private static final String M = "/shop";
    private static final String HOST = "http://www.example.test:8080";

    @TempDir
    static Path directory;

    private static PrefixServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new PrefixServer(directory, "auto", "server", "none", M);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static Answer get(PrefixRow row, String scriptName, String path, String query) throws IOException {
        return server.get(scriptName, row.variables(M, path, query));
    }

    private static List<String> scriptNames(PrefixRow row) {
        return row.tellsTheMount() ? List.of("auto", M) : List.of(M);
    }

    /** The value of the first member of that name. */
    private static String member(Answer answer, String name) {
        Matcher found = Pattern.compile('"' + Pattern.quote(name) + "\":\\s*\"([^\"]*)\"")
                .matcher(PrefixServer.text(answer.bodyText()));
        assertThat(found.find()).as(name + " in " + answer).isTrue();
        return found.group(1).replace("\\/", "/");
    }

    @ParameterizedTest
    @EnumSource
    void pathsAreThoseOfTheAddressBar(PrefixRow row) throws Exception {
        List<String> paths = new ArrayList<>(List.of("/info/x"));
        if (row.keepsTheRawPath()) {
            paths.add("/info/hello%20w%C3%B6rld/b%7E;x=1");
        }
        for (String path : paths) {
            for (String scriptName : scriptNames(row)) {
                Answer info = get(row, scriptName, path, "q=%41");
                assertThat(info.status()).as(scriptName + " " + info).isEqualTo(200);
                assertThat(member(info, "contextPath")).as(scriptName).isEqualTo(M);
                assertThat(member(info, "requestURI")).isEqualTo(M + path);
                assertThat(member(info, "requestURL")).isEqualTo(HOST + M + path);
                assertThat(member(info, "servletPath")).isEqualTo("/info");
                assertThat(member(info, "pathInfo")).isEqualTo(path.length() < 8 ? "/x" : "/hello wörld/b~");
                assertThat(member(info, "queryString")).isEqualTo("q=%41");
                assertThat(member(info, "servletContextPath")).isEqualTo(M);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void redirectsLeadBelowThePrefix(PrefixRow row) throws Exception {
        for (String scriptName : scriptNames(row)) {
            for (String status : new String[] {"302", "307"}) {
                for (String to : new String[] {"context", "absolute", "home"}) {
                    Answer answer = get(row, scriptName, "/redirect", "to=" + to + "&status=" + status);
                    String path = to.equals("home") ? M + "/" : M + "/target";
                    assertThat(answer.status()).isEqualTo(Integer.parseInt(status));
                    assertThat(answer.field("Location")).as(to).isEqualTo((to.equals("absolute") ? HOST : "") + path);
                }
            }
            assertThat(get(row, scriptName, "/redirect", "to=relative").field("Location"))
                    .isEqualTo(M + "/target");
            assertThat(get(row, scriptName, "/assets", "").field("Location")).isEqualTo(M + "/assets/");
        }
    }

    @ParameterizedTest
    @EnumSource
    void sessionsBelongToThePrefix(PrefixRow row) throws Exception {
        for (String scriptName : scriptNames(row)) {
            Answer answer = get(row, scriptName, "/session", "");
            assertThat(answer.field("Set-Cookie")).contains("JSESSIONID=").containsPattern("(?i); path=/shop(;|$)");
            String encoded = member(answer, "encodedURL");
            assertThat(encoded).startsWith(M + "/session;jsessionid=");
            Answer again = get(row, scriptName, encoded.substring(M.length()), "");
            assertThat(again.bodyText()).containsPattern("\"fromURL\":\\s*true").containsPattern("\"counter\":\\s*2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void dispatchesShowThePrefix(PrefixRow row) throws Exception {
        for (String scriptName : scriptNames(row)) {
            Answer forward = get(row, scriptName, "/include", "mode=forward");
            assertThat(member(forward, "requestURI")).isEqualTo(M + "/info/forwarded");
            assertThat(member(forward, "contextPath")).isEqualTo(M);
            assertThat(member(forward, "jakarta.servlet.forward.request_uri")).isEqualTo(M + "/include");
            assertThat(member(forward, "jakarta.servlet.forward.context_path")).isEqualTo(M);
            Answer include = get(row, scriptName, "/include", "mode=include");
            assertThat(member(include, "requestURI")).isEqualTo(M + "/include");
            assertThat(member(include, "jakarta.servlet.include.request_uri")).isEqualTo(M + "/info/included");
            assertThat(member(include, "jakarta.servlet.include.context_path")).isEqualTo(M);
            Answer error = get(row, scriptName, "/throw", "");
            assertThat(error.status()).isEqualTo(500);
            assertThat(member(error, "dispatcherType")).isEqualTo("ERROR");
            assertThat(member(error, "requestURI")).isEqualTo(M + "/throw");
            assertThat(member(error, "contextPath")).isEqualTo(M);
            Answer async = get(row, scriptName, "/async", "error=1&ms=0");
            assertThat(async.status()).isEqualTo(500);
            assertThat(member(async, "contextPath")).isEqualTo(M);
            assertThat(member(async, "requestURI")).startsWith(M + "/");
        }
    }

    /** A web server that doesn't tell the mount point: the WAR at the root is asked for {@code /shop/info/x}. */
    @ParameterizedTest
    @EnumSource
    void withoutTheMountPointNothingIsGuessed(PrefixRow row) throws Exception {
        Answer answer = get(row, row.tellsTheMount() ? "none" : "auto", "/info/x", "");
        boolean elsewhere = row == PrefixRow.APACHE_SET_HANDLER_ELSEWHERE || row == PrefixRow.LIGHTTPD_KEY_WITH_SLASH;
        boolean stripped = row == PrefixRow.LIGHTTPD_STRIP_REQUEST_URI;
        assertThat(answer.status()).as(answer.toString()).isEqualTo(stripped ? 200 : 404);
        assertThat(member(answer, "contextPath")).isEqualTo(elsewhere ? "/shop/info" : "");
    }

    /**
     * A hit on the mount point without its slash: whether {@code auto} knows it for the mount point. Where it doesn't,
     * the path is one of the WAR at the root; {@code scriptName=/shop} knows it always.
     */
    @ParameterizedTest
    @CsvSource({
        "nginx with fastcgi_split_path_info, true, SERVER_SOFTWARE=nginx/1.22|DOCUMENT_URI=/shop|SCRIPT_NAME=/shop|PATH_INFO=",
        "nginx with its stock parameters, false, SERVER_SOFTWARE=nginx/1.22|DOCUMENT_URI=/shop|SCRIPT_NAME=/shop",
        "nginx as in Django's document, false, SERVER_SOFTWARE=nginx/1.22|DOCUMENT_URI=/shop|SCRIPT_NAME=/shop|PATH_INFO=/shop",
        "lighttpd, true, SERVER_SOFTWARE=lighttpd/1.4|SCRIPT_NAME=/shop|PATH_INFO=",
        "lighttpd without PATH_INFO, true, SERVER_SOFTWARE=lighttpd/1.4|SCRIPT_NAME=/shop",
        "Apache's Alias, true, SERVER_SOFTWARE=Apache/2.4|CONTEXT_PREFIX=/shop|SCRIPT_NAME=/shop",
        "Apache's SetHandler or ProxyPass, false, SERVER_SOFTWARE=Apache/2.4|CONTEXT_PREFIX=|SCRIPT_NAME=/shop",
        "Apache's virtual script, false, SERVER_SOFTWARE=Apache/2.4|SCRIPT_NAME=|PATH_INFO=/shop|SCRIPT_URL=/shop",
        "HAProxy, false, SERVER_SOFTWARE=HAProxy 2.6|SCRIPT_NAME=/shop",
        "h2o and Caddy, false, SERVER_SOFTWARE=h2o/2.2|SCRIPT_NAME=|PATH_INFO=/shop",
        "Caddy's handle_path, true, SERVER_SOFTWARE=Caddy/v2.6|SCRIPT_NAME=/shop|PATH_INFO=|DOCUMENT_URI=/shop.fcgi"
    })
    void theMountPointWithoutItsSlash(String name, boolean known, String variables) throws Exception {
        List<Map.Entry<String, String>> all =
                new ArrayList<>(List.of(Map.entry("REQUEST_URI", M), Map.entry("QUERY_STRING", "")));
        for (String variable : variables.split("\\|", -1)) {
            int equals = variable.indexOf('=');
            all.add(Map.entry(variable.substring(0, equals), variable.substring(equals + 1)));
        }
        for (String scriptName : known ? List.of("auto", M) : List.of(M)) {
            Answer root = server.get(scriptName, all);
            assertThat(root.status()).as(name).isEqualTo(200);
            assertThat(root.bodyText()).contains("href=\"/shop/info\"").doesNotContain("href=\"/info\"");
        }
        if (!known) {
            Answer missing = server.get("auto", all);
            assertThat(missing.status()).as(name).isEqualTo(404);
            assertThat(member(missing, "requestURI")).isEqualTo(M);
            assertThat(member(missing, "contextPath")).isEmpty();
        }
    }

    @Test
    void forceScriptNameOfTheWebServerComesAfterTheOption() throws Exception {
        List<Map.Entry<String, String>> variables = new ArrayList<>(PrefixRow.NGINX_STOCK.variables(M, "/info/x", ""));
        variables.add(Map.entry("FORCE_SCRIPT_NAME", M));
        assertThat(member(server.get("auto", variables), "contextPath")).isEqualTo(M);
        assertThat(member(server.get("server", variables), "contextPath")).isEqualTo(M);
        assertThat(server.get("none", variables).status()).isEqualTo(404);
        variables.set(variables.size() - 1, Map.entry("FORCE_SCRIPT_NAME", "/other"));
        Answer other = server.get(M, variables);
        assertThat(member(other, "contextPath")).isEqualTo(M);
    }

    @Test
    void serverTakesScriptNameAtItsWord() throws Exception {
        assertThat(member(get(PrefixRow.NGINX_SPLIT, "server", "/info/x", ""), "contextPath"))
                .isEqualTo(M);
        Answer whole = get(PrefixRow.NGINX_STOCK, "server", "/info/x", "");
        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.bodyText()).as("the root of the application").contains("href=\"/shop/info/x/info\"");
    }

    /** A prefix in front of characters that the client didn't encode: as without a prefix, they pass. */
    @Test
    void charactersBeyondAsciiPass() throws Exception {
        String path = PrefixServer.bytes("/info/caf\u00e9");
        Answer answer = server.get(
                "auto",
                List.of(
                        Map.entry("SERVER_SOFTWARE", "nginx/1.22"),
                        Map.entry("QUERY_STRING", ""),
                        Map.entry("REQUEST_URI", M + path),
                        Map.entry("SCRIPT_NAME", M),
                        Map.entry("PATH_INFO", path)));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(member(answer, "requestURI")).isEqualTo("/shop/info/caf\u00e9");
        assertThat(member(answer, "pathInfo")).isEqualTo("/caf\u00e9");
    }

    /** lighttpd with the key "/" takes the first segment for the mount point; the application at the root says so. */
    @Test
    void anApplicationAtTheRootCanSayIt() throws Exception {
        try (PrefixServer root = new PrefixServer(directory.resolve("root"), "/", "auto")) {
            List<Map.Entry<String, String>> variables = List.of(
                    Map.entry("SERVER_SOFTWARE", "lighttpd/1.4"),
                    Map.entry("QUERY_STRING", ""),
                    Map.entry("REQUEST_URI", "/info/x"),
                    Map.entry("SCRIPT_NAME", "/info"),
                    Map.entry("PATH_INFO", "/x"));
            Answer info = root.get("/", variables);
            assertThat(member(info, "contextPath")).isEmpty();
            assertThat(member(info, "requestURI")).isEqualTo("/info/x");
            assertThat(member(info, "servletPath")).isEqualTo("/info");
            assertThat(member(root.get("auto", variables), "contextPath")).isEqualTo("/info");
        }
    }
}
