package org.gangway.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes WARs, packed or as directories. */
final class WarBuilder {
    private static final String PROBE = "org/gangway/launcher/app/ProbeServlet.class";

    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    static String jakartaDescriptor(String version) {
        return "<?xml version='1.0'?><web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='" + version
                + "'></web-app>";
    }

    WarBuilder entry(String name, String content) {
        entries.put(name, content.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    WarBuilder descriptor(String content) {
        return entry("WEB-INF/web.xml", content);
    }

    WarBuilder probe() throws IOException {
        try (InputStream in = WarBuilder.class.getClassLoader().getResourceAsStream(PROBE)) {
            entries.put("WEB-INF/classes/" + PROBE, in.readAllBytes());
        }
        return this;
    }

    Path pack(Path war) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(war))) {
            zip.putNextEntry(new ZipEntry("WEB-INF/"));
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return war;
    }

    Path explode(Path directory) throws IOException {
        Files.createDirectories(directory.resolve("WEB-INF"));
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            Path file = directory.resolve(entry.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, entry.getValue());
        }
        return directory;
    }
}
