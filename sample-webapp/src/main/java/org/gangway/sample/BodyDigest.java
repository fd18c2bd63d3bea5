package org.gangway.sample;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The length in bytes and the SHA-256 digest, in lower-case hexadecimal, of a stream that was read to its end.
 *
 * @param length the number of bytes
 * @param sha256 their digest
 */
record BodyDigest(long length, String sha256) {
    private static final int BUFFER_BYTES = 32 * 1024;

    /** Reads {@code in} to its end with a fixed buffer. Throws what the stream throws, for example when the client is gone. */
    static BodyDigest read(InputStream in) throws IOException {
        MessageDigest digest = newSha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        long length = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            digest.update(buffer, 0, n);
            length += n;
        }
        return new BodyDigest(length, hex(digest));
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("length", length);
        map.put("sha256", sha256);
        return map;
    }

    static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
