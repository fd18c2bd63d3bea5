package org.gangway.jetty.ajp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.ajp.AjpWire.bytes;
import static org.gangway.jetty.ajp.AjpWire.get;
import static org.gangway.jetty.ajp.AjpWire.hex;
import static org.gangway.jetty.ajp.AjpWire.join;
import static org.gangway.jetty.ajp.AjpWire.number;
import static org.gangway.jetty.ajp.AjpWire.packet;
import static org.gangway.jetty.ajp.AjpWire.string;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.gangway.jetty.http.LogLines;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each field of a FORWARD_REQUEST, byte by byte, and what a servlet makes of it, what
 * {@link TomcatCasesTest} leaves out, and the hostile inputs 3, 5, 6, 12, 13, 16 and 17 of the list in NegativeListTest.
 */
class AjpFactsTest extends AjpTest {
    private static final List<String> METHODS = List.of(
            "OPTIONS",
            "GET",
            "HEAD",
            "POST",
            "PUT",
            "DELETE",
            "TRACE",
            "PROPFIND",
            "PROPPATCH",
            "MKCOL",
            "COPY",
            "MOVE",
            "LOCK",
            "UNLOCK",
            "ACL",
            "REPORT",
            "VERSION-CONTROL",
            "CHECKIN",
            "CHECKOUT",
            "UNCHECKOUT",
            "SEARCH",
            "MKWORKSPACE",
            "UPDATE",
            "LABEL",
            "MERGE",
            "BASELINE-CONTROL",
            "MKACTIVITY");
    private static final byte[] NULL = hex("FFFF");

    private byte[] protocol = string("HTTP/1.1");
    private byte[] uri = string("/facts");
    private byte[] remoteAddr = string("192.0.2.7");
    private byte[] remoteHost = string("client.example.test");
    private byte[] serverName = string("www.example.test");

    @BeforeEach
    void serveFacts() {
        gateway.serve("/facts", (request, response) -> {
            List<String> all = new ArrayList<>();
            all.add(request.getMethod());
            all.add(request.getProtocol());
            all.add(request.getRequestURI());
            all.add(request.getRemoteAddr());
            all.add(request.getServerName());
            all.add(request.getQueryString());
            for (String name : Collections.list(request.getHeaderNames())) {
                all.add(name + ": " + String.join(" & ", Collections.list(request.getHeaders(name))));
            }
            seen.add(String.join("|", all));
        });
    }

    private byte[] forward(int method, int ssl, int headers, byte[]... rest) {
        return packet(
                new byte[] {2, (byte) method},
                protocol,
                uri,
                remoteAddr,
                remoteHost,
                serverName,
                number(80),
                new byte[] {(byte) ssl},
                number(headers),
                join(rest),
                hex("FF"));
    }

