package org.gangway.forwarded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String TCP4 = SIGNATURE + "2111000c" + "c0000207" + "cb007109" + "1234" + "01bb";

    private static ByteBuffer text(String line) {
        return ByteBuffer.wrap(line.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static ByteBuffer hexadecimal(String digits) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(digits));
    }

    @Test
    void versionOneTellsBothAddressesAndLeavesWhatFollows() {
        ByteBuffer bytes = text("PROXY TCP4 192.0.2.7 203.0.113.9 4660 443\r\nGET /");
        ProxyHeader header = ProxyHeader.read(bytes);
        assertThat(header.source()).isEqualTo(new InetSocketAddress("192.0.2.7", 4660));
        assertThat(header.destination()).isEqualTo(new InetSocketAddress("203.0.113.9", 443));
        assertThat(header.secure()).isFalse();
        assertThat(StandardCharsets.ISO_8859_1.decode(bytes).toString()).isEqualTo("GET /");
    }

    @Test
    void versionOneKnowsIpv6AndUnknown() {
        assertThat(ProxyHeader.read(text("PROXY TCP6 2001:db8::7 ::1 4660 443\r\n"))
                        .source())
                .isEqualTo(new InetSocketAddress("2001:db8::7", 4660));
        assertThat(ProxyHeader.read(text("PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n"))
                        .source())
                .isNull();
        assertThat(ProxyHeader.read(text("PROXY UNKNOWN\r\n")).source()).isNull();
    }

    @Test
    void versionTwoTellsBothAddressesAndLeavesWhatFollows() {
        ByteBuffer bytes = hexadecimal(TCP4 + "474554");
        ProxyHeader header = ProxyHeader.read(bytes);
        assertThat(header.source()).isEqualTo(new InetSocketAddress("192.0.2.7", 4660));
        assertThat(header.destination()).isEqualTo(new InetSocketAddress("203.0.113.9", 443));
        assertThat(StandardCharsets.ISO_8859_1.decode(bytes).toString()).isEqualTo("GET");
    }

    @Test
    void versionTwoTellsOfTls() {
        String addresses = "c0000207" + "cb007109" + "1234" + "01bb";
        String authority = "02" + "0001" + "78";
        assertThat(ProxyHeader.read(hexadecimal(
                                SIGNATURE + "21110018" + addresses + authority + "20" + "0005" + "0100000000"))
                        .secure())
                .isTrue();
        assertThat(ProxyHeader.read(hexadecimal(
                                SIGNATURE + "21110018" + addresses + authority + "20" + "0005" + "0000000000"))
                        .secure())
                .isFalse();
    }

    @Test
    void versionTwoWithoutAddressesTellsNothing() {
        assertThat(ProxyHeader.read(hexadecimal(SIGNATURE + "20000000")).source())
                .as("LOCAL")
                .isNull();
        assertThat(ProxyHeader.read(hexadecimal(SIGNATURE + "21000000")).source())
                .as("UNSPEC")
                .isNull();
        assertThat(ProxyHeader.read(hexadecimal(SIGNATURE + "213100d8" + "00".repeat(216)))
                        .source())
                .as("UNIX")
                .isNull();
    }

    @Test
    void moreIsAskedForAsLongAsItIsIncomplete() {
        for (ByteBuffer whole :
                new ByteBuffer[] {text("PROXY TCP4 192.0.2.7 203.0.113.9 1 2\r\n"), hexadecimal(TCP4)}) {
            for (int length = 1; length < whole.limit(); length++) {
                ByteBuffer part = whole.duplicate().limit(length);
                assertThat(ProxyHeader.mayBegin(part)).isTrue();
                assertThat(ProxyHeader.read(part)).isNull();
                assertThat(part.position()).isZero();
            }
            assertThat(ProxyHeader.read(whole)).isNotNull();
        }
    }

    @Test
    void requestIsNoHeader() {
        assertThat(ProxyHeader.mayBegin(text("P"))).isTrue();
        assertThat(ProxyHeader.mayBegin(text("POST / HTTP/1.1"))).isFalse();
        assertThat(ProxyHeader.mayBegin(text("PROXYING / HTTP/1.1"))).isFalse();
        assertThat(ProxyHeader.mayBegin(text("\r\nGET / HTTP/1.1"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY /index.html HTTP/1.1\r\n",
                "PROXY TCP4 localhost 127.0.0.1 1 2\r\n",
                "PROXY TCP4 192.0.2.7 203.0.113.9 65536 2\r\n",
                "PROXY TCP4 192.0.2.7 203.0.113.9 1 2 3\r\n",
                "PROXY \r\n",
            })
    void nonsenseOfVersionOneIsRefused(String line) {
        assertThatThrownBy(() -> ProxyHeader.read(text(line))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void lineWithoutEndIsRefused() {
        assertThatThrownBy(() -> ProxyHeader.read(text("PROXY TCP4 " + "1".repeat(96))))
                .hasMessage("the line is longer than 107 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SIGNATURE + "1111000c",
                SIGNATURE + "22110000",
                SIGNATURE + "21111001",
                SIGNATURE + "2111000b" + "00000000" + "00000000" + "000000",
                SIGNATURE + "21110010" + "00000000" + "00000000" + "00000000" + "20" + "0005" + "01",
            })
    void nonsenseOfVersionTwoIsRefused(String digits) {
        assertThatThrownBy(() -> ProxyHeader.read(hexadecimal(digits))).isInstanceOf(IllegalArgumentException.class);
    }
}
