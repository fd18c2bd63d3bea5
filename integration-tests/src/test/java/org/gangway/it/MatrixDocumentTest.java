package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatrixDocumentTest {
    /** The pages in docs are what a run of all tests writes, but nobody has to have all web servers for this. */
    @ParameterizedTest
    @ValueSource(strings = {"matrix.md", "matrix-debian11.md", "matrix-debian13.md"})
    void committedPageNamesTheVariantsAndBehavioursOfTheTests(String name) throws Exception {
        String page = Files.readString(Path.of("../docs", name));
        assertThat(page)
                .as("docs/" + name + "; the page says how it is written")
                .isEqualTo(new MatrixDocument(Matrix.complete(variant -> version(page, variant))).text());
    }

    /** What the page says of the variant's web server. */
    private static Optional<Version> version(String page, Variant variant) {
        List<String> wanted = List.of(
                variant.forwarder().title(),
                variant.configuration(),
                variant.protocol(),
                variant.backend().transport().title());
        return page.lines()
                .map(line -> List.of(line.split(" *\\| *", -1)))
                .filter(row -> row.size() > 6 && wanted.equals(List.of(row.get(1), row.get(3), row.get(4), row.get(5))))
                .findFirst()
                .flatMap(row -> Version.in(row.get(2)));
    }

    @Test
    void outcomesAreTold() {
        Matrix matrix = new Matrix(
                variant -> variant == Variant.JK_ROOT ? Optional.of(new Version(2, 4, 62)) : Optional.empty());
        Behaviour behaviour = Behaviour.all().first();
        matrix.add(Variant.JK_ROOT, behaviour, Matrix.Outcome.FAILED);
        matrix.add(Variant.NGINX_SCGI_PREFIX, behaviour, Matrix.Outcome.SKIPPED);
        matrix.skipped("nginx is not installed");

        assertThat(new MatrixDocument(matrix).table().lines())
                .hasSize(6)
                .anyMatch(line -> line.matches("\\| web server .*\\| " + behaviour.title() + " *\\|"))
                .anyMatch(line ->
                        line.matches("\\| nginx scgi_pass +\\| – .*\\| SCGI +\\| Unix socket +\\| skipped +\\|"))
                .anyMatch(line ->
                        line.matches("\\| Apache mod_jk +\\| 2.4.62 .*\\| AJP13 \\(auto\\) \\| TCP +\\| FAILED +\\|"))
                .contains("Skipped: nginx is not installed");
    }

    @Test
    void versionIsTheFirstInTheText() {
        assertThat(Version.in("HA-Proxy version 2.2.9-2+deb11u6 2023/12/23")).contains(new Version(2, 2, 9));
        assertThat(Version.in("nginx version: nginx/1.18.0")).contains(new Version(1, 18, 0));
        assertThat(Version.in("none")).isEmpty();
        assertThat(new Version(1, 4, 9).isBefore("1.4.10")).isTrue();
        assertThat(new Version(1, 10, 0).isBefore("1.4.10")).isFalse();
    }
}
