package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MatrixDocumentTest {
    /** The page in docs is what a run of all tests writes, but nobody has to have all web servers for this. */
    @Test
    void committedPageNamesTheVariantsAndBehavioursOfTheTests() throws Exception {
        assertThat(Files.readString(Path.of("../docs/matrix.md")))
                .as("docs/matrix.md; after a whole ./test.sh: cp integration-tests/target/matrix.md docs/matrix.md")
                .isEqualTo(new MatrixDocument(Matrix.complete()).text());
    }

    @Test
    void outcomesAreTold() {
        Matrix matrix = new Matrix();
        Behaviour behaviour = Behaviour.all().first();
        matrix.add(Variant.JK_ROOT, behaviour, Matrix.Outcome.FAILED);
        matrix.add(Variant.NGINX_SCGI_PREFIX, behaviour, Matrix.Outcome.SKIPPED);
        matrix.skipped("nginx is not installed");

        assertThat(new MatrixDocument(matrix).table().lines())
                .hasSize(6)
                .anyMatch(line -> line.matches("\\| web server .*\\| " + behaviour.title() + " *\\|"))
                .anyMatch(line -> line.matches("\\| nginx scgi_pass .*\\| SCGI +\\| Unix socket +\\| skipped +\\|"))
                .anyMatch(line -> line.matches("\\| Apache mod_jk .*\\| AJP13 \\(auto\\) \\| TCP +\\| FAILED +\\|"))
                .contains("Skipped: nginx is not installed");
    }
}
