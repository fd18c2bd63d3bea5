package org.gangway.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every endpoint over HTTP, at the root and under a prefix. */
@ParameterizedClass
@ValueSource(strings = {"/", "/shop"})
@Timeout(60)
class SampleAppTest {
    private static final String XSS = "%3Cscript%3Ealert(1)%3C/script%3E";
    private static SampleServer server;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager())
            .build();

    SampleAppTest(String contextPath) {
        assertThat(server.prefix()).isEqualTo(contextPath.equals("/") ? "" : contextPath);
    }

    @BeforeParameterizedClassInvocation
    static void start(String contextPath) throws Exception {
        server = new SampleServer(contextPath);
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        server.close();
    }

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

    @Test
    void uploadDigestsParts() throws Exception {
        String file = "0123456789".repeat(20_000);
        String body = "--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhi <b>\r\n--b\r\n"
                + "Content-Disposition: form-data; name=\"file\"; filename=\"f.txt\"\r\nContent-Type: text/plain\r\n\r\n"
                + file + "\r\n--b--\r\n";
        HttpRequest request = HttpRequest.newBuilder(server.uri("/upload"))
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofString(body))
                .build();
        assertThat(send(request).body())
                .contains("\"fields\":[{\"name\":\"note\",\"value\":\"hi \\u003cb\\u003e\",\"length\":6,")
                .contains("\"files\":[{\"name\":\"file\",\"fileName\":\"f.txt\",\"contentType\":\"text/plain\","
                        + "\"length\":200000,\"sha256\":\""
                        + BodyDigest.read(new ByteArrayInputStream(file.getBytes(UTF_8)))
                                .sha256()
                        + "\"}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT"})
    void uploadDigestsARawBody(String method) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BytePattern.writeTo(bytes, 3_000_000);
        HttpRequest request = HttpRequest.newBuilder(server.uri("/upload"))
                .method(method, BodyPublishers.ofByteArray(bytes.toByteArray()))
                .build();
        assertThat(send(request).body())
                .contains("\"contentLength\":3000000,\"length\":3000000,\"sha256\":\"" + BytePattern.sha256(3_000_000));
    }

    @Test
    void bytesHaveLengthAndDigest() throws Exception {
        HttpResponse<InputStream> response = client.send(
                HttpRequest.newBuilder(server.uri("/bytes?n=1000001")).build(), BodyHandlers.ofInputStream());
        assertThat(response.headers().firstValue("Content-Length")).hasValue("1000001");
        BodyDigest body = BodyDigest.read(response.body());
        assertThat(body.length()).isEqualTo(1_000_001);
        assertThat(response.headers().firstValue("X-Content-SHA256")).hasValue(body.sha256());

        HttpResponse<String> chunked = get("/bytes?n=1000&chunked=1");
        assertThat(chunked.headers().firstValue("Content-Length")).isEmpty();
        assertThat(get("/bytes?n=0").body()).isEmpty();
    }

    @Test
    void bytesAnswerHeadWithoutABody() throws Exception {
        HttpRequest head = HttpRequest.newBuilder(server.uri("/bytes?n=5000000000"))
                .method("HEAD", BodyPublishers.noBody())
                .build();
        HttpResponse<String> response = send(head);
        assertThat(response.headers().firstValue("Content-Length")).hasValue("5000000000");
        assertThat(response.headers().firstValue("X-Content-SHA256")).isEmpty();
        assertThat(response.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\"bytes-10\" | 304", "W/\"bytes-10\" | 304", "\"x\", \"bytes-10\" | 304", "* | 304", "\"x\" | 200"
            })
    void bytesHaveATag(String ifNoneMatch, int status) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/bytes?n=10&etag=1"))
                .header("If-None-Match", ifNoneMatch)
                .build();
        HttpResponse<String> response = send(request);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("ETag")).hasValue("\"bytes-10\"");
    }

    @Test
    void eventsComeOneByOne() throws Exception {
        HttpResponse<InputStream> response = client.send(
                HttpRequest.newBuilder(server.uri("/sse?count=3&interval=30")).build(), BodyHandlers.ofInputStream());
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        assertThat(response.headers().firstValue("X-Accel-Buffering")).hasValue("no");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
            long first = 0;
            for (int number = 1; number <= 3; number++) {
                assertThat(lines.readLine()).isEqualTo("id: " + number);
                first = number == 1 ? System.nanoTime() : first;
                assertThat(lines.readLine()).isEqualTo("event: tick");
                assertThat(lines.readLine()).startsWith("data: {\"number\":" + number + ",\"count\":3,");
                assertThat(lines.readLine()).isEmpty();
            }
            assertThat(lines.readLine()).isNull();
            assertThat(System.nanoTime() - first).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Test
    void eventStreamNoticesThatTheClientIsGone() throws Exception {
        long goneBefore = stat("gone");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(("GET " + server.prefix() + "/sse?count=100000&interval=5 HTTP/1.1\r\nHost: x\r\n\r\n")
                    .getBytes(UTF_8));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            assertThat(stat("active")).isEqualTo(1);
            socket.setSoLinger(true, 0);
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (stat("gone") == goneBefore && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        assertThat(stat("gone")).isEqualTo(goneBefore + 1);
        assertThat(stat("active")).isZero();
    }

    @Test
    void asyncCompletesTimesOutAndFails() throws Exception {
        assertThat(get("/async?ms=20").body()).contains("\"async\":true,\"ms\":20");
        assertThat(get("/async?ms=0").statusCode()).isEqualTo(200);
        HttpResponse<String> timeout = get("/async?timeout=1");
        assertThat(timeout.statusCode()).isEqualTo(503);
        assertThat(timeout.body()).contains("\"error\":\"The asynchronous request timed out after 200 ms.\"");
        HttpResponse<String> error = get("/async?error=1");
        assertThat(error.statusCode()).isEqualTo(500);
        assertThat(error.body()).contains("\"exception\":\"java.lang.IllegalStateException\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 100_000, 2_000_000})
    void nioEchoesTheBody(int size) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BytePattern.writeTo(bytes, size);
        HttpRequest request = HttpRequest.newBuilder(server.uri("/nio"))
                .POST(BodyPublishers.ofByteArray(bytes.toByteArray()))
                .build();
        assertThat(client.send(request, BodyHandlers.ofByteArray()).body()).isEqualTo(bytes.toByteArray());
    }

    @Test
    void nioTalksInTurns() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            out.write(("POST " + server.prefix() + "/nio HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                            + "Connection: close\r\n\r\n4\r\nping\r\n")
                    .getBytes(UTF_8));
            assertThat(readUntil(in, "ping")).startsWith("HTTP/1.1 200");
            out.write("4\r\npong\r\n0\r\n\r\n".getBytes(UTF_8));
            assertThat(readUntil(in, "pong")).isEqualTo("pong");
        }
    }

    @Test
    void earlyAnswersBeforeTheBody() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write(("POST " + server.prefix() + "/early HTTP/1.1\r\nHost: x\r\nContent-Length: 10000\r\n\r\n")
                            .getBytes(UTF_8));
            assertThat(readUntil(socket.getInputStream(), "{\"early\":true}")).startsWith("HTTP/1.1 200");
        }
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

    @Test
    void slowWaits() throws Exception {
        long start = System.nanoTime();
        assertThat(get("/slow?ms=30").body()).isEqualTo("{\"ms\":30,\"stopped\":false}\n");
        assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(29));
    }

    @Test
    void plainIsThirteenBytes() throws Exception {
        HttpResponse<String> response = get("/plain");
        assertThat(response.body()).isEqualTo("Hello, world\n");
        assertThat(response.headers().firstValue("Content-Length")).hasValue("13");
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

    @Test
    void flushSendsAllParts() throws Exception {
        assertThat(get("/push/flush?parts=3").body()).isEqualTo("part 1 of 3\npart 2 of 3\npart 3 of 3\n");
    }

    private static String readUntil(InputStream in, String end) throws IOException {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(end) < 0) {
            int b = in.read();
            assertThat(b).as("end of stream after: %s", seen).isNotNegative();
            seen.append((char) b);
        }
        return seen.toString();
    }

    private long stat(String name) throws Exception {
        Matcher matcher = Pattern.compile("\"" + name + "\":(\\d+)")
                .matcher(get("/sse?stats=1").body());
        assertThat(matcher.find()).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(server.uri(path)).build());
    }

    private HttpResponse<String> getHtml(String path) throws Exception {
        return send(HttpRequest.newBuilder(server.uri(path))
                .header("Accept", "text/html")
                .build());
    }

    private HttpResponse<String> postForm(String path, String form, String accept) throws Exception {
        return send(HttpRequest.newBuilder(server.uri(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", accept)
                .POST(BodyPublishers.ofString(form))
                .build());
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return client.send(request, BodyHandlers.ofString());
    }
}
