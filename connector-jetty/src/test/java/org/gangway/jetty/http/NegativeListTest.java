package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.http.Exchange.bytes;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.gangway.jetty.scgi.ScgiWire;
import org.gangway.request.TrustPolicy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hostile inputs, as far as a protocol has them and no other class does. Where each is:
 *
 * <ol>
 *   <li>truncated at every byte: {@link BodiesTest}
 *   <li>one byte at a time: {@link BodiesTest}, {@link ProtocolDetectionTest}, FastCGI's TruncationTest
 *   <li>length fields: here; {@link RequestLimitsTest}, FastCGI's LimitsTest, AjpFactsTest, ScgiConnectionTest
 *   <li>wrong magic or version: ManagementTest (FastCGI), AjpConnectionTest, ScgiConnectionTest
 *   <li>missing NUL: AjpFactsTest, here for SCGI
 *   <li>null strings: AjpFactsTest
 *   <li>Content-Length that is wrong: {@link BodiesTest}
 *   <li>body short, long, absent, extra: {@link BodiesTest}
 *   <li>unread body, then another request: {@link BodiesTest}, AjpDialogueTest
 *   <li>abort at each stage: {@link PeerGoneTest}, AbortTest (FastCGI), AjpDialogueTest
 *   <li>second BEGIN_REQUEST: RequestIdTest (FastCGI)
 *   <li>unknown types: ManagementTest (FastCGI), AjpConnectionTest, AjpFactsTest
 *   <li>the secret: AjpTrustTest, AjpFactsTest
 *   <li>attributes that aren't allowed: AjpTrustTest, here
 *   <li>HTTP_PROXY: here
 *   <li>X_Foo against X-Foo: here, AjpFactsTest
 *   <li>CR, LF and NUL: here and in {@link ResponsesTest}
 *   <li>a response head that is too long: {@link ResponsesTest}
 *   <li>many connections at a time: {@link ManyClientsTest}
 *   <li>a stop with requests in flight: {@link PeerGoneTest}; of the process: the launcher's RunProcessTest
 *   <li>sockets that can't be taken: UnixSocketConnectorTest
 *   <li>file descriptor 0: InheritedSocketTest
 * </ol>
 */
class NegativeListTest extends BehaviourTest {
    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    @BeforeEach
    void serve() {
        gateway.serve("/*", (request, response) -> {
            seen.add(request.getRequestURI());
            response.getWriter()
                    .print(String.join(
                            "|",
                            request.getHeader("X-Foo"),
                            request.getHeader("X_Foo"),
                            request.getHeader("Proxy"),
                            "" + request.getPathTranslated(),
                            "" + request.getAttribute("jakarta.servlet.include.servlet_path"),
                            "" + request.getAttribute("HTTP_X_FOO"),
                            "" + request.getAttribute("PASSED")));
        });
    }

    private void assertRefused(int status, byte[] request) throws IOException {
        seen.clear();
        try (LogLines log = new LogLines();
                Exchange web = connect()) {
            web.send(request);
            assertThat(whole(web).status()).isEqualTo(status);
            assertThat(log.all()).hasSize(1);
            assertThat(log.stacks()).isEmpty();
        }
        assertThat(seen).isEmpty();
    }

