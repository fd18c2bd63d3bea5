package org.gangway.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** An unpacked WAR with nothing but files. */
final class FilesApp {
    static final Instant MODIFIED = Instant.parse("2026-01-02T03:04:05Z");
    static final String LAST_MODIFIED = "Fri, 02 Jan 2026 03:04:05 GMT";
    static final String EARLIER = "Thu, 01 Jan 2026 03:04:05 GMT";
    static final byte[] DATA = random(300_000);
    static final byte[] TEXT = "a plain text, plain and simple".getBytes(StandardCharsets.US_ASCII);
    static final byte[] COMPRESSED = gzip(TEXT);
    private static final String WEB_XML = """
            <?xml version="1.0" encoding="UTF-8"?>
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
            %s
            </web-app>
            """;
    private static final String SETTING = """
              <context-param>
                <param-name>org.eclipse.jetty.servlet.Default.%s</param-name>
                <param-value>%s</param-value>
              </context-param>
            """;

    private FilesApp() {}

    /** With what Jetty does by default. */
    static Path plain(Path directory) {
        return write(directory, "");
    }

    /** With ETags, and the .gz beside a file for those who can read it. */
    static Path withEtags(Path directory) {
        return write(directory, SETTING.formatted("etags", "true") + SETTING.formatted("precompressed", "gzip=.gz"));
    }

    private static Path write(Path directory, String settings) {
        file(directory, "WEB-INF/web.xml", WEB_XML.formatted(settings).getBytes(StandardCharsets.UTF_8));
        file(directory, "WEB-INF/secret.txt", TEXT);
        file(directory, "data.bin", DATA);
        file(directory, "text.txt", TEXT);
        file(directory, "text.txt.gz", COMPRESSED);
        file(directory, "names/a b#+=~.txt", TEXT);
        return directory;
    }

    private static void file(Path directory, String name, byte[] content) {
        Path file = directory.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, content);
            Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