    private Object seen(AjpClient web, byte[] request) throws Exception {
        AjpAnswer answer = web.send(request).answer();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.isReused()).isTrue();
        return seen.poll();
    }

    private void assertRefused(int status, byte[]... request) throws Exception {
        try (LogLines log = new LogLines();
                AjpClient web = connect()) {
            AjpAnswer answer = web.send(request).answer();
            assertThat(answer.status()).isEqualTo(status);
            if (!answer.isReused()) {
                assertThat(web.isAtEnd()).isTrue();
            }
            assertThat(log.all()).hasSize(1);
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void r11EachMethodHasItsCode() throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            for (int code = 1; code <= 27; code++) {
                assertThat((String) seen(web, forward(code, 0, 0))).startsWith(METHODS.get(code - 1) + "|");
            }
            assertThat(web.isInStep()).isTrue();
        }
    }

    @Test
    void a12OtherMethodsAreInStoredMethod() throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            for (String method : List.of("PATCH", "QUERY", "x")) {
                assertThat((String) seen(web, forward(0xFF, 0, 0, hex("0D"), string(method))))
                        .startsWith(method + "|");
            }
        }
        assertRefused(400, forward(0xFF, 0, 0));
        assertRefused(400, forward(0xFF, 0, 0, hex("0D"), NULL));
        assertRefused(400, forward(0xFF, 0, 0, hex("0D"), string("G\r\nET")));
    }

    @Test
    void a14EachHeaderHasItsCode() throws Exception {
        gateway.start();
        String names =
                "Accept|Accept-Charset|Accept-Encoding|Accept-Language|Authorization||Content-Type|Content-Length"
                        + "|Cookie|Cookie2|Host|Pragma|Referer|User-Agent";
        try (AjpClient web = connect()) {
            int code = 0;
            for (String name : names.split("\\|", -1)) {
                code++;
                boolean length = name.equals("Content-Length");
                String value = length ? "0" : "value" + code;
                byte[] named = {(byte) 0xA0, (byte) code};
                // That mod_jk says 0 counts with the methods that have content.
                String facts = (String) seen(web, forward(length ? 4 : 2, 0, 1, named, string(value)));
                // The sixth is Connection, which is of the web server's own connection.
                assertThat(facts).contains(name.isEmpty() ? "|null" : "|" + name + ": " + value);
                assertThat(facts.split("\\|", -1)).hasSize(name.isEmpty() ? 6 : 7);
            }
        }
    }

    @Test
    void a17NullInEachAttributeAndInTheNames() throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            for (int code : new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 0x0C, 0x0D}) {
                assertThat((String) seen(web, forward(2, 1, 0, new byte[] {(byte) code}, NULL)))
                        .endsWith("|null");
            }
            assertThat((String) seen(web, forward(2, 0, 0, hex("0A"), string("AJP_LOCAL_ADDR"), NULL)))
                    .endsWith("|null");
            assertThat(web.isInStep()).isTrue();
        }
        uri = NULL;
        assertRefused(400, forward(2, 0, 0));
        uri = string("/facts");
        assertRefused(400, forward(2, 0, 0, hex("0A"), NULL, string("value")));
        assertRefused(400, forward(2, 0, 1, NULL, string("value")));
    }

    @Test
    void tlsFacts() throws Exception {
        gateway.serve(
                "/tls",
                (request, response) -> seen.add(request.isSecure() + "|"
                        + request.getAttribute("jakarta.servlet.request.cipher_suite") + "|"
                        + request.getAttribute("jakarta.servlet.request.key_size") + "|"
                        + request.getAttribute("jakarta.servlet.request.ssl_session_id")));
        gateway.start();
        uri = string("/tls");
        byte[] facts =
                join(hex("08"), string("TLS_AES_256_GCM_SHA384"), hex("09"), string("C0FFEE"), hex("0B"), number(256));
        try (AjpClient web = connect()) {
            assertThat(seen(web, forward(2, 1, 0, facts))).isEqualTo("true|TLS_AES_256_GCM_SHA384|256|C0FFEE");
            assertThat(seen(web, forward(2, 0, 0, facts))).isEqualTo("false|null|null|null");
        }
    }

    @Test
    void lengthsThatPromiseMoreThanThereIs() throws Exception {
        gateway.start();
        for (String length : List.of("0001", "7FFF", "8000", "FFFE")) {
            byte[] one = join(hex(length), hex("00"));
            byte[] before = serverName;
            serverName = one;
            assertRefused(400, forward(2, 0, 0));
            serverName = before;
            assertRefused(400, forward(2, 0, 0, hex("05"), hex(length)));
            assertRefused(400, forward(2, 0, 1, string("x"), hex(length)));
        }
        assertRefused(400, forward(2, 0, 1));
        assertRefused(431, forward(2, 0, 0x7FFF));
        assertRefused(431, forward(2, 0, 0xFFFF));
    }

    @Test
    void missingNul() throws Exception {
        gateway.start();
        assertRefused(400, forward(2, 0, 0, hex("05"), number(3), bytes("a=b"), bytes("c")));
        remoteHost = join(number(1), bytes("xx"));
        assertRefused(400, forward(2, 0, 0));
    }

    /** AJP passes both: nothing collides as in CGI. */
    @Test
    void t8UnderscoreAndHyphenAreTwoHeaders() throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            assertThat((String) seen(web, forward(2, 0, 2, string("X-Foo"), string("1"), string("X_Foo"), string("2"))))
                    .endsWith("|X-Foo: 1|X_Foo: 2");
        }
    }

    @Test
    void r25SingleHeadersComeOnce() throws Exception {
        gateway.start();
        for (int code : new int[] {5, 7, 11}) {
            byte[] name = join(hex("A0"), new byte[] {(byte) code});
            assertRefused(400, forward(2, 0, 2, name, string("0"), name, string("1")));
        }
    }

    @Test
    void r29R31NulAndLineEndsReachNobody() throws Exception {
        gateway.start();
        for (String evil : List.of("a\0b", "a\rb", "a\nb", "a\r\nSet-Cookie: x=1")) {
            assertRefused(400, forward(2, 0, 1, string("x"), string(evil)));
            assertRefused(400, forward(2, 0, 1, string(evil), string("x")));
            protocol = string("HTTP/1.1" + evil);
            assertRefused(400, forward(2, 0, 0));
            protocol = string("HTTP/1.1");
        }
        serverName = string("a\r\nb");
        try (AjpClient web = connect()) {
            assertThat((String) seen(web, forward(2, 0, 0))).doesNotContain("\r", "\n");
        }
        // lighttpd decodes, so these are encoded again; what Jetty finds ambiguous stays a 400.
        uri = string("/facts/a\nb");
        try (AjpClient web = connect()) {
            assertThat(web.send(forward(2, 0, 0)).answer().status()).isIn(400, 404);
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void a46SecretNullEmptyOrTwice() throws Exception {
        secret = "open-sesame";
        gateway.factory.setSecret(secret);
        gateway.start();
        assertRefused(403, forward(2, 0, 0, hex("0C"), NULL));
        assertRefused(403, forward(2, 0, 0, hex("0C"), string("")));
        byte[] right = join(hex("0C"), string(secret));
        byte[] wrong = join(hex("0C"), string("x"));
        try (AjpClient web = connect()) {
            assertThat((String) seen(web, forward(2, 0, 0, right))).startsWith("GET");
        }
        assertRefused(400, forward(2, 0, 0, wrong, right));
        assertRefused(400, forward(2, 0, 0, right, wrong));
    }

    @Test
    void r3SecretIsNowhereToBeSeen() throws Exception {
        secret = "open-sesame";
        gateway.factory.setSecret(secret);
        gateway.start();
        assertThat(gateway.server.dump() + gateway.factory + gateway.factory.secret())
                .doesNotContain(secret);
    }

    /** CVE-2020-27782: characters that don't belong into a query; the web server must get an answer. */
    @ParameterizedTest
    @ValueSource(strings = {"q=a|b", "q=\"<>\"", "q=\u00e9", "q={}", "q=%zz", "q=a b"})
    void r8OddQueryGetsAnAnswer(String query) throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            AjpAnswer answer = web.send(get("/hello?" + query)).answer();
            assertThat(answer.status()).isIn(200, 400);
            assertThat(answer.packets()).endsWith(5);
        }
    }

    @Test
    void r14EncodedSlashIsJettysToJudge() throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            for (String ambiguous : List.of("/facts%2Fx", "/facts/%2e%2e/x", "/facts/..;/x", "/facts%00")) {
                AjpAnswer answer = web.send(get(ambiguous)).answer();
                assertThat(answer.status()).as(ambiguous).isEqualTo(400);
                assertThat(answer.isReused()).isTrue();
            }
        }
        assertThat(seen).isEmpty();
    }

    /** A segment full of requests, a few thousand of them, costs no stack. */
    @Test
    void r18ManyRequestsAtOnceAreNoRecursion() throws Exception {
        gateway.start();
        int count = 3000;
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            all.writeBytes(forward(2, 0, 0));
        }
        try (AjpClient web = connect()) {
            Thread sender = new Thread(() -> {
                try {
                    web.send(all.toByteArray());
                } catch (IOException x) {
                    seen.add(x);
                }
            });
            sender.start();
            for (int i = 0; i < count; i++) {
                assertThat(web.answer().status()).isEqualTo(200);
            }
            sender.join();
            assertThat(web.isInStep()).isTrue();
        }
        assertThat(seen).hasSize(count).doesNotHaveAnyElementsOfTypes(IOException.class);
    }
}
