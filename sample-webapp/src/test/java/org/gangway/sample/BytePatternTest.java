package org.gangway.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BytePatternTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 255, 256, 257, 65_535, 65_536, 65_537, 200_000})
    void writesExactlyTheFormula(long size) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BytePattern.writeTo(out, size);
        byte[] bytes = out.toByteArray();
        assertThat(bytes).hasSize((int) size);
        for (int i = 0; i < size; i++) {
            if (bytes[i] != (byte) ((i * 31 + i / 256) & 0xff)) {
                assertThat(bytes[i]).as("byte %d", i).isEqualTo((byte) ((i * 31 + i / 256) & 0xff));
            }
        }
        assertThat(BytePattern.sha256(size))
                .isEqualTo(BodyDigest.read(new ByteArrayInputStream(bytes)).sha256());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 77, 65_536, 4_294_967_295L, 1_099_511_627_775L})
    void holdsTheFormulaAtFarOffsets(long offset) {
        assertThat(BytePattern.at(offset)).isEqualTo((byte) ((offset * 31 + offset / 256) & 0xff));
    }

    @Test
    void digestOfNothingIsTheKnownOne() {
        assertThat(BytePattern.sha256(0)).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
