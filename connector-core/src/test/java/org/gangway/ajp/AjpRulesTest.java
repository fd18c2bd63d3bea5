package org.gangway.ajp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gangway.ajp.Packets.concat;
import static org.gangway.ajp.Packets.hex;
import static org.gangway.ajp.Packets.number;
import static org.gangway.ajp.Packets.string;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.gangway.ajp.AllowedRequestAttributes.OtherAttributes;
import org.gangway.request.GatewayException;
import org.gangway.request.HeaderField;
import org.gangway.request.HeaderPolicy;
import org.gangway.request.RemoteUserPolicy;
import org.gangway.request.RequestLimits;
import org.gangway.request.ScriptNamePolicy;
import org.gangway.request.TrustPolicy;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of the protocol checklist tried out to their ends: all codes, all orders, all bytes. */
class AjpRulesTest {
    private static String header(AjpRequest request, String name) {
        for (int i = 0; i < request.headerCount(); i++) {
            if (request.header(i).name().equals(name)) {
                return request.header(i).value();
            }
        }
        return null;
    }

    /** A packet with these texts, of which any may be null. */
    private static Forward texts(List<String> texts) {
        return Forward.get(texts.get(0))
                .protocol(texts.get(1))
                .remote(texts.get(2), texts.get(3))
                .server(texts.get(4), 80)
                .coded(14, texts.get(5))
                .header("X-A", texts.get(6))
                .attribute(1, texts.get(7))
                .attribute(2, texts.get(8))
                .attribute(3, texts.get(9))
                .attribute(4, texts.get(10))
                .attribute(5, texts.get(11))
                .attribute(6, texts.get(12))
                .attribute(8, texts.get(13))
                .attribute(9, texts.get(14))
                .attribute("a", texts.get(15))
                .attribute(12, texts.get(16))
                .ssl()
                .trustUser()
                .allow("a");
    }

    private static List<Object> said(AjpRequest request) {
        return List.of(
                request.protocol(),
                String.valueOf(request.remoteAddress()),
                String.valueOf(request.host()),
                String.valueOf(header(request, "User-Agent")),
                String.valueOf(header(request, "X-A")),
                String.valueOf(request.remoteUser()),
                String.valueOf(request.query()),
                String.valueOf(request.route()),
                String.valueOf(request.tls().cipherSuite()),
                String.valueOf(request.tls().sessionId()),
                String.valueOf(request.attribute("a")));
    }

    @Test
    @DisplayName("A-11, A-17 a null string in any one place changes nothing anywhere else")
    void a11_oneNullString() {
        List<String> texts = List.of(
                "/x",
                "HTTP/1.0",
                "192.0.2.1",
                "c.test",
                "s.test",
                "ua",
                "v",
                "ctx",
                "sp",
                "user",
                "Basic",
                "q",
                "r",
                "AES",
                "sid",
                "a",
                "secret");
        List<Object> all = said(texts(texts).map());
        for (int i = 1; i < texts.size(); i++) {
            List<String> some = new ArrayList<>(texts);
            some.set(i, null);
            List<Object> said = said(texts(some).map());
            int changes = 0;
            for (int j = 0; j < all.size(); j++) {
                changes += said.get(j).equals(all.get(j)) ? 0 : 1;
            }
            // context, servlet_path, auth_type and secret say nothing of these.
            assertThat(changes)
                    .as("without %s", texts.get(i))
                    .isEqualTo(List.of(7, 8, 10, 16).contains(i) ? 0 : 1);
        }
    }

    @Test
    @DisplayName("A-14 each code of a name is one of 14 or refused")
    void a14_allCodes() {
        for (int code = 0; code < 256; code++) {
            Forward forward = Forward.get("/").coded(code, code == 8 ? "0" : "x");
            if (code >= 1 && code <= 14) {
                assertThat(forward.read().headerCode(0)).isEqualTo(0xA000 | code);
            } else {
                assertThatThrownBy(forward::read).hasMessageContaining("header code a0");
            }
        }
    }

