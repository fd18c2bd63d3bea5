package org.gangway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Each package says what it is for, and once: in the main sources. */
class PackagesTest {
    private static final String PAGE = "package-info.java";

    @Test
    void eachPackageHasItsPage() throws IOException {
        Set<Path> packages = new TreeSet<>();
        for (Path source : Sources.main()) {
            if (!source.endsWith("module-info.java")) {
                packages.add(source.getParent());
            }
        }
        assertThat(packages).hasSizeGreaterThan(10);
        for (Path directory : packages) {
            Path page = directory.resolve(PAGE);
            assertThat(page).isRegularFile();
            assertThat(Files.readString(page)).as("%s", page).startsWith("/**");
        }
    }

    @Test
    void noneIsAmongTheTests() throws IOException {
        List<Path> tests = Sources.test();
        assertThat(tests).isNotEmpty().noneMatch(source -> source.endsWith(PAGE));
    }
}
