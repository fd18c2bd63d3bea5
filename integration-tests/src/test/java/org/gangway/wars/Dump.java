package org.gangway.wars;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The answers of a run as files, to look into a difference with diff. */
final class Dump {
    private Dump() {}

    /** Writes one file with all answers, normalised as they are compared. */
    static void write(Path file, Visit visit) {
        StringBuilder text = new StringBuilder();
        for (Visit.Recorded recorded : visit.transcript()) {
            Exchange exchange = recorded.exchange();
            text.append("### ").append(exchange.key()).append('\n');
            text.append(exchange.method())
                    .append(' ')
                    .append(visit.normal().of(exchange.target()))
                    .append('\n');
            text.append(exchange.status()).append('\n');
            exchange.headers().stream().map(visit.normal()::of).sorted().forEach(line -> text.append(line)
                    .append('\n'));
            text.append('\n');
            text.append(
                    exchange.isText()
                            ? visit.normal().of(exchange.text())
                            : "(" + exchange.body().length + " bytes, not text)");
            text.append("\n\n");
        }
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, text.toString().getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