    @Test
    @DisplayName("A-16 each code of an attribute is one of 14 or refused")
    void a16_allCodes() {
        for (int code = 0; code < 256; code++) {
            Forward forward = Forward.get("/").bytes(new byte[] {(byte) code}, string("x"));
            if ((code >= 1 && code <= 13 && code != 0x0A && code != 0x0B) || code == 0xFF) {
                forward.read();
            } else {
                assertThatThrownBy(forward::read).isInstanceOf(GatewayException.class);
            }
        }
    }

    @Test
    @DisplayName("A-18 the secret counts in any order of the attributes, and what follows it must be good too")
    void a18_allOrders() {
        List<byte[]> attributes = List.of(
                concat(hex("0C"), string("s3cret")),
                concat(hex("05"), string("q")),
                concat(hex("0B"), number(256)),
                concat(hex("0A"), string("eppn"), string("me")),
                concat(hex("03"), string("alice")));
        for (int seed = 0; seed < 200; seed++) {
            List<byte[]> shuffled = new ArrayList<>(attributes);
            Collections.shuffle(shuffled, new Random(seed));
            Forward right = Forward.get("/").require("s3cret").trustUser().allow("eppn");
            Forward wrong = Forward.get("/").require("other");
            Forward broken = Forward.get("/").require("s3cret").end("0E FF");
            for (byte[] attribute : shuffled) {
                right.bytes(attribute);
                wrong.bytes(attribute);
                broken.bytes(attribute);
            }
            AjpRequest request = right.ssl().map();
            assertThat(request.query()).isEqualTo("q");
            assertThat(request.remoteUser()).isEqualTo("alice");
            assertThat(request.attribute("eppn")).isEqualTo("me");
            assertThat(request.tls().keySize()).isEqualTo(256);
            assertThatThrownBy(wrong::map).hasMessageContaining("secret is wrong");
            assertThatThrownBy(broken::map).hasMessageContaining("attribute code 14");
        }
    }

    private static X509Certificate certificate() {
        AjpRequest request = new Forward().newRequest();
        request.map(AjpConversation.of(
                        AjpRecording.of("apache-mod_jk-tcp-R12.bin").bytes(), BodyPackets.AUTO, AjpFeed.WHOLE)
                .requests()
                .get(0)
                .read());
        return request.tls().certificates().get(0);
    }

    private static String pem(byte[] der, String lineEnd) {
        return "-----BEGIN CERTIFICATE-----" + lineEnd
                + Base64.getMimeEncoder(64, lineEnd.getBytes(ISO_8859_1)).encodeToString(der) + lineEnd
                + "-----END CERTIFICATE-----" + lineEnd;
    }

    private static List<X509Certificate> certificates(String text) {
        return Forward.get("/").ssl().attribute(7, text).map().tls().certificates();
    }

    @Test
    @DisplayName("A-20 PEM or DER, one or several; where one is broken there is none")
    void a20_spellings() throws Exception {
        X509Certificate certificate = certificate();
        String der = new String(certificate.getEncoded(), ISO_8859_1);
        for (String lineEnd : new String[] {"\n", "\r\n", " "}) {
            String pem = pem(certificate.getEncoded(), lineEnd);
            assertThat(certificates(pem)).containsExactly(certificate);
            assertThat(certificates("subject=CN=client\n" + pem + "issuer=CN=ca\n" + pem + pem))
                    .containsExactly(certificate, certificate, certificate);
            assertThat(certificates(pem + pem.replace("MII", "MXX"))).isEmpty();
            assertThat(certificates(pem + "-----BEGIN CERTIFICATE-----")).isEmpty();
        }
        assertThat(certificates(der + der)).containsExactly(certificate, certificate);
        assertThat(certificates(der + "0")).isEmpty();
        assertThat(certificates(der + "\u0000")).isEmpty();
        assertThat(certificates(der.substring(0, der.length() - 1))).isEmpty();
        assertThat(certificates("")).isEmpty();
        assertThat(certificates(null)).isEmpty();
    }

