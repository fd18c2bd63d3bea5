package org.gangway.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages and the request facts over HTTP, at the root and under a prefix. */
@ParameterizedClass
@ValueSource(strings = {"/", "/shop"})
@Timeout(60)
class SampleAppTest extends SampleClient {
    SampleAppTest(String contextPath) {
        super(contextPath);
    }

    private static final String XSS = "%3Cscript%3Ealert(1)%3C/script%3E";

    @Test
    void homePageLinksCarryThePrefix() throws Exception {
        HttpResponse<String> page = get("/?q=" + XSS);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=utf-8");
        Matcher links = Pattern.compile("(?:href|src|action)=\"([^\"#]*)").matcher(page.body());
        int found = 0;
        while (links.find()) {
            if (!links.group(1).isEmpty()) {
                found++;
                assertThat(links.group(1)).startsWith(server.prefix() + "/");
            }
        }
        assertThat(found).isGreaterThan(20);
        assertThat(page.body()).contains("<th scope=\"row\">requestURI</th><td>" + server.prefix() + "/</td>");
        assertThat(page.body()).doesNotContain("{{");
        // Only the demo's web server tells more of it.
        assertThat(page.body()).contains("id=\"road\">HTTP \u2192 this servlet</p>");
        assertThat(page.body()).contains("id=\"way\">a web server that isn&#39;t let say");
    }

