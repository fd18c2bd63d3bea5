package org.gangway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.gangway.ajp.AjpConversation;
import org.gangway.ajp.AjpFeed;
import org.gangway.ajp.AjpRecording;
import org.gangway.ajp.AjpRequest;
import org.gangway.ajp.AllowedRequestAttributes.OtherAttributes;
import org.gangway.ajp.BodyPackets;
import org.gangway.request.BodyLength;
import org.gangway.request.ScriptNamePolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Variations of what the web servers that speak AJP13 have sent. */
@ParameterizedClass
@MethodSource("recordings")
class AjpVariationsTest extends RequestVariations<AjpRequest, AjpMessage> {
    @Parameter
    AjpRecording recording;

    private byte[] payload;

    AjpVariationsTest() {
        super(TrustingAjpRequest.of(ScriptNamePolicy.AUTO, OtherAttributes.DROP));
    }

    /** One request of each web server in each way of mounting: the plain one, the one over TLS and the one with a body. */
    static Stream<AjpRecording> recordings() {
        return AjpRecording.all().stream()
                .filter(recording -> recording.toString().matches(".*-R(1|3|12)\\.bin"));
    }

    @Override
    AjpMessage message() {
        if (payload == null) {
            payload = AjpConversation.of(recording.bytes(), BodyPackets.AUTO, AjpFeed.WHOLE)
                    .requests()
                    .get(0)
                    .payload();
        }
        return new AjpMessage(payload);
    }

    @Override
    void addField(AjpMessage message, String name, String value) {
        message.field(name, value);
    }

    @Override
    void receive(AjpMessage message) {
        AjpConversation conversation = AjpConversation.of(message.packet(), BodyPackets.AUTO, AjpFeed.RANDOM_SPLITS);
        assertThat(conversation.failure()).isNull();
        request.clear();
        request.map(conversation.requests().get(0).read());
    }

    @Override
    BodyLength bodyLength() {
        return request.bodyLength();
    }

    /** How the line begins that has method, target and protocol. */
    private String target() {
        return recorded.get(0).substring(0, recorded.get(0).indexOf(' '));
    }

    private String targetAndProtocol() {
        return recorded.get(0).substring(recorded.get(0).indexOf(' '));
    }

    /** Without the length 0 that mod_jk says for its client, which counts with some methods. */
    private AjpMessage unsaid(AjpMessage message) {
        return request.bodyLength() == BodyLength.NONE ? message.withoutField(8) : message;
    }

    @Test
    void anyMethod() {
        for (int code = 1; code <= 27; code++) {
            List<String> varied = map(unsaid(message()).method(code).withoutAttribute(0x0D));
            assertThat(varied.get(0)).startsWith(request.method() + " ").endsWith(targetAndProtocol());
            varied.set(0, recorded.get(0));
            assertThat(varied).isEqualTo(recorded);
        }
        for (String name : new String[] {"PATCH", "M-SEARCH", "get", "X", "HEAD", "!#$%&'*+.^_`|~"}) {
            vary(message -> unsaid(message).method(0xFF).attribute(0x0D, name), target(), name);
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
        "unix, 0.0.0.0",
        "localhost, 0.0.0.0",
        "1.2.3, 0.0.0.0",
        "1.2.3.4.5, 0.0.0.0",
        "256.1.1.1, 0.0.0.0",
        "1:2:3:4:5:6:7:8:9, 0.0.0.0",
        "'', 0.0.0.0"
    })
    void anyClientAddress(String sent, String address) {
        varyClientAddress(message().remoteAddr(sent), address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "2001:db8::2", "unix:/run/x", ""})
    void anyServerAddress(String address) {
        varyAddresses(message().attribute("AJP_LOCAL_ADDR", address));
        // The port is told all the same.
        assertThat(request.localAddress().getAddress().isAnyLocalAddress()).isEqualTo(!address.matches("[0-9a-f:.]+"));
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
    void anyByteInThePath() {
        for (int b = 1; b < 256; b++) {
            String uri = "/a" + (char) b + "z";
            map(message().uri(uri).attribute("FORCE_SCRIPT_NAME", null));
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
        String was = userLine();
        vary(message -> message.attribute(3, sent(user)).attribute(4, "Basic"), was, user + " by ");
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
        AjpMessage message = message()
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
        vary(
                message -> message.attribute("Shib-Session-ID", "_1").attribute("entitlement", sent(value)),
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
