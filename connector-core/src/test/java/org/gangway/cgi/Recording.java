package org.gangway.cgi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gangway.fastcgi.Feed;
import org.gangway.fastcgi.ReceivedConnection;
import org.gangway.scgi.ReceivedScgi;

/** One recorded connection of a real web server, and what a servlet should see of it. */
record Recording(Map<String, String> fields) {
    private static final String FOLDER = "/wire/";

    /** The role of an SCGI request, and of most FastCGI requests. */
    private static final int RESPONDER = 1;

    /** One request in the file. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Received(CgiVariables variables, int role, byte[] body) {}

    static List<Recording> all() {
        return Stream.of("recordings.tsv", "recordings-scgi.tsv")
                .flatMap(table -> table(table).stream())
                .toList();
    }

    private static List<Recording> table(String file) {
        List<String> lines =
                new String(bytes(file), StandardCharsets.UTF_8).lines().toList();
        List<String> rows = lines.stream().filter(line -> !line.startsWith("#")).toList();
        String[] names = rows.get(0).split("\t", -1);
        List<Recording> recordings = new ArrayList<>();
        for (String row : rows.subList(1, rows.size())) {
            String[] values = row.split("\t", -1);
            Map<String, String> fields = new HashMap<>();
            for (int i = 0; i < names.length; i++) {
                if (!values[i].equals("-")) {
                    fields.put(names[i], values[i]);
                }
            }
            recordings.add(new Recording(fields));
        }
        return recordings;
    }

    /** A field of the table, or null. */
    String get(String name) {
        return fields.get(name);
    }

    /**
     * Whether REQUEST_URI of one request in the file is the target that the client sent. The table doesn't say it of
     * requests that were broken off (R11a); it is.
     */
    boolean isClientTarget(int request) {
        if (get("uriIsClients") == null) {
            return true;
        }
        return Boolean.parseBoolean(
                Arrays.asList(get("uriIsClients").split(",")).get(request));
    }

    /** The requests in the file whose variables are complete, fed to the parser in these pieces. */
    List<Received> requests(Feed feed) {
        if (isScgi()) {
            ReceivedScgi request = ReceivedScgi.of(bytes(), feed);
            if (request.failure() != null) {
                throw request.failure();
            }
            return List.of(new Received(request.variables(), RESPONDER, request.body()));
        }
        ReceivedConnection connection = ReceivedConnection.of(bytes(), feed);
        if (connection.failure() != null) {
            throw connection.failure();
        }
        return connection.requests().stream()
                .map(request -> new Received(request.variables(), request.role(), request.stdin()))
                .toList();
    }

    boolean isScgi() {
        return get("server").contains("scgi");
    }

    byte[] bytes() {
        return bytes(get("file"));
    }

    @Override
    public String toString() {
        return get("file");
    }

    private static byte[] bytes(String file) {
        try (InputStream in = Recording.class.getResourceAsStream(FOLDER + file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