    /** 3: what a netstring, a variable's length or a packet can promise, and never keeps. */
    @ParameterizedTest
    @ValueSource(longs = {0, 0x7FFF_FFFFL, 0x8000_0000L, 0xFFFF_FFFFL})
    void n3LengthsThatPromiseMuchAreAnsweredOrClosed(long length) throws Exception {
        gateway.factory.setMaxDrainBytes(10_000);
        gateway.start();
        byte[] bad =
                switch (peer) {
                    case SCGI -> bytes(length + ":" + (length == 0 ? "," : "x".repeat(20_000)));
                    case FASTCGI, FASTCGI_KEPT -> {
                        // BEGIN_REQUEST, and PARAMS with a pair of one-byte name and a value of that length.
                        byte[] begin =
                                Exchange.join(new byte[] {1, 1, 0, 1, 0, 8, 0, 0}, new byte[] {0, 1, 0, 0, 0, 0, 0, 0});
                        int four = (int) (length | 0x8000_0000L);
                        byte[] pair = {1, (byte) (four >> 24), (byte) (four >> 16), (byte) (four >> 8), (byte) four, 'N'
                        };
                        yield Exchange.join(
                                begin, new byte[] {1, 4, 0, 1, 0, 6, 0, 0}, pair, new byte[] {1, 4, 0, 1, 0, 0, 0, 0});
                    }
                    case AJP -> {
                        byte[] request = {0x12, 0x34, 0, 4, 2, 2, (byte) (length >> 24), (byte) (length >> 16)};
                        yield length == 0 ? new byte[] {0x12, 0x34, 0, 1, 2} : request;
                    }
                };
        try (LogLines log = new LogLines();
                Exchange web = connect()) {
            try {
                web.send(bad);
                assertThat(web.answer().status()).isIn(400, 431);
            } catch (IOException | AssertionError closed) {
                assertThat(web.isAtEnd()).isTrue();
            }
            assertThat(log.stacks()).isEmpty();
        }
        assertThat(seen).isEmpty();
    }

    /** 5 for SCGI; FastCGI has no NUL. */
    @Test
    void n5MissingNul() throws Exception {
        gateway.start();
        if (peer == Peer.SCGI) {
            assertRefused(400, bytes(ScgiWire.netstring("CONTENT_LENGTH\0000\0SCGI\0001\0REQUEST_METHOD\0GET")));
            assertRefused(400, bytes(ScgiWire.netstring("CONTENT_LENGTH\0000\0SCGI\0001\0REQUEST_METHOD\0")));
        }
    }

    @Test
    void n14AttributesPassTheAllowListOnly() throws Exception {
        gateway.factory.setTrustPolicy(new TrustPolicy(
                TrustPolicy.NONE.remoteUser(),
                Pattern.compile("PASSED|jakarta.*|HTTP_.*"),
                List.of(),
                TrustPolicy.NONE.attributeCharset(),
                null,
                ";"));
        gateway.start();
        try (LogLines ignored = new LogLines()) {
            assertThat(get(
                                    "/",
                                    "jakarta.servlet.include.servlet_path",
                                    "/WEB-INF/web.xml",
                                    "HTTP_X_FOO",
                                    "h",
                                    "PASSED",
                                    "p")
                            .bodyText())
                    .endsWith("|null|null|p");
        }
    }

    @Test
    void n15HttpoxyR24() throws Exception {
        gateway.start();
        assertThat(get("/", "HTTP_PROXY", "http://evil.example").bodyText())
                .isEqualTo("null|null|null|null|null|null|null");
        assertThat(System.getenv()).doesNotContainValue("http://evil.example");
        assertThat(System.getProperties()).doesNotContainValue("http://evil.example");
    }

    /** The web server has made one name of both already; only the hyphen comes back. */
    @Test
    void n16UnderscoreIsAHyphen() throws Exception {
        gateway.start();
        assertThat(get("/", "HTTP_X_FOO", "v").bodyText()).startsWith("v|null|");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r", "\n", "\r\n", "\r\nSet-Cookie: a=b", "\0"})
    void n17ControlCharactersInARequest(String evil) throws Exception {
        gateway.start();
        if (evil.equals("\0") && peer == Peer.SCGI) {
            // It would end the value.
            return;
        }
        String value = "a" + evil + "b";
        try (Exchange web = connect()) {
            assertRefused(400, web.get("/", "HTTP_X_FOO", value));
        }
        try (Exchange web = connect()) {
            assertRefused(400, web.get("/", "REQUEST_METHOD", value));
        }
        try (Exchange web = connect()) {
            assertRefused(400, web.get("/", "SERVER_PROTOCOL", "HTTP/1.1" + evil));
        }
        try (Exchange web = connect()) {
            assertRefused(400, web.get("/", "HTTP_HOST", value));
        }
        seen.clear();
        try (LogLines log = new LogLines()) {
            HttpAnswer answer = get("/a" + evil + "b");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.fields("Set-Cookie")).isEmpty();
            // Jetty refuses an ambiguous URI quietly.
            assertThat(log.all()).hasSize(evil.equals("\0") ? 1 : 0);
        }
        assertThat(seen).isEmpty();
    }

