package org.gangway.ajp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gangway.ajp.Packets.concat;
import static org.gangway.ajp.Packets.hex;
import static org.gangway.ajp.Packets.number;
import static org.gangway.ajp.Packets.string;
import static org.gangway.ajp.Packets.text;

import java.util.Arrays;
import org.gangway.request.BodyLength;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.RequestLimits;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The structure of a FORWARD_REQUEST, line by line of the protocol checklist. */
class ForwardRequestTest {
    private static void assertRefused(int status, Forward forward, String words) {
        assertThatThrownBy(forward::read)
                .hasMessageContaining(words)
                .isInstanceOfSatisfying(GatewayException.class, x -> {
                    assertThat(x.status()).isEqualTo(status);
                    assertThat(x.disposition()).isEqualTo(Disposition.CLOSE_AFTER_RESPONSE);
                });
    }

    @Test
    @DisplayName("A-10 the order of the parts")
    void a10_theOrder() {
        byte[] payload = concat(
                hex("02 04"),
                string("HTTP/1.0"),
                string("/x"),
                string("192.0.2.1"),
                string("client.test"),
                string("server.test"),
                number(8443),
                hex("01"),
                number(2),
                hex("A00B"),
                string("host.test:8443"),
                string("X-A"),
                string("1"),
                hex("05"),
                string("q=1"),
                hex("0A"),
                string("AJP_REMOTE_PORT"),
                string("1024"),
                hex("FF"));
        ForwardRequest read = new ForwardRequest(new RequestLimits());
        read.read(payload, payload.length);
        AjpRequest request = Forward.get("/").newRequest();
        request.map(read);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.protocol()).isEqualTo("HTTP/1.0");
        assertThat(request.path()).isEqualTo("/x");
        assertThat(request.query()).isEqualTo("q=1");
        assertThat(request.remoteAddress().toString()).isEqualTo("client.test/192.0.2.1:1024");
        assertThat(request.secure()).isTrue();
        assertThat(request.host()).isEqualTo("host.test");
        assertThat(request.port()).isEqualTo(8443);
        assertThat(request.header(1).name()).isEqualTo("X-A");
    }

    @Test
    @DisplayName("A-11 cut off anywhere it is refused, and nothing beyond its end is read")
    void a11_cutOffAnywhere() {
        byte[] payload = Forward.get("/x")
                .coded(11, "host.test")
                .header("X-A", "1")
                .attribute(5, "q")
                .attribute("a", "b")
                .bytes(hex("0B 0100"))
                .payload();
        ForwardRequest request = new ForwardRequest(new RequestLimits());
        for (int end = 1; end < payload.length; end++) {
            int length = end;
            // The whole request stays in the buffer behind the end.
            assertThatThrownBy(() -> request.read(payload, length)).isInstanceOf(GatewayException.class);
            byte[] exact = Arrays.copyOf(payload, end);
            assertThatThrownBy(() -> request.read(exact, length)).isInstanceOf(GatewayException.class);
        }
        request.read(payload, payload.length);
    }

    @Test
    @DisplayName("A-11 a string ends with a NUL")
    void a11_theNul() {
        assertRefused(400, Forward.get("/").bytes(hex("05 0001 61 62")), "followed by a NUL");
        assertRefused(400, Forward.get("/").bytes(hex("05 0002 61 00 00")), "holds a NUL");
    }

    @ParameterizedTest
    @DisplayName("A-11, R-10 a string that reaches beyond the packet")
    @ValueSource(strings = {"0004", "7FFF", "8000", "A001", "FFFE"})
    void a11_lengths(String length) {
        assertRefused(400, Forward.get("/").bytes(hex("05" + length + "6100")), "reaches beyond");
    }

    @Test
    @DisplayName("A-11, A-17 null strings")
    void a11_nullStrings() {
        Forward forward = Forward.get("/").protocol(null).remote(null, null).server(null, 80);
        for (int code : new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13}) {
            forward.attribute(code, null);
        }
        AjpRequest request = forward.attribute("x", null)
                .header("X-Empty", null)
                .ssl()
                .trustUser()
                .map();
        assertThat(request.protocol()).isEqualTo("HTTP/1.1");
        assertThat(request.remoteAddress().getAddress().isAnyLocalAddress()).isTrue();
        assertThat(request.host()).isNull();
        assertThat(request.query()).isNull();
        assertThat(request.remoteUser()).isNull();
        assertThat(request.authType()).isNull();
        assertThat(request.route()).isNull();
        assertThat(request.tls().cipherSuite()).isNull();
        assertThat(request.tls().sessionId()).isNull();
        assertThat(request.tls().certificates()).isEmpty();
        assertThat(request.header(0).value()).isEmpty();
        assertThat(request.variable("x")).isEmpty();
    }

    @Test
    @DisplayName("A-11 a null string where it makes no sense")
    void a11_nullWhereItMakesNoSense() {
        assertRefused(400, Forward.get("/").header(null, "x"), "no name");
        assertRefused(400, Forward.get("/").header("", "x"), "no name");
        assertRefused(400, Forward.get("/").attribute((String) null, "x"), "no name");
        assertRefused(400, Forward.get("/").attribute("", "x"), "no name");
        assertThatThrownBy(() -> Forward.get(null).map()).hasMessageContaining("req_uri is missing");
        assertThatThrownBy(() -> Forward.get("").map()).hasMessageContaining("req_uri is missing");
    }

    @ParameterizedTest
    @DisplayName("A-14 a header code that is none")
    @ValueSource(ints = {0x00, 0x0F, 0x10, 0xFF})
    void a14_unknownHeaderCodes(int code) {
        assertRefused(400, Forward.get("/").coded(code, "x"), "header code a0");
    }

    @ParameterizedTest
    @DisplayName("A-14 names of 256 bytes and more are no codes")
    @ValueSource(ints = {255, 256, 0x0A00, 0x1000, 0x9FFF})
    void a14_longNames(int length) {
        String name = "n".repeat(length);
        ForwardRequest request = Forward.get("/").header(name, "v").read();
        assertThat(request.headerCode(0)).isEqualTo(HeaderCodes.NONE);
        assertThat(request.nameLength(0)).isEqualTo(length);
    }

    @Test
    @DisplayName("A-15, R-6 a second Content-Length is refused, also with the same value")
    void a15_twoLengths() {
        assertRefused(400, Forward.post("5").coded(8, "5"), "twice");
        assertRefused(400, Forward.post("5").header("content-length", "6"), "twice");
        assertRefused(400, Forward.post("0").header("Content-Length", "0"), "twice");
    }

    @ParameterizedTest
    @DisplayName("A-15 a Content-Length that is none")
    @ValueSource(strings = {"", "-1", "+5", " 5", "5 ", "0x5", "5,5", "9223372036854775808", "99999999999999999999"})
    void a15_badLengths(String length) {
        assertRefused(400, Forward.post(length), "Content-Length is no length");
    }

    @ParameterizedTest
    @DisplayName("A-15 a length of any size, and none")
    @CsvSource({"0, NONE, 0", "1, KNOWN, 1", "9223372036854775807, KNOWN, 9223372036854775807"})
    void a15_lengths(String length, BodyLength kind, long expected) {
        assertThat(Forward.post(length).read().bodyLength()).isEqualTo(kind);
        assertThat(Forward.post(length).read().contentLength()).isEqualTo(expected);
        assertThat(Forward.get("/").method(4).read().bodyLength()).isEqualTo(BodyLength.NONE);
        assertThat(Forward.get("/").method(4).read().contentLength()).isEqualTo(-1);
    }

    @Test
    @DisplayName("A-15, R-6 Transfer-Encoding: chunked beats Content-Length, and both are taken away")
    void a15_chunked() {
        for (String value : new String[] {"chunked", "Chunked"}) {
            AjpRequest request =
                    Forward.post("5").header("Transfer-Encoding", value).map();
            assertThat(request.bodyLength()).isEqualTo(BodyLength.UNTIL_END);
            assertThat(request.contentLength()).isEqualTo(-1);
            assertThat(request.headerCount()).isZero();
        }
        AjpRequest identity =
                Forward.post("5").header("transfer-encoding", "identity").map();
        assertThat(identity.bodyLength()).isEqualTo(BodyLength.KNOWN);
        assertThat(identity.headerCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @DisplayName("A-15, R-19 any other Transfer-Encoding is refused")
    @ValueSource(strings = {"", "gzip", "gzip, chunked", "chunked, chunked", "chunked ", "\u000bchunked", "xchunked"})
    void a15_otherCodings(String value) {
        assertRefused(501, Forward.get("/").header("Transfer-Encoding", value), "not chunked");
    }

    @Test
    void a15_transferEncodingTwice() {
        Forward forward =
                Forward.get("/").header("Transfer-Encoding", "chunked").header("transfer-encoding", "identity");
        assertRefused(400, forward, "twice");
    }

    @ParameterizedTest
    @DisplayName("A-16 an unknown attribute code is refused, because its length is unknown too")
    @ValueSource(strings = {"00", "0E", "0F", "A0", "FE"})
    void a16_unknownAttributes(String code) {
        assertRefused(400, Forward.get("/").bytes(hex(code + "0001 61 00")), "attribute code");
    }

    @Test
    @DisplayName("A-16 the terminator is needed; what follows it doesn't matter")
    void a16_theTerminator() {
        assertRefused(400, Forward.get("/").end(""), "ends too early");
        assertThat(Forward.get("/").end("FF 05 FFFF").map().query()).isNull();
    }

    @Test
    @DisplayName("A-16 ssl_key_size is a number of two bytes, and a string from lighttpd")
    void a16_keySize() {
        assertThat(Forward.get("/").bytes(hex("0B 0100")).read().sslKeySize()).isEqualTo(256);
        assertThat(Forward.get("/")
                        .bytes(hex("0B 0080"), hex("05"), string("q"))
                        .read()
                        .sslKeySize())
                .isEqualTo(128);
        AjpRequest request = Forward.get("/")
                .ssl()
                .bytes(hex("0B"), string("256"), hex("05"), string("q"))
                .map();
        assertThat(request.tls().keySize()).isEqualTo(256);
        assertThat(request.query()).isEqualTo("q");
    }

    @Test
    @DisplayName("A-16 an attribute that comes twice with different values is refused")
    void a16_twice() {
        assertRefused(400, Forward.get("/").attribute(3, "alice").attribute(3, "root"), "REMOTE_USER came twice");
        assertRefused(400, Forward.get("/").attribute(12, "a").attribute(12, "b"), "SECRET came twice");
        assertRefused(400, Forward.get("/").attribute(5, "q").attribute(5, null), "QUERY_STRING came twice");
        assertThat(Forward.get("/").attribute(5, "q").attribute(5, "q").map().query())
                .isEqualTo("q");
    }

    @Test
    @DisplayName("A-18 the order of attributes doesn't matter")
    void a18_anyOrder() {
        AjpRequest first = Forward.get("/")
                .require("s")
                .attribute(12, "s")
                .attribute(5, "q")
                .map();
        AjpRequest last = Forward.get("/")
                .require("s")
                .attribute(5, "q")
                .attribute(12, "s")
                .map();
        assertThat(first.query()).isEqualTo("q");
        assertThat(last.query()).isEqualTo("q");
    }

    @Test
    @DisplayName("A-23 the number of header fields has a limit")
    void a23_headers() {
        Forward forward = Forward.get("/").header("A", "1").header("B", "2");
        forward.limits().setMaxHeaders(2);
        assertThat(forward.map().headerCount()).isEqualTo(2);
        assertRefused(431, forward.header("C", "3"), "maxHeaders");
        assertRefused(431, Forward.get("/").headerCount(0xFFFF), "maxHeaders");
    }

    @Test
    @DisplayName("A-23 the number of attributes has a limit, and so has each value")
    void a23_attributes() {
        Forward forward = Forward.get("/");
        forward.limits().setMaxVariables(16);
        for (int i = 0; i < 16; i++) {
            forward.attribute("a" + i, "x");
        }
        forward.map();
        assertRefused(431, forward.attribute("b", "x"), "maxVariables");
        Forward value = Forward.get("/").attribute("a", "x".repeat(256)).attribute(6, "r".repeat(256));
        value.limits().setMaxValueBytes(256);
        value.map();
        assertRefused(431, value.attribute("b", "x".repeat(257)), "maxValueBytes");
        Forward user = Forward.get("/").attribute(3, "x".repeat(257));
        user.limits().setMaxValueBytes(256);
        assertRefused(431, user, "maxValueBytes");
    }

    @Test
    @DisplayName("R-10 more header fields are announced than there are")
    void r10_headersThatAreMissing() {
        assertRefused(400, Forward.get("/").header("A", "1").headerCount(2), "");
        assertThatThrownBy(
                        () -> Forward.get("/").headerCount(3).bytes(text("x")).read())
                .isInstanceOf(GatewayException.class);
    }
}
