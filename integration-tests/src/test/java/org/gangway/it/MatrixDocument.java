package org.gangway.it;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The matrix in Markdown, as it is committed in {@code docs}. */
final class MatrixDocument {
    private static final String HEAD = """
            # What is tested behind which web server

            Each column is one test, the same for all protocols; each row a configuration of a real web server before the same WAR (the templates are in `integration-tests/src/test/resources/servers`).
            `ok`: the test passed. `–`: it isn't run there, [for a reason](#why-not-everywhere). `(auto)`: the backend runs with `--protocol auto`; web servers with other protocols use the same port or socket.

            There is one such page for the web servers of each of three releases: [Debian 11](matrix-debian11.md), [Debian 12](matrix.md), [Debian 13](matrix-debian13.md).

            `./test.sh` runs all of it behind this machine's web servers, `./test.sh --servers bullseye` and `./test.sh --servers trixie` behind those of Debian 11 and 13. Each prints the table and writes this page to `integration-tests/target/matrix.md`. Cherokee, which Debian has no more, is found by the `PATH`. After a change of the tests, refresh the pages with that:
            ```
            ./test.sh; cp integration-tests/target/matrix.md docs/matrix.md
            ./test.sh --servers bullseye; cp integration-tests/target/matrix.md docs/matrix-debian11.md
            ./test.sh --servers trixie; cp integration-tests/target/matrix.md docs/matrix-debian13.md
            ```

            """;

    private final Matrix matrix;

    MatrixDocument(Matrix matrix) {
        this.matrix = matrix;
    }

    /** The whole page. */
    String text() {
        return HEAD + table() + reasons();
    }

    /** A row for each variant; a dash where the behaviour isn't run with it. */
    String table() {
        SortedSet<Behaviour> behaviours = new TreeSet<>();
        matrix.variants()
                .forEach(variant -> behaviours.addAll(matrix.row(variant).keySet()));
        List<List<String>> rows = new ArrayList<>();
        rows.add(Stream.concat(
                        Stream.of("web server", "version", "configuration", "protocol", "transport"),
                        behaviours.stream().map(Behaviour::title))
                .toList());
        for (Variant variant : matrix.variants()) {
            Stream<String> cells = behaviours.stream().map(behaviour -> {
                Matrix.Outcome outcome = matrix.row(variant).get(behaviour);
                return outcome == null ? "–" : outcome.cell();
            });
            Stream<String> head = Stream.of(
                    variant.forwarder().title(),
                    matrix.version(variant).map(Version::toString).orElse("–"),
                    variant.configuration(),
                    variant.protocol(),
                    variant.backend().transport().title());
            rows.add(Stream.concat(head, cells).toList());
        }
        StringBuilder table = new StringBuilder(aligned(rows));
        matrix.reasons()
                .forEach(reason -> table.append("\nSkipped: ").append(reason).append('\n'));
        return table.toString();
    }

    private String reasons() {
        StringBuilder text = new StringBuilder("""

                ## Why not everywhere

                The rows with TLS are for the tests of TLS, the row "authorizer" for those of that role. Of the other rows, some can't do what a test needs, or what a check in it needs:

                """);
        for (Trait trait : Trait.values()) {
            String without = without(trait);
            if (!without.isEmpty()) {
                text.append("- ")
                        .append(trait.without())
                        .append(columns(trait))
                        .append(": ")
                        .append(without)
                        .append('\n');
            }
        }
        return text.toString();
    }

    /** What can't be shown without the trait. */
    private static String columns(Trait trait) {
        String titles = Behaviour.all().stream()
                .filter(behaviour -> behaviour.needs().contains(trait))
                .map(behaviour -> '"' + behaviour.title() + '"')
                .collect(Collectors.joining(", "));
        return titles.isEmpty() ? "" : " (not run: " + titles + ")";
    }

    /** The variants that don't have the trait; only those with TLS could hand certificates on. */
    private String without(Trait trait) {
        Variant.Kind kind = trait == Trait.CLIENT_CERTIFICATE ? Variant.Kind.TLS : Variant.Kind.HTTP;
        Map<String, List<Variant>> rows = Arrays.stream(Variant.values())
                .filter(variant -> variant.kind() == kind)
                .collect(Collectors.groupingBy(
                        variant -> variant.forwarder().title(), LinkedHashMap::new, Collectors.toList()));
        List<String> names = new ArrayList<>();
        rows.forEach((title, variants) -> {
            List<Variant> lacking = variants.stream()
                    .filter(variant -> !variant.has(trait, matrix.version(variant)))
                    .toList();
            if (lacking.size() == variants.size()) {
                names.add(title);
            } else if (!lacking.isEmpty()) {
                names.add(title
                        + lacking.stream().map(Variant::configuration).collect(Collectors.joining("; ", " (", ")")));
            }
        });
        return String.join(", ", names);
    }

    /** A Markdown table whose columns are as wide as their widest cell; the first row is the head. */
    private static String aligned(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder table = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            for (int j = 0; j < columns; j++) {
                String cell = rows.get(i).get(j);
                table.append("| ").append(cell).append(" ".repeat(widths[j] - cell.length() + 1));
            }
            table.append("|\n");
            if (i == 0) {
                for (int width : widths) {
                    table.append('|').append("-".repeat(width + 2));
                }
                table.append("|\n");
            }
        }
        return table.toString();
    }
}
