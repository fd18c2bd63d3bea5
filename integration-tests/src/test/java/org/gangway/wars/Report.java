package org.gangway.wars;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the differential test found, as one file to read. Not safe for use by several threads. */
final class Report {
    private record Row(
            String war, String host, Front front, int requests, int links, int explained, List<Difference> open) {}

    private final List<Row> rows = new ArrayList<>();
    private final List<String> notRun = new ArrayList<>();
    private final Map<ExpectedDifference, List<Difference>> explained = new EnumMap<>(ExpectedDifference.class);

    /** Adds what came of one WAR in one host behind one front, and returns the differences without explanation. */
    List<Difference> add(
            ForeignWar war, String host, Front front, int requests, int links, List<Difference> differences) {
        List<Difference> open = new ArrayList<>();
        for (Difference difference : differences) {
            ExpectedDifference.of(difference)
                    .ifPresentOrElse(
                            reason -> explained
                                    .computeIfAbsent(reason, r -> new ArrayList<>())
                                    .add(difference),
                            () -> open.add(difference));
        }
        rows.add(new Row(war.artifact(), host, front, requests, links, differences.size() - open.size(), open));
        return open;
    }

    /** Adds what could not be tried. */
    void addNotRun(String what, String reason) {
        notRun.add(what + ": " + reason.lines().findFirst().orElse(""));
    }

    void write(Path file) {
        StringBuilder text = new StringBuilder("# Foreign WARs: Jetty's own HTTP connector against FastCGI\n\n");
        text.append("| WAR | host | web server | mount | requests | links | explained | unexplained |\n");
        text.append("|---|---|---|---|---|---|---|---|\n");
        for (Row row : rows) {
            text.append(String.format(
                    "| %s | %s | %s | %s | %d | %d | %d | %d |%n",
                    row.war(),
                    row.host(),
                    row.front().server(),
                    row.front().title(),
                    row.requests(),
                    row.links(),
                    row.explained(),
                    row.open().size()));
        }
        notRun.forEach(line -> text.append("\nNot run: ").append(line).append('\n'));
        text.append("\n## Unexplained\n");
        for (Row row : rows) {
            if (!row.open().isEmpty()) {
                text.append(String.format(
                        "%n### %s, %s, %s at %s%n%n",
                        row.war(), row.host(), row.front().server(), row.front().title()));
                row.open()
                        .forEach(difference ->
                                text.append("- ").append(difference).append('\n'));
            }
        }
        text.append("\n## Explained\n");
        explained.forEach((reason, differences) -> text.append(String.format(
                "%n- %s: %d times. %s For example %s%n",
                reason, differences.size(), reason.reason(), differences.get(0))));
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
