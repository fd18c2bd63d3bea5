package org.gangway.ajp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gangway.ajp.Packets.concat;
import static org.gangway.ajp.Packets.hex;

import java.io.ByteArrayOutputStream;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a container sends, byte by byte (rule R-20); SEND_HEADERS is in {@link SendHeadersTest}. */
class AjpEncoderTest {
    private static byte[] written(Consumer<ByteBuffer> writer) {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        writer.accept(buffer);
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @Test
    @DisplayName("A-7 CPONG_REPLY")
    void a07_cpong() {
        assertThat(written(AjpEncoder::cpongReply)).isEqualTo(hex("4142 0001 09"));
    }

    @Test
    @DisplayName("A-28 GET_BODY_CHUNK")
    void a28_getBodyChunk() {
        assertThat(written(b -> AjpEncoder.getBodyChunk(b, 8186))).isEqualTo(hex("4142 0003 06 1FFA"));
        assertThat(written(b -> AjpEncoder.getBodyChunk(b, 65530))).isEqualTo(hex("4142 0003 06 FFFA"));
        for (int length : new int[] {0, -1, 65536}) {
            assertThatThrownBy(() -> AjpEncoder.getBodyChunk(ByteBuffer.allocate(20), length))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    @DisplayName("END_RESPONSE that is cut off")
    void cutOff() {
        assertThat(written(AjpEncoder::cutOff)).isEqualTo(hex("4142 0002"));
    }

    @Test
    @DisplayName("A-39 SEND_BODY_CHUNK ends with a NUL")
    void a39_sendBodyChunk() {
        byte[] bytes = written(b -> {
            AjpEncoder.beginBodyChunk(b, 2);
            b.put(hex("6869"));
            AjpEncoder.endBodyChunk(b);
        });
        assertThat(bytes).isEqualTo(hex("4142 0006 03 0002 6869 00"));
        assertThat(AjpEncoder.maxBodyChunk(8192)).isEqualTo(8184);
        assertThatThrownBy(() -> AjpEncoder.beginBodyChunk(ByteBuffer.allocate(20), 65529))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("A-40 a flush is an empty SEND_BODY_CHUNK")
    void a40_flush() {
        assertThat(written(AjpEncoder::flush))
                .isEqualTo(hex("4142 0004 03 0000 00"))
                .hasSize(AjpEncoder.FLUSH_LENGTH);
    }

    @Test
    @DisplayName("A-43 END_RESPONSE")
    void a43_endResponse() {
        assertThat(written(b -> AjpEncoder.endResponse(b, true))).isEqualTo(hex("4142 0002 05 01"));
        assertThat(written(b -> AjpEncoder.endResponse(b, false))).isEqualTo(hex("4142 0002 05 00"));
    }

    @Test
    void noRoomIsAnOverflow() {
        assertThatThrownBy(() -> AjpEncoder.flush(ByteBuffer.allocate(7))).isInstanceOf(BufferOverflowException.class);
    }

    @ParameterizedTest
    @DisplayName("A-4, A-39, R-33 content of any length, in packets of the agreed size, uncopied")
    @CsvSource({
        "0, 8192",
        "1, 8192",
        "8184, 8192",
        "8185, 8192",
        "16368, 8192",
        "16369, 8192",
        "65527, 65536",
        "65528, 65536",
        "65529, 65536",
        "200000, 8192",
        "200000, 16000",
        "200000, 65536"
    })
    void a39_bodyChunks(int length, int packetSize) {
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) {
            data[i] = (byte) (i * 31);
        }
        ByteBuffer content = ByteBuffer.wrap(data);
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        while (content.hasRemaining()) {
            // Room for two packets a write.
            ByteBuffer frames = ByteBuffer.allocate(32);
            ByteBuffer[] out = new ByteBuffer[5];
            int count = AjpEncoder.bodyChunks(frames, content, packetSize, out, 0);
            assertThat(out[1].array()).isSameAs(data);
            int begin = frames.position();
            AjpEncoder.endBodyChunk(frames);
            out[count++] = frames.slice(begin, 1);
            for (int i = 0; i < count; i++) {
                while (out[i].hasRemaining()) {
                    wire.write(out[i].get());
                }
            }
        }
        assertThat(dataOf(wire.toByteArray(), packetSize)).isEqualTo(data);
    }

    /** Takes SEND_BODY_CHUNK packets apart as strictly as httpd does. */
    private static byte[] dataOf(byte[] wire, int packetSize) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        ByteBuffer in = ByteBuffer.wrap(wire);
        while (in.hasRemaining()) {
            assertThat(in.getShort()).isEqualTo((short) 0x4142);
            int length = in.getShort() & 0xFFFF;
            assertThat(length + 4).isLessThanOrEqualTo(packetSize);
            assertThat(in.get()).isEqualTo((byte) 3);
            int count = in.getShort() & 0xFFFF;
            assertThat(count).isEqualTo(length - 4);
            data.write(wire, in.position(), count);
            in.position(in.position() + count);
            assertThat(in.get()).isZero();
        }
        return data.toByteArray();
    }

    @Test
    @DisplayName("A-39 packets follow slices that are there already, as far as there is room")
    void a39_roomForSlices() {
        ByteBuffer[] out = new ByteBuffer[4];
        out[0] = ByteBuffer.wrap(hex("00"));
        ByteBuffer content = ByteBuffer.allocate(20_000);
        assertThat(AjpEncoder.bodyChunks(ByteBuffer.allocate(100), content, 8192, out, 1))
                .isEqualTo(3);
        assertThat(content.remaining()).isEqualTo(20_000 - 8184);
        ByteBuffer[] many = new ByteBuffer[20];
        assertThat(AjpEncoder.bodyChunks(ByteBuffer.allocate(8), content, 8192, many, 0))
                .isEqualTo(2);
        assertThat(AjpEncoder.bodyChunks(ByteBuffer.allocate(7), content, 8192, many, 0))
                .isZero();
        assertThat(Arrays.stream(many).filter(b -> b != null)).hasSize(2);
        assertThat(concat(many[0].array())).hasSize(8);
    }
}
