package org.gangway.sample;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/**
 * The content of {@code /bytes}: the byte at offset {@code i} is {@code (i * 31 + i / 256) & 0xff}.
 *
 * <p>The pattern repeats after 65,536 bytes, so one block serves every size. Immutable and thread-safe.
 */
final class BytePattern {
    /** The pattern's period in bytes. */
    static final int PERIOD = 65_536;

    private static final byte[] BLOCK = block();

    private BytePattern() {}

    /** The byte at {@code offset} (0 or greater). */
    static byte at(long offset) {
        return BLOCK[(int) (offset % PERIOD)];
    }

    /** Writes the first {@code size} bytes of the pattern, one period at a time. */
    static void writeTo(OutputStream out, long size) throws IOException {
        for (long left = size; left > 0; left -= PERIOD) {
            out.write(BLOCK, 0, (int) Math.min(left, PERIOD));
        }
    }

    /** The SHA-256 digest, in lower-case hexadecimal, of the first {@code size} bytes. */
    static String sha256(long size) {
        MessageDigest digest = BodyDigest.newSha256();
        for (long left = size; left > 0; left -= PERIOD) {
            digest.update(BLOCK, 0, (int) Math.min(left, PERIOD));
        }
        return BodyDigest.hex(digest);
    }

    private static byte[] block() {
        byte[] block = new byte[PERIOD];
        for (int i = 0; i < PERIOD; i++) {
            block[i] = (byte) (i * 31 + i / 256);
        }
        return block;
    }
}
