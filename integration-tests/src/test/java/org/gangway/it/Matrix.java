package org.gangway.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What came of each behaviour behind each variant. */
final class Matrix {
    /** How a test ended. */
    enum Outcome {
        PASSED("ok"),
        FAILED("FAILED"),
        SKIPPED("skipped");

        private final String cell;

        Outcome(String cell) {
            this.cell = cell;
        }
    }

    private final Set<String> behaviours = new LinkedHashSet<>();
    private final Map<Variant, Map<String, Outcome>> outcomes = new EnumMap<>(Variant.class);
    private final Set<String> reasons = new LinkedHashSet<>();

    void add(Variant variant, String behaviour, Outcome outcome) {
        behaviours.add(behaviour);
        outcomes.computeIfAbsent(variant, v -> new TreeMap<>()).put(behaviour, outcome);
    }

    /** Notes why a server's tests were skipped. */
    void skipped(String reason) {
        reasons.add(reason);
    }

    /** Writes the table to the file and to the log of the build. */
    void publish(Path file) {
        String table = table();
        System.out.println("\n" + table);
        try {
            Files.writeString(file, table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The table in Markdown: a row for each variant; a dash where the behaviour isn't run with it. */
    private String table() {
        int first = outcomes.keySet().stream()
                .mapToInt(v -> v.title().length())
                .max()
                .orElse(0);
        StringBuilder table = new StringBuilder("| " + pad("behind", first));
        behaviours.forEach(behaviour -> table.append(" | ").append(behaviour));
        table.append(" |\n|").append("-".repeat(first + 2));
        behaviours.forEach(behaviour -> table.append('|').append("-".repeat(behaviour.length() + 2)));
        table.append("|\n");
        outcomes.forEach((variant, row) -> {
            table.append("| ").append(pad(variant.title(), first));
            behaviours.forEach(behaviour -> {
                Outcome outcome = row.get(behaviour);
                table.append(" | ").append(pad(outcome == null ? "–" : outcome.cell, behaviour.length()));
            });
            table.append(" |\n");
        });
        reasons.forEach(reason -> table.append("\nSkipped: ").append(reason).append('\n'));
        return table.toString();
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
