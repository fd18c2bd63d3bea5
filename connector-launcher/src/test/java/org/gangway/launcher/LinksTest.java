package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The links within the documents: the file is there, and the heading in it. */
class LinksTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\((?![a-z]+:)([^)#\\s]*)(?:#([^)\\s]*))?\\)");
    private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```$");
    private static final Pattern CODE = Pattern.compile("`[^`\\n]*`");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *$");
    /** What the archive and the package have beside {@code docs}. */
    private static final Set<String> PACKAGED =
            Set.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE");

    static List<String> documents() throws IOException {
        List<String> documents = new ArrayList<>(PACKAGED);
        documents.remove("LICENSE");
        try (Stream<Path> pages = Files.list(ROOT.resolve("docs"))) {
            pages.map(page -> "docs/" + page.getFileName())
                    .filter(name -> name.endsWith(".md"))
                    .forEach(documents::add);
        }
        documents.sort(null);
        return documents;
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkLeadsSomewhere(String name) throws IOException {
        Path page = ROOT.resolve(name);
        Matcher link = LINK.matcher(withoutCode(Files.readString(page)));
        List<String> broken = new ArrayList<>();
        while (link.find()) {
            Path target = link.group(1).isEmpty()
                    ? page
                    : page.getParent().resolve(link.group(1)).normalize();
            String anchor = link.group(2);
            boolean leads = isPackaged(target) && Files.exists(target);
            if (!leads || (anchor != null && !anchors(Files.readString(target)).contains(anchor))) {
                broken.add(link.group());
            }
        }
        assertThat(broken).as("links of " + name).isEmpty();
    }

    /** Each page of {@code docs} can be found from the README. */
    @Test
    void readmeNamesEveryPage() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));

        assertThat(documents().stream().filter(name -> !name.equals("README.md")))
                .allSatisfy(name -> assertThat(readme).contains("](" + name));
    }

    @ParameterizedTest
    @CsvSource({"a `b` c,a-b-c", "A B: (C),a-b-c", "b_c-d,b_c-d", "[x](y.md) z,x-z"})
    void anchorsAreThoseOfGitHub(String heading, String anchor) {
        assertThat(anchors("# " + heading + "\n# " + heading + "\n")).containsExactlyInAnyOrder(anchor, anchor + "-1");
    }

    private static boolean isPackaged(Path target) {
        String name = ROOT.relativize(target).toString();
        return PACKAGED.contains(name) || name.matches("docs/[^/]+\\.(md|png)");
    }

    private static Set<String> anchors(String text) {
        Set<String> anchors = new HashSet<>();
        Matcher heading = HEADING.matcher(FENCED.matcher(text).replaceAll(""));
        while (heading.find()) {
            String anchor = heading.group(1)
                    .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{M}\\p{N}_ -]", "")
                    .replace(' ', '-');
            String numbered = anchor;
            for (int number = 1; !anchors.add(numbered); number++) {
                numbered = anchor + "-" + number;
            }
        }
        return anchors;
    }

    private static String withoutCode(String text) {
        return CODE.matcher(FENCED.matcher(text).replaceAll("")).replaceAll("");
    }
}
