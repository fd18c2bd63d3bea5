package org.gangway.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.gangway.cgi.CgiVariables;
import org.gangway.fastcgi.Feed;
import org.gangway.fastcgi.ReceivedConnection;
import org.gangway.fastcgi.ReceivedRequest;

/** Recordings of web servers to begin with: those below 10 KB, because large bodies only slow the fuzzer down. */
final class Seeds {
    private static final int MOST = 10_000;

    private Seeds() {}

    static List<byte[]> connections() {
        return connections("recordings.tsv");
    }

    static List<byte[]> scgiConnections() {
        return connections("recordings-scgi.tsv");
    }

    private static List<byte[]> connections(String table) {
        return new String(bytes(table), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(".bin\t"))
                .map(line -> bytes(line.substring(0, line.indexOf('\t'))))
                .filter(bytes -> bytes.length < MOST)
                .toList();
    }

    /** The variables of each request, as SCGI has them. */
    static List<byte[]> requests() {
        List<byte[]> requests = new ArrayList<>();
        for (byte[] connection : connections()) {
            for (ReceivedRequest request :
                    ReceivedConnection.of(connection, Feed.WHOLE).requests()) {
                CgiVariables variables = request.variables();
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                for (int i = 0; i < variables.count(); i++) {
                    out.write(variables.block(), variables.nameOffset(i), variables.nameLength(i));
                    out.write(0);
                    out.write(variables.block(), variables.valueOffset(i), variables.valueLength(i));
                    out.write(0);
                }
                requests.add(out.toByteArray());
            }
        }
        return requests;
    }

    private static byte[] bytes(String file) {
        try (InputStream in = Seeds.class.getResourceAsStream("/wire/" + file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
