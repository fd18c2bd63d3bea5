package org.gangway.jetty;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file whose only line is a secret, in UTF-8. No message shows anything of what is in it. */
public final class SecretFile {
    private static final int MOST_BYTES = 1024;

    private SecretFile() {}

    /**
     * Reads the secret.
     *
     * @param file the file, of at most 1024 bytes
     * @return its only line, without blanks around it
     * @throws IllegalArgumentException if there is no such file, it can't be read, or it has not exactly one line; the
     *     message is one line with the cause and the remedy
     */
    public static String read(Path file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + file + ", write the secret into it", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    file + " can't be read, give the path of a file that this process may read", e);
        }
        if (bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException(
                    file + " has more than " + MOST_BYTES + " bytes, leave only the secret in it");
        }
        String line = decode(file, bytes).strip();
        if (line.isEmpty()) {
            throw new IllegalArgumentException(file + " is empty, write the secret into it");
        }
        if (line.lines().count() > 1) {
            throw new IllegalArgumentException(file + " has several lines, leave only the secret in it");
        }
        return line;
    }

    private static String decode(Path file, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + " is no text in UTF-8, leave only the secret in it", e);
        }
    }
}
