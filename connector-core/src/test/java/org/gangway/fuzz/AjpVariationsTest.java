package org.gangway.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gangway.ajp.AjpConversation;
import org.gangway.ajp.AjpFeed;
import org.gangway.ajp.AjpRecording;
import org.gangway.ajp.AjpRequest;
import org.gangway.ajp.AjpSecret;
import org.gangway.ajp.AllowedRequestAttributes;
import org.gangway.ajp.AllowedRequestAttributes.OtherAttributes;
import org.gangway.ajp.BodyPackets;
import org.gangway.request.BodyLength;
import org.gangway.request.HeaderPolicy;
import org.gangway.request.RemoteUserPolicy;
import org.gangway.request.RequestLimits;
import org.gangway.request.ScriptNamePolicy;
import org.gangway.request.TrustPolicy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the recorded web servers would send for other requests than those that were recorded: each of their requests
 * with one thing changed, and all else must come out as it was.
 */
@ParameterizedClass
@MethodSource("recordings")
class AjpVariationsTest {
    private static final TrustPolicy TRUST =
            new TrustPolicy(RemoteUserPolicy.TRUST, Pattern.compile(".*"), List.of(), UTF_8, null, ";");

    @Parameter
    AjpRecording recording;

    private final AjpRequest request = new AjpRequest(
            new RequestLimits(),
            TRUST,
            ScriptNamePolicy.AUTO,
            HeaderPolicy.DEFAULT,
            AjpSecret.NONE,
            new AllowedRequestAttributes(TRUST, OtherAttributes.DROP));
    private byte[] payload;
    private List<String> recorded;

    /** One request of each web server in each way of mounting: the plain one, the one over TLS and the one with a body. */
    static Stream<AjpRecording> recordings() {
        return AjpRecording.all().stream()
                .filter(recording -> recording.toString().matches(".*-R(1|3|12)\\.bin"));
    }

    @BeforeEach
    void read() {
        payload = AjpConversation.of(recording.bytes(), BodyPackets.AUTO, AjpFeed.WHOLE)
                .requests()
                .get(0)
                .payload();
        recorded = map(new AjpMessage(payload));
    }

    /** Maps a message, after the request before, and keeps what it says; it also says nothing that no request may. */
    private List<String> map(AjpMessage message) {
        AjpConversation conversation = AjpConversation.of(message.packet(), BodyPackets.AUTO, AjpFeed.RANDOM_SPLITS);
        assertThat(conversation.failure()).isNull();
        request.clear();
        request.map(conversation.requests().get(0).read());
        RequestInvariants.check(request, request.bodyLength());
        return RequestInvariants.describe(request, request.bodyLength());
    }

    /** Changes something, which changes no other line than those that begin so. */
    private void vary(Consumer<AjpMessage> change, String... lines) {
        AjpMessage message = new AjpMessage(payload);
        change.accept(message);
        List<String> varied = new ArrayList<>(map(message));
        List<String> before = new ArrayList<>(recorded);
        for (String line : lines) {
            varied.removeIf(text -> text.startsWith(line));
            before.removeIf(text -> text.startsWith(line));
        }
        assertThat(varied).isEqualTo(before);
    }

    private String field(String name) {
        for (int i = 0; i < request.headerCount(); i++) {
            if (request.header(i).name().equalsIgnoreCase(name)) {
                return request.header(i).value();
            }
        }
        return null;
    }

    /** How the line begins that has method, target and protocol. */
    private String target() {
        return recorded.get(0).substring(0, recorded.get(0).indexOf(' '));
    }

    private String targetAndProtocol() {
        return recorded.get(0).substring(recorded.get(0).indexOf(' '));
    }

    @Test
    void nothingChangesNothing() {
        assertThat(new AjpMessage(payload).payload()).isEqualTo(payload);
        vary(message -> {});
    }