    @Test
    void homePageEscapesHeaders() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/"))
                .header("X-Evil", "<img src=x onerror=alert(1)>")
                .build();
        String page = send(request).body();
        assertThat(page).contains("&lt;img src=x onerror=alert(1)&gt;").doesNotContain("<img src=x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/assets/app.css", "/assets/app.js", "/assets/icon.svg"})
    void assetsAreServed(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(200);
    }

    @Test
    void infoTellsTheRequest() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/info/a%20b;x=1?role=admin&q=%22%C3%A9"))
                .header("X-Two", "1")
                .header("X-Two", "2")
                .build();
        HttpResponse<String> response = send(request);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        assertThat(response.body())
                .contains("\"method\":\"GET\"")
                .contains("\"requestURI\":\"" + server.prefix() + "/info/a%20b;x=1\"")
                .contains("\"requestURL\":\"" + server.uri("/info/a%20b;x=1") + "\"")
                .contains("\"contextPath\":\"" + server.prefix() + "\"")
                .contains("\"servletPath\":\"/info\"")
                .contains("\"pathInfo\":\"/a b\"")
                .contains("\"queryString\":\"role=admin\\u0026q=%22%C3%A9\"")
                .contains("\"scheme\":\"http\",\"secure\":false,\"serverName\":\"127.0.0.1\",\"serverPort\":"
                        + server.port())
                .contains("\"remoteAddr\":\"127.0.0.1\"")
                .contains("\"remoteUser\":null")
                .contains("\"roles\":{\"admin\":false}")
                .containsIgnoringCase("\"X-Two\":[\"1\",\"2\"]")
                .contains("\"parameters\":{\"role\":[\"admin\"],\"q\":[\"\\\"\u00e9\"]}")
                .contains("\"sessionId\":null")
                .contains("\"dispatcherType\":\"REQUEST\"")
                .contains("\"body\":{\"length\":0,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "POST", "DELETE", "PATCH", "REPORT"})
    void infoDigestsTheBodyOfAnyMethod(String method) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/info"))
                .method(method, BodyPublishers.ofString("abc"))
                .header("Content-Type", "text/plain")
                .build();
        assertThat(send(request).body())
                .contains("\"method\":\"" + method + "\"")
                .contains("\"contentLength\":3")
                .contains("\"body\":{\"length\":3,\"sha256\":"
                        + "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"}");
    }

    @Test
    void infoReportsFormsAsParameters() throws Exception {
        assertThat(postForm("/info?a=1", "a=2&b=%3C", "*/*").body())
                .contains("\"parameters\":{\"a\":[\"1\",\"2\"],\"b\":[\"\\u003c\"]}")
                .contains("\"body\":null");
    }

    @Test
    void sessionCountsAndEnds() throws Exception {
        HttpResponse<String> first = get("/session");
        assertThat(first.body()).contains("\"new\":true,\"counter\":1");
        assertThat(first.headers().firstValue("Set-Cookie").orElse(""))
                .contains("Path=" + (server.prefix().isEmpty() ? "/" : server.prefix()));
        assertThat(get("/session").body())
                .contains("\"new\":false,\"counter\":2")
                .contains("\"fromCookie\":true");
        assertThat(get("/").body()).contains("<output id=\"visits\">2</output>");
        assertThat(get("/session?invalidate").body()).isEqualTo("{\"invalidated\":true}\n");
        assertThat(get("/session?invalidate").body()).isEqualTo("{\"invalidated\":false}\n");
    }

    @Test
    void sessionWorksWithoutCookies() throws Exception {
        HttpClient plain = HttpClient.newHttpClient();
        String body = plain.send(HttpRequest.newBuilder(server.uri("/session")).build(), BodyHandlers.ofString())
                .body();
        Matcher url = Pattern.compile("\"encodedURL\":\"([^\"]+)\"").matcher(body);
        assertThat(url.find()).isTrue();
        assertThat(url.group(1)).startsWith(server.prefix() + "/session;jsessionid=");
        String rest = url.group(1).substring(server.prefix().length());
        assertThat(plain.send(HttpRequest.newBuilder(server.uri(rest)).build(), BodyHandlers.ofString())
                        .body())
                .contains("\"counter\":2")
                .contains("\"fromURL\":true");
    }

    @Test
    void formEchoes() throws Exception {
        assertThat(get("/form?x=1").body()).contains("\"method\":\"GET\"").contains("\"x\":[\"1\"]");
        assertThat(postForm("/form", "name=J%C3%B6rg&a=1&a=2", "application/json")
                        .body())
                .contains("\"parameters\":{\"name\":[\"J\u00f6rg\"],\"a\":[\"1\",\"2\"]}");
        assertThat(postForm("/form", "name=" + XSS, "text/html").body())
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                .doesNotContain("<script>alert")
                .contains("action=\"" + server.prefix() + "/form");
        HttpResponse<String> redirect = postForm("/form?redirect", "name=x", "text/html");
        assertThat(redirect.statusCode()).isEqualTo(303);
        assertThat(redirect.headers().firstValue("Location")).hasValue(server.prefix() + "/form?posted=1");
    }

    @ParameterizedTest
    @CsvSource({"home,/", "relative,/target", "target,/target", "context,/target", "absolute,/target"})
    void redirectsStayUnderThePrefix(String to, String path) throws Exception {
        HttpResponse<String> response = get("/redirect?to=" + to);
        assertThat(response.statusCode()).isEqualTo(302);
        String location = response.headers().firstValue("Location").orElse("");
        assertThat(server.uri("/redirect").resolve(location)).isEqualTo(server.uri(path));
        assertThat(location.startsWith("http://")).isEqualTo(to.equals("absolute"));
        for (int status : new int[] {301, 303, 307, 308}) {
            HttpResponse<String> other = get("/redirect?to=" + to + "&status=" + status);
            assertThat(other.statusCode()).isEqualTo(status);
            assertThat(server.uri("/redirect")
                            .resolve(other.headers().firstValue("Location").orElse("")))
                    .isEqualTo(server.uri(path));
        }
        assertThat(get("/target").body()).contains("\"arrived\":true");
    }

    @Test
    void cookiesAreSetOneByOneAndShown() throws Exception {
        HttpResponse<String> response = get("/cookies?name=a&value=1&name=b&value=x%3Dy");
        assertThat(response.headers().allValues("Set-Cookie")).hasSize(2).allMatch(c -> c.contains("HttpOnly"));
        assertThat(get("/cookies").body())
                .contains("{\"name\":\"a\",\"value\":\"1\"}")
                .contains("{\"name\":\"b\",\"value\":\"x=y\"}");
    }

    @ParameterizedTest
    @CsvSource({"200,''", "201,''", "204,''", "304,''", "404,''", "500,''", "503,''", "418,&set=1", "502,&set=1"})
    void statusIsWhatWasAskedFor(int code, String more) throws Exception {
        assertThat(get("/status?code=" + code + more).statusCode()).isEqualTo(code);
    }

    @Test
    void errorPagesAreJsonOrHtml() throws Exception {
        HttpResponse<String> json = get("/nothing/here");
        assertThat(json.statusCode()).isEqualTo(404);
        assertThat(json.body())
                .startsWith("{\"status\":404,")
                .contains("\"requestURI\":\"" + server.prefix() + "/nothing/here\"");
        HttpResponse<String> html = getHtml("/nothing/" + XSS);
        assertThat(html.statusCode()).isEqualTo(404);
        assertThat(html.body())
                .contains("<h1>There is nothing at this address</h1>")
                .doesNotContain("<script>alert");
        HttpResponse<String> thrown = getHtml("/throw");
        assertThat(thrown.statusCode()).isEqualTo(500);
        assertThat(thrown.body())
                .contains("java.lang.IllegalStateException")
                .contains("href=\"" + server.prefix() + "/assets/app.css\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/bytes?n=-1 | n | a whole number from 0 to 1099511627776",
                "/bytes?n=1x | n | a whole number from 0 to 1099511627776",
                "/bytes?n=1&etag=maybe | etag | 0 or 1",
                "/sse?count=0 | count | a whole number from 1 to 100000",
                "/sse?interval=0 | interval | a whole number from 1 to 60000",
                "/async?ms=600001 | ms | a whole number from 0 to 600000",
                "/slow?ms=-1 | ms | a whole number from 0 to 600000",
                "/status?code=600 | code | a whole number from 200 to 599",
                "/status?code=199 | code | a whole number from 200 to 599",
                "/redirect?status=304 | status | one of 301, 302, 303, 307, 308",
                "/redirect?to=http://evil | to | one of home, relative, target, context, absolute",
                "/cookies?name=a | value | given as often as 'name', 1",
                "/cookies?name=a%0d&value=1 | name | 1 to 64 of the characters",
                "/cookies?name=a&value=%0d%0a | value | 0 to 2048 visible ASCII",
                "/push/flush?parts=0 | parts | a whole number from 1 to 100000",
                "/include?mode=x | mode | one of include, forward, jsp"
            })
    void wrongParametersAreNamed(String path, String parameter, String allowed) throws Exception {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .contains("Parameter '" + parameter + "' is '")
                .contains("it must be " + allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/admin/", "/admin/x", "/user/"})
    void protectedPathsRefuseStrangers(String path) throws Exception {
        assertThat(get(path).statusCode()).isIn(401, 403);
    }

    @Test
    void jspShowsThePrefixEscaped() throws Exception {
        String page = get("/hello.jsp?name=" + XSS).body();
        assertThat(page)
                .contains("<td id=\"contextPath\">" + server.prefix() + "</td>")
                .contains("<td id=\"sum\">5</td>")
                .contains("Hello, &lt;script&gt;")
                .doesNotContain("<script>alert")
                .contains("href=\"" + server.prefix() + "/\"");
        assertThat(get("/include?mode=jsp").body()).contains("Hello, world");
    }

    @Test
    void dispatchersIncludeAndForward() throws Exception {
        assertThat(get("/include?a=b").body())
                .startsWith("{\"includedBy\":\"/include\",\"included\":{\"method\":\"GET\"")
                .contains("\"dispatcherType\":\"INCLUDE\"")
                .contains("\"jakarta.servlet.include.request_uri\":\"" + server.prefix() + "/info/included\"")
                .contains("\"via\":[\"include\"]");
        assertThat(get("/include?mode=forward").body())
                .contains("\"dispatcherType\":\"FORWARD\"")
                .contains("\"requestURI\":\"" + server.prefix() + "/info/forwarded\"")
                .contains("\"jakarta.servlet.forward.request_uri\":\"" + server.prefix() + "/include\"");
    }
}
