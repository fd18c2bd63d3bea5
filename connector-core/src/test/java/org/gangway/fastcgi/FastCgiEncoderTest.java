package org.gangway.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The bytes of records that an application sends. */
class FastCgiEncoderTest {
    private static String hex(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }

    @Test
    @DisplayName("F-9 F-6 a header, its reserved byte zero")
    void f09_theHeaderOfARecord() {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        FastCgiEncoder.header(buffer, RecordType.STDOUT, 0x1234, 0xABCD, 3);
        FastCgiEncoder.header(buffer, RecordType.STDERR, 0xFFFF, 5, 255);
        assertThat(hex(buffer)).isEqualTo("01 06 12 34 ab cd 03 00 01 07 ff ff 00 05 ff 00");
    }

    @Test
    @DisplayName("F-6 a header may be written when what follows it is there")
    void f06_theHeaderMayBeWrittenAtItsPlaceLater() {
        ByteBuffer buffer = ByteBuffer.allocate(100).position(9);
        buffer.put((byte) 'x');
        FastCgiEncoder.header(buffer, 1, RecordType.STDOUT, 1, 1, 7);
        FastCgiEncoder.padding(buffer, 7);
        assertThat(hex(buffer)).isEqualTo("00 01 06 00 01 00 01 07 00 78 00 00 00 00 00 00 00");
    }

    @Test
    @DisplayName("F-20 F-21 the end of STDOUT is one record without content or padding")
    void f20_theEndOfStdout() {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        FastCgiEncoder.header(buffer, RecordType.STDOUT, 1, 0, FastCgiEncoder.padding(0));
        assertThat(hex(buffer)).isEqualTo("01 06 00 01 00 00 00 00");
    }

    @Test
    @DisplayName("F-10 padding brings every length to a multiple of 8, with zeros")
    void f10_recordsArePaddedToEightBytes() {
        for (int length = 0; length <= FastCgiEncoder.MAX_CONTENT; length++) {
            int padding = FastCgiEncoder.padding(length);
            assertThat(padding).isBetween(0, 7);
            assertThat((length + padding) % 8).isZero();
        }
        ByteBuffer buffer = ByteBuffer.allocate(100).put((byte) 1);
        FastCgiEncoder.padding(buffer, 3);
        assertThat(hex(buffer)).isEqualTo("01 00 00 00");
    }