    @Test
    @DisplayName("A-20 whatever stands in the place of a certificate, nothing is thrown")
    void a20_mutations() throws Exception {
        byte[] der = certificate().getEncoded();
        Random random = new Random(20);
        for (int i = 0; i < 2000; i++) {
            byte[] changed = der.clone();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                changed[random.nextInt(40) * (1 + random.nextInt(der.length / 40))] = (byte) random.nextInt(256);
            }
            String text = random.nextBoolean() ? new String(changed, ISO_8859_1) : pem(changed, "\n");
            String cut = text.substring(0, random.nextBoolean() ? text.length() : random.nextInt(text.length()));
            assertThat(certificates(cut).size()).isLessThanOrEqualTo(1);
        }
    }

    @ParameterizedTest
    @DisplayName("A-21 the authority of an absolute URI takes the place of Host, however that is spelled")
    @ValueSource(strings = {"Host", "host", "HOST", "none"})
    void a21_host(String name) {
        Forward forward = Forward.get("http://abs.test:8080/a");
        if (!name.equals("none")) {
            forward.header(name, "host.test");
        }
        AjpRequest request = forward.header("X-A", "1").map();
        assertThat(request.host()).isEqualTo("abs.test");
        assertThat(request.headerCount()).isEqualTo(2);
        assertThat(header(request, "Host")).isEqualTo("abs.test:8080");
        assertThat(Forward.get("/a").header("host", "host.test").map().header(0))
                .isEqualTo(new HeaderField("host", "host.test"));
    }

    @ParameterizedTest
    @DisplayName(
            "A-24 attributes and the user have the charset that is set, or ISO-8859-1 where they aren't valid in it")
    @CsvSource({
        "UTF-8, \u00c3\u00bc, \u00fc",
        "UTF-8, \u00fc, \u00fc",
        "ISO-8859-1, \u00fc, \u00fc",
        "ISO-8859-1, \u00c3\u00bc, \u00c3\u00bc",
        "windows-1252, \u0080, \u20ac",
        "Shift_JIS, \u0083A, \u30a2",
        "US-ASCII, \u00fc, \u00fc"
    })
    void a24_attributeCharset(String charset, String bytes, String text) {
        TrustPolicy trust = new TrustPolicy(
                RemoteUserPolicy.TRUST, Pattern.compile("cn"), List.of(), Charset.forName(charset), null, ";");
        AjpRequest request = new AjpRequest(
                new RequestLimits(),
                trust,
                ScriptNamePolicy.AUTO,
                HeaderPolicy.DEFAULT,
                AjpSecret.NONE,
                new AllowedRequestAttributes(trust, OtherAttributes.DROP),
                BodyPackets.AUTO);
        request.map(Forward.get("/")
                .attribute("cn", bytes)
                .attribute(3, bytes)
                .header("X-Name", bytes)
                .read());
        assertThat(request.attribute("cn")).isEqualTo(text);
        assertThat(request.remoteUser()).isEqualTo(text);
        assertThat(header(request, "X-Name")).isEqualTo(bytes);
    }

    @Test
    @DisplayName("A-38 each character in a value is itself or a blank, and beyond ISO-8859-1 there is no value")
    void a38_allCharacters() {
        SendHeaders packet = new SendHeaders();
        for (char c = 0; c < 0x300; c++) {
            ByteBuffer buffer = ByteBuffer.allocate(8192);
            packet.begin(buffer, 8192, 200, "OK");
            boolean written = packet.field("X", "a" + c + "z");
            packet.end();
            byte[] bytes = new byte[buffer.flip().remaining()];
            buffer.get(bytes);
            boolean kept = c == '\t' || (c >= ' ' && c < 0x7F) || c >= 0x80;
            byte[] field = concat(string("X"), string("a" + (kept ? c : ' ') + "z"));
            assertThat(written).isEqualTo(c <= 0xFF);
            assertThat(bytes).endsWith(written ? concat(number(1), field) : number(0));
        }
    }
}
