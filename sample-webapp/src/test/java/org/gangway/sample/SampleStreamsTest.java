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
import java.net.InetAddress;
import java.net.Socket;
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
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads, downloads, streams and asynchronous answers over HTTP, at the root and under a prefix. */
@ParameterizedClass
@ValueSource(strings = {"/", "/shop"})
@Timeout(60)
class SampleStreamsTest extends SampleClient {
    SampleStreamsTest(String contextPath) {
        super(contextPath);
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
}
