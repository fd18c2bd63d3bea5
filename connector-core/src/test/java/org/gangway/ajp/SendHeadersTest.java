package org.gangway.ajp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gangway.ajp.Packets.concat;
import static org.gangway.ajp.Packets.hex;
import static org.gangway.ajp.Packets.string;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SEND_HEADERS, byte by byte (rule R-20). */
class SendHeadersTest {
    private final SendHeaders packet = new SendHeaders();

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private byte[] written(String reason, String... fields) {
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        packet.begin(buffer, 8192, 200, reason);
        for (int i = 0; i < fields.length; i += 2) {
            packet.field(fields[i], fields[i + 1]);
        }
        packet.end();
        return bytes(buffer);
    }

    @Test
    @DisplayName("A-34 status, message, count, and names by code where they have one")
    void a34_thePacket() {
        assertThat(written("OK", "content-type", "text/html", "X-A", "b"))
                .isEqualTo(concat(
                        hex("4142 0022 04 00C8"),
                        string("OK"),
                        hex("0002"),
                        hex("A001"),
                        string("text/html"),
                        string("X-A"),
                        string("b")));
    }

    @Test
    @DisplayName("R-12 without a header field the packet is sent all the same")
    void r12_noFields() {
        assertThat(written("OK")).isEqualTo(hex("4142 000A 04 00C8 0002 4F4B 00 0000"));
    }

    @Test
    @DisplayName("A-35 the message is never empty, and no value is null")
    void a35_theMessage() {
        assertThat(written(null)).isEqualTo(hex("4142 000B 04 00C8 0003 323030 00 0000"));
        assertThat(written("")).isEqualTo(written("200"));
        assertThat(written("OK", "X", null)).isEqualTo(written("OK", "X", ""));
    }

    @ParameterizedTest
    @DisplayName("A-36 no 1xx")
    @ValueSource(ints = {100, 103, 199, 0, 1000})
    void a36_noInterimResponse(int status) {
        assertThatThrownBy(() -> packet.begin(ByteBuffer.allocate(8192), 8192, status, ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @DisplayName("A-38, R-23 line ends and NULs become blanks")
    @ValueSource(strings = {"a\rb", "a\nb", "a\u0000b", "a\u001fb", "a\u007fb"})
    void a38_values(String text) {
        assertThat(written(text, "X", text)).isEqualTo(written("a b", "X", "a b"));
        assertThat(written("OK", "X", "f\u00fcr\tx")).endsWith(concat(string("X"), string("f\u00fcr\tx")));
    }

    @ParameterizedTest
    @DisplayName("R-12 a field whose value isn't ISO-8859-1 is left out, the others stay; in the message it's a blank")
    @ValueSource(strings = {"a\u20acb", "a\u010ab"})
    void r12_badValues(String value) {
        assertThat(written(value, "A", "1", "Location", value, "X", value, "B", "2"))
                .isEqualTo(written("a b", "A", "1", "B", "2"));
    }

    @ParameterizedTest
    @DisplayName("R-12 a field whose name is none is left out, the others stay")
    @ValueSource(strings = {"", "a b", "a:b", "a\r\nb", "\u00fc", "a\u0161", "a\u0000"})
    void r12_badNames(String name) {
        assertThat(written("OK", "A", "1", name, "x", "B", "2")).isEqualTo(written("OK", "A", "1", "B", "2"));
        packet.begin(ByteBuffer.allocate(8192), 8192, 200, "OK");
        assertThat(packet.field(name, "x")).isFalse();
        assertThat(packet.field("A", "x")).isTrue();
    }

    @ParameterizedTest
    @DisplayName("A-37 what doesn't fit one packet is refused, and the refusal names the option")
    @ValueSource(ints = {8192, 16000, 65536})
    void a37_mustFitOnePacket(int packetSize) {
        // Before the value: 14 bytes of head and message, 6 of the name, 2 of its length; a NUL behind it.
        int most = packetSize - 14 - 6 - 2 - 1;
        ByteBuffer buffer = ByteBuffer.allocate(packetSize + 10);
        packet.begin(buffer, packetSize, 200, "OK");
        packet.field("X-A", "v".repeat(most));
        packet.end();
        assertThat(buffer.position()).isEqualTo(packetSize);
        assertThat(buffer.getShort(2) & 0xFFFF).isEqualTo(packetSize - 4);

        packet.begin(buffer.clear(), packetSize, 200, "OK");
        assertThatThrownBy(() -> packet.field("X-A", "v".repeat(most + 1)))
                .hasMessageContaining("packetSize")
                .hasMessageContaining("max_packet_size")
                .hasMessageContaining("ProxyIOBufferSize")
                .isInstanceOfSatisfying(GatewayException.class, x -> {
                    assertThat(x.status()).isEqualTo(500);
                    assertThat(x.disposition()).isEqualTo(Disposition.KEEP);
                });
        // The answer that says so.
        packet.begin(buffer.clear(), packetSize, 500, "Server Error");
        packet.end();
        assertThat(buffer.position()).isEqualTo(24);
    }

    @Test
    @DisplayName("a buffer that is too small is no refusal")
    void smallBuffers() {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        packet.begin(buffer, 8192, 200, "OK");
        assertThatThrownBy(() -> packet.field("X", "v".repeat(100))).isInstanceOf(BufferOverflowException.class);
        for (int size = 0; size < 14; size++) {
            ByteBuffer smaller = ByteBuffer.allocate(size);
            assertThatThrownBy(() -> packet.begin(smaller, 8192, 200, "OK"))
                    .isInstanceOf(BufferOverflowException.class);
        }
    }

    @Test
    @DisplayName("the packet may stand behind others in the buffer")
    void behindOthers() {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        AjpEncoder.cpongReply(buffer);
        packet.begin(buffer, 8192, 200, "OK");
        packet.end();
        assertThat(bytes(buffer)).isEqualTo(concat(hex("4142 0001 09"), written("OK")));
    }

    @ParameterizedTest
    @DisplayName("A-4 packetSize is 8192 to 65536")
    @ValueSource(ints = {0, 8191, 65537})
    void a04_packetSize(int size) {
        assertThatThrownBy(() -> packet.begin(ByteBuffer.allocate(100), size, 200, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("packetSize");
    }
}