    /** bytes stay bytes until it is known what they mean. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "ISO-8859-1"})
    void r17AttributesHaveACharsetAndHeadersAreBytes(String charset) throws Exception {
        gateway.factory.setTrustPolicy(new TrustPolicy(
                TrustPolicy.NONE.remoteUser(),
                Pattern.compile("PASSED"),
                List.of(),
                Charset.forName(charset),
                null,
                ";"));
        gateway.serve("/charset", (request, response) -> {
            seen.add(request.getAttribute("PASSED"));
            seen.add(request.getHeader("X-Foo"));
        });
        gateway.start();
        String text = "J\u00fcrgen \u20ac";
        String sent = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(get("/charset", "PASSED", sent, "HTTP_X_FOO", sent).status()).isEqualTo(200);
        assertThat(seen).containsExactly(charset.equals("UTF-8") ? text : sent, sent);
    }

    /** what the web server says of its files is no file of ours. */
    @Test
    void r30FilesOfTheWebServerAreNeverOpened() throws Exception {
        gateway.start();
        var file = Files.writeString(directory.resolve("script"), "secret");
        long before = Files.getLastModifiedTime(file).toMillis();
        HttpAnswer answer = get(
                "/x",
                "SCRIPT_FILENAME",
                file.toString(),
                "PATH_TRANSLATED",
                file.toString(),
                "DOCUMENT_ROOT",
                directory.toString());
        assertThat(answer.bodyText()).doesNotContain("secret").isEqualTo("null|null|null|null|null|null|null");
        assertThat(Files.getLastModifiedTime(file).toMillis()).isEqualTo(before);
        assertThat(get("/x", "SCRIPT_FILENAME", "/no/such/file", "DOCUMENT_ROOT", "/no/such")
                        .status())
                .isEqualTo(200);
    }

    /** A stream that answered one is used again while Jetty is still on its way back from there. */
    @Test
    void r16ManyRefusalsAtATime() throws Exception {
        gateway.start();
        ExecutorService clients = Executors.newFixedThreadPool(6);
        try (LogLines log = new LogLines()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                running.add(clients.submit(() -> {
                    for (int n = 0; n < 200; n++) {
                        assertThat(get("/", "HTTP_X_FOO", "a\nb").status()).isEqualTo(400);
                        assertThat(get("/a%2Fb").status()).isEqualTo(400);
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get(25, TimeUnit.SECONDS);
            }
            assertThat(log.stacks()).isEmpty();
        } finally {
            clients.shutdownNow();
        }
    }

    /** whatever is refused is answered, and never by silence. */
    @Test
    void r8WhatIsRefusedIsAnswered() throws Exception {
        gateway.factory.getRequestLimits().setMaxHeaders(10);
        gateway.factory.getRequestLimits().setMaxTargetBytes(100);
        gateway.start();
        for (Map.Entry<String[], Integer> bad : Map.of(
                        new String[] {"/", "REQUEST_METHOD", "G ET"}, 400,
                        new String[] {"/", "HTTP_HOST", "a b"}, 400,
                        new String[] {"/" + "x".repeat(200)}, 414,
                        new String[] {"/%2F"}, 400)
                .entrySet()) {
            String[] words = bad.getKey();
            try (LogLines ignored = new LogLines();
                    Exchange web = connect()) {
                web.send(web.get(words[0], Arrays.copyOfRange(words, 1, words.length)));
                assertThat(whole(web).status()).isEqualTo(bad.getValue());
            }
        }
        String[] headers = new String[22];
        for (int i = 0; i < headers.length; i += 2) {
            headers[i] = "HTTP_X_" + i;
            headers[i + 1] = "v";
        }
        try (Exchange web = connect()) {
            assertRefused(431, web.get("/", headers));
        }
    }
}