    @Test
    void anyMethod() {
        for (int code = 1; code <= 27; code++) {
            List<String> varied = map(new AjpMessage(payload).method(code).withoutAttribute(0x0D));
            assertThat(varied.get(0)).startsWith(request.method() + " ").endsWith(targetAndProtocol());
            varied.set(0, recorded.get(0));
            assertThat(varied).isEqualTo(recorded);
        }
        for (String name : new String[] {"PATCH", "M-SEARCH", "get", "X", "HEAD", "!#$%&'*+.^_`|~"}) {
            vary(message -> message.method(0xFF).attribute(0x0D, name), target(), name);
            assertThat(request.method()).isEqualTo(name);
            assertThat(request.isHead()).isEqualTo(name.equals("HEAD"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::1, 2001:db8:0:0:0:0:0:1",
        "::1, 0:0:0:0:0:0:0:1",
        "::, 0:0:0:0:0:0:0:0",
        "::ffff:192.0.2.1, 192.0.2.1",
        "fe80::1%eth0, fe80:0:0:0:0:0:0:1",
        "2001:DB8:0:0:8:800:200C:417A, 2001:db8:0:0:8:800:200c:417a",
        "255.255.255.255, 255.255.255.255",
        "unix, ",
        "localhost, ",
        "1.2.3, ",
        "1.2.3.4.5, ",
        "256.1.1.1, ",
        "1:2:3:4:5:6:7:8:9, ",
        "'', "
    })
    void anyClientAddress(String sent, String address) {
        String line = recorded.get(3);
        AjpMessage message = new AjpMessage(payload).remoteAddr(sent);
        List<String> varied = map(message);
        assertThat(
                        request.remoteAddress() == null
                                ? null
                                : request.remoteAddress().getAddress().getHostAddress())
                .isEqualTo(address);
        varied.set(3, line);
        assertThat(varied).isEqualTo(recorded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "2001:db8::2", "unix:/run/x", ""})
    void anyServerAddress(String address) {
        String line = recorded.get(3);
        List<String> varied = map(new AjpMessage(payload).attribute("AJP_LOCAL_ADDR", address));
        assertThat(request.localAddress() != null).isEqualTo(address.matches("[0-9a-f:.]+"));
        varied.set(3, line);
        assertThat(varied).isEqualTo(recorded);
    }

    @Test
    void longEmptyAndRepeatedFields() {
        String value = "v".repeat(30_000);
        vary(message -> message.field("X-Very-Long", value), "HeaderField[name=X-Very-Long");
        assertThat(field("X-Very-Long")).isEqualTo(value);
        String name = "x-" + "n".repeat(1000);
        vary(message -> message.field(name, "1"), "HeaderField[name=" + name);
        vary(
                message -> message.field("X-Empty", "").field("X-Null", null),
                "HeaderField[name=X-Empty",
                "HeaderField[name=X-Null");
        assertThat(field("X-Empty")).isEmpty();
        assertThat(field("X-Null")).isEmpty();
        int count = request.headerCount();
        vary(
                message -> message.field("X-D", "1").field("x-d", "2").field("X-D", "1"),
                "HeaderField[name=X-D",
                "HeaderField[name=x-d");
        assertThat(request.headerCount()).isEqualTo(count + 1);
        vary(
                message -> message.field("cookie", "a=1").field("Cookie", "b=2"),
                "HeaderField[name=Cookie",
                "HeaderField[name=cookie");
        assertThat(field("Cookie")).endsWith("a=1; b=2");
    }

    @Test
    void anyByteInAField() {
        for (int b = 1; b < 256; b++) {
            if (b == '\r' || b == '\n') {
                continue;
            }
            String value = "a" + (char) b + "z";
            vary(message -> message.field("X-Byte", value), "HeaderField[name=X-Byte");
            assertThat(field("X-Byte")).isEqualTo(value);
        }
    }

    @Test
    void anyByteInThePath() {
        for (int b = 1; b < 256; b++) {
            String uri = "/a" + (char) b + "z";
            map(new AjpMessage(payload).uri(uri).attribute("FORCE_SCRIPT_NAME", null));
            String path = request.path();
            assertThat(path).matches("/a([\\x21-\\x7e]|%[0-9A-F]{2})z");
            String literal = b == '%' ? "/a%25z" : uri;
            assertThat(path).isIn(literal, "/a%" + String.format("%02X", b) + "z");
        }
    }

    @Test
    void anyByteInTheQuery() {
        for (int b = 1; b < 256; b++) {
            String query = "a=" + (char) b;
            vary(message -> message.attribute(5, query), target());
            assertThat(request.query()).isIn(query, "a=%" + String.format("%02X", b));
        }
        vary(message -> message.attribute(5, ""), target());
        assertThat(request.query()).isEmpty();
        vary(message -> message.attribute(5, null), target());
        assertThat(request.query()).isNull();
        vary(message -> message.attribute(5, "q=" + "x".repeat(10_000)), target());
        assertThat(request.query()).hasSize(10_002);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "j\u00fcrgen", "\u0436\u6f22", "a b", "CN=x,O=y", "\\domain\\user", "a@b"})
    void anyUser(String user) {
        String sent = new String(user.getBytes(UTF_8), ISO_8859_1);
        String was = recorded.stream()
                .filter(line -> line.contains(" by "))
                .findFirst()
                .orElseThrow();
        vary(message -> message.attribute(3, sent).attribute(4, "Basic"), was, user + " by ");
        assertThat(request.remoteUser()).isEqualTo(user);
        assertThat(request.authType()).isEqualTo("Basic");
        vary(message -> message.attribute(3, "").attribute(4, "Basic"), was, "null by ");
        assertThat(request.remoteUser()).isNull();
        vary(message -> message.attribute(3, "j\u00fcrgen"), was, "j\u00fcrgen by ");
    }

    @Test
    void chunkedBodies() {
        for (String coding : new String[] {"chunked", "Chunked", "CHUNKED"}) {
            vary(
                    message -> message.withoutField(8).field("Transfer-Encoding", coding),
                    request.contentLength() + " ",
                    "-1 ",
                    "HeaderField[name=Content-Length");
            assertThat(request.bodyLength()).isEqualTo(BodyLength.UNTIL_END);
            read();
        }
    }

    @Test
    void tlsFacts() {
        AjpMessage message = new AjpMessage(payload)
                .tls(true)
                .attribute(8, "TLS_CHACHA20_POLY1305_SHA256")
                .attribute(9, "0123456789abcdef")
                .attribute(7, "no certificate")
                .attribute("AJP_SSL_PROTOCOL", "TLSv1.3")
                .withoutAttribute(0x0B);
        map(message);
        assertThat(request.secure()).isTrue();
        assertThat(request.tls().cipherSuite()).isEqualTo("TLS_CHACHA20_POLY1305_SHA256");
        assertThat(request.tls().keySize()).isEqualTo(256);
        assertThat(request.tls().sessionId()).isEqualTo("0123456789abcdef");
        assertThat(request.tls().protocol()).isEqualTo("TLSv1.3");
        assertThat(request.tls().certificates()).isEmpty();
        map(message.tls(false));
        assertThat(request.tls()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0", "HTTP/1.1", "HTTP/2.0", "HTTP/3.0", "HTTP/0.9"})
    void anyVersion(String version) {
        vary(message -> message.protocol(version), target());
        assertThat(request.protocol()).isEqualTo(version);
    }

    @Test
    void attributesOfAnyName() {
        String value = "\u00e4".repeat(3000);
        String sent = new String(value.getBytes(UTF_8), ISO_8859_1);
        vary(
                message -> message.attribute("Shib-Session-ID", "_1").attribute("entitlement", sent),
                "Shib-Session-ID=",
                "entitlement=");
        assertThat(request.attribute("entitlement")).isEqualTo(value);
        assertThat(request.variable("entitlement")).isEqualTo(value);
        vary(message -> message.attribute("empty", "").attribute("null", null), "empty=", "null=");
        assertThat(request.attribute("empty")).isEmpty();
        vary(message -> message.attribute("javax.servlet.include.path_info", "/WEB-INF/web.xml")
                .attribute("org.eclipse.jetty.x", "x")
                .attribute("HTTP_X", "x"));
    }
}