    @Test
    @DisplayName("F-12 a record's content is at most 65528 bytes, which need no padding; the header can tell 65535")
    void f12_theMostContentIsAMultipleOfEight() {
        assertThat(FastCgiEncoder.MAX_CONTENT).isEqualTo(65535 / 8 * 8);
        ByteBuffer buffer = ByteBuffer.allocate(100);
        FastCgiEncoder.header(buffer, RecordType.STDOUT, 1, 65535, 0);
        assertThat(hex(buffer)).isEqualTo("01 06 00 01 ff ff 00 00");
        assertThatThrownBy(() -> FastCgiEncoder.header(ByteBuffer.allocate(8), RecordType.STDOUT, 1, 65536, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FastCgiEncoder.header(ByteBuffer.allocate(8), RecordType.STDOUT, 1, -1, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FastCgiEncoder.header(ByteBuffer.allocate(7), RecordType.STDOUT, 1, 1, 0))
                .isInstanceOf(BufferOverflowException.class);
    }

    @Test
    @DisplayName("F-12 what is cut into records of the greatest length, 0 to 200000 bytes, parses back")
    void f12_anyContentParsesBack() {
        Random random = new Random(12);
        for (int round = 0; round < 300; round++) {
            byte[] content = new byte[round < 10 ? round : random.nextInt(200_001)];
            random.nextBytes(content);
            ByteBuffer buffer = ByteBuffer.allocate(16 + content.length + 5 * 16);
            // The parser takes what a web server sends, so the content goes as STDIN.
            for (int at = 0; at < content.length; ) {
                int most = random.nextInt(3) == 0 ? 1 + random.nextInt(FastCgiEncoder.MAX_CONTENT) : 1 << 30;
                int length = Math.min(content.length - at, Math.min(most, FastCgiEncoder.MAX_CONTENT));
                if (buffer.remaining() < length + 32) {
                    buffer = ByteBuffer.allocate(buffer.capacity() * 2).put(buffer.flip());
                }
                int padding = FastCgiEncoder.padding(length);
                FastCgiEncoder.header(buffer, RecordType.STDIN, 9, length, padding);
                buffer.put(content, at, length);
                FastCgiEncoder.padding(buffer, padding);
                assertThat(buffer.position() % 8).isZero();
                at += length;
            }
            FastCgiEncoder.header(buffer, RecordType.STDIN, 9, 0, 0);
            byte[] bytes = new byte[buffer.flip().remaining()];
            buffer.get(bytes);

            byte[] wire = Records.concat(new Records().begin(9, 1, 0).bytes(), bytes);
            ReceivedConnection connection = ReceivedConnection.of(wire, Feed.RANDOM_SPLITS);

            assertThat(connection.events()).containsExactly("BEGIN_REQUEST 9 role 1 close", "STDIN 9 ends");
            assertThat(connection.begun().get(0).stdin()).isEqualTo(content);
            assertThat(connection.isIdle()).isTrue();
        }
    }

    @Test
    @DisplayName("F-30 F-33 GET_VALUES_RESULT holds what it is given, in decimal text, padded to 8")
    void f30_getValuesResult() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("FCGI_MAX_CONNS", "1000");
        values.put("FCGI_MPXS_CONNS", "1");
        ByteBuffer record = FastCgiEncoder.getValuesResult(values);
        assertThat(record.remaining() % 8).isZero();
        byte[] bytes = new byte[record.remaining()];
        record.get(bytes);
        byte[] pairs = Records.pairs("FCGI_MAX_CONNS", "1000", "FCGI_MPXS_CONNS", "1");
        assertThat(bytes).startsWith(1, 10, 0, 0, 0, pairs.length, 2, 0).hasSize(8 + pairs.length + 2);
        assertThat(Arrays.copyOfRange(bytes, 8, 8 + pairs.length)).isEqualTo(pairs);
        assertThat(bytes).endsWith('1', 0, 0);
    }

    @Test
    @DisplayName("F-31 the result of an empty query, or of one with unknown names only, is empty")
    void f31_anEmptyGetValuesResult() {
        ByteBuffer record = FastCgiEncoder.getValuesResult(Map.of());
        assertThat(hex(record.position(record.limit()))).isEqualTo("01 0a 00 00 00 00 00 00");
    }

    @Test
    @DisplayName("F-32 UNKNOWN_TYPE names the type, 7 zeros behind it")
    void f32_unknownType() {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        FastCgiEncoder.unknownType(buffer, 0xC8);
        FastCgiEncoder.unknownType(buffer, 0);
        assertThat(buffer.position()).isEqualTo(2 * FastCgiEncoder.END_REQUEST_LENGTH);
        assertThat(hex(buffer))
                .isEqualTo("01 0b 00 00 00 08 00 00 c8 00 00 00 00 00 00 00"
                        + " 01 0b 00 00 00 08 00 00 00 00 00 00 00 00 00 00");
    }

    @Test
    @DisplayName("F-38 END_REQUEST has 8 bytes of content: appStatus, protocolStatus, 3 zeros")
    void f38_endRequest() {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        FastCgiEncoder.endRequest(buffer, 0xFEDC, 0x01020304, ProtocolStatus.UNKNOWN_ROLE);
        FastCgiEncoder.endRequest(buffer, 1, -1, ProtocolStatus.REQUEST_COMPLETE);
        assertThat(buffer.position()).isEqualTo(2 * FastCgiEncoder.END_REQUEST_LENGTH);
        assertThat(hex(buffer))
                .isEqualTo("01 03 fe dc 00 08 00 00 01 02 03 04 03 00 00 00"
                        + " 01 03 00 01 00 08 00 00 ff ff ff ff 00 00 00 00");
    }

    @Test
    @DisplayName("F-38 protocolStatus and the types of records have the specification's numbers")
    void f38_numbersAreThoseOfTheSpecification() {
        String[] statuses = {"REQUEST_COMPLETE", "CANT_MPX_CONN", "OVERLOADED", "UNKNOWN_ROLE"};
        for (int code = 0; code < statuses.length; code++) {
            assertThat(ProtocolStatus.valueOf(statuses[code]).code()).isEqualTo(code);
        }
        String[] types = {
            "BEGIN_REQUEST",
            "ABORT_REQUEST",
            "END_REQUEST",
            "PARAMS",
            "STDIN",
            "STDOUT",
            "STDERR",
            "DATA",
            "GET_VALUES",
            "GET_VALUES_RESULT",
            "UNKNOWN_TYPE"
        };
        for (int code = 1; code <= types.length; code++) {
            assertThat(RecordType.of(code)).isEqualTo(RecordType.valueOf(types[code - 1]));
            assertThat(RecordType.of(code).code()).isEqualTo(code);
        }
        for (int code : new int[] {0, 12, 13, 127, 128, 255}) {
            assertThat(RecordType.of(code)).isNull();
        }
    }
}
