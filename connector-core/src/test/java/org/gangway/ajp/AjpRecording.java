package org.gangway.ajp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One recorded connection of a real web server, and what a servlet should see of it. */
public record AjpRecording(Map<String, String> fields) {
    private static final String FOLDER = "/wire/";

    public static List<AjpRecording> all() {
        List<String> rows = new String(bytes("recordings-ajp.tsv"), UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
        String[] names = rows.get(0).split("\t", -1);
        List<AjpRecording> recordings = new ArrayList<>();
        for (String row : rows.subList(1, rows.size())) {
            String[] values = row.split("\t", -1);
            Map<String, String> fields = new HashMap<>();
            for (int i = 0; i < names.length; i++) {
                if (!values[i].equals("-")) {
                    fields.put(names[i], values[i]);
                }
            }
            recordings.add(new AjpRecording(fields));
        }
        return recordings;
    }

    public static AjpRecording of(String file) {
        return all().stream()
                .filter(recording -> recording.toString().equals(file))
                .findFirst()
                .orElseThrow();
    }

    /** A field of the table, or null. */
    String get(String name) {
        return fields.get(name);
    }

    boolean isLighttpd() {
        return get("server").startsWith("lighttpd");
    }

    /** Whether req_uri of one request in the file is the path that the client sent. */
    boolean isClientTarget(int request) {
        return get("uriIsClients") == null
                || Boolean.parseBoolean(
                        Arrays.asList(get("uriIsClients").split(",")).get(request));
    }

    public byte[] bytes() {
        return bytes(get("file"));
    }

    @Override
    public String toString() {
        return get("file");
    }

    private static byte[] bytes(String file) {
        try (InputStream in = AjpRecording.class.getResourceAsStream(FOLDER + file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
