package org.gangway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is cited as a rule is in docs/rules.md, and what is there is cited. */
class RulesTest {
    private static final Path RULES = Sources.ROOT.resolve("docs/rules.md");
    private static final Path SELF = Path.of(RulesTest.class.getSimpleName() + ".java");

    /** A line of a table: the number, and the rest. */
    private static final Pattern ENTRY = Pattern.compile("^\\| ([FSAR]-\\d+) \\|(.*)$", Pattern.MULTILINE);

    private static final String NUMBER = "([1-9]\\d?)(?![\\w-]|\\.\\d)";
    /** In a text; not within a word, a version, or a name like SHA-1. */
    private static final Pattern TEXT = Pattern.compile("(?<![\\w.-])([FSAR])-" + NUMBER);
    /** From one to another in a text, which a comment may break. */
    private static final Pattern RANGE =
            Pattern.compile("(?<![\\w.-])([FSAR])-" + NUMBER + "[\\s*]+to[\\s*]+\\1-" + NUMBER);

    /** In the name of a test method: at its beginning, with others right behind. */
    private static final Pattern METHOD =
            Pattern.compile("\\bvoid ([fsar]\\d{1,2}(?:_[fsar]\\d{1,2}(?=_)|[FSAR]\\d{1,2}(?=[A-Z]))*)([A-Z_]\\w*)\\(");

    private static final Pattern IN_PREFIX = Pattern.compile("([fsarFSAR])(\\d{1,2})");
    private static final Pattern BEHIND_AND = Pattern.compile("And([FSAR])(\\d{1,2})(?=[A-Z])");

    private static Set<String> cited(String source) {
        Set<String> rules = new TreeSet<>();
        TEXT.matcher(source).results().forEach(found -> add(rules, found));
        RANGE.matcher(source).results().forEach(found -> {
            for (int i = Integer.parseInt(found.group(2)); i <= Integer.parseInt(found.group(3)); i++) {
                rules.add(found.group(1) + "-" + i);
            }
        });
        for (Matcher method = METHOD.matcher(source); method.find(); ) {
            IN_PREFIX.matcher(method.group(1)).results().forEach(found -> add(rules, found));
            BEHIND_AND.matcher(method.group(2)).results().forEach(found -> add(rules, found));
        }
        return rules;
    }

    private static void add(Set<String> rules, MatchResult found) {
        rules.add(found.group(1).toUpperCase(Locale.ROOT) + "-" + Integer.parseInt(found.group(2)));
    }

    private static Set<String> citedAnywhere() throws IOException {
        Set<String> rules = new TreeSet<>();
        for (Path source : Sources.main()) {
            rules.addAll(cited(Files.readString(source)));
        }
        for (Path source : Sources.test()) {
            if (!source.endsWith(SELF)) {
                rules.addAll(cited(Files.readString(source)));
            }
        }
        return rules;
    }

    @Test
    void whatIsCitedIsThereAndWhatIsThereIsCited() throws IOException {
        Set<String> there = new TreeSet<>();
        Set<String> citedNowhere = new TreeSet<>();
        ENTRY.matcher(Files.readString(RULES)).results().forEach(entry -> {
            assertThat(there.add(entry.group(1)))
                    .as("%s is there once", entry.group(1))
                    .isTrue();
            if (entry.group(2).contains("*Not cited*")) {
                citedNowhere.add(entry.group(1));
            }
        });
        Set<String> cited = citedAnywhere();
        assertThat(there).isNotEmpty();
        assertThat(less(cited, there)).as("cited, but not in docs/rules.md").isEmpty();
        assertThat(less(there, cited))
                .as("in docs/rules.md, but cited nowhere; those, and only those, must say *Not cited*")
                .isEqualTo(citedNowhere);
    }

    private static Set<String> less(Set<String> rules, Set<String> others) {
        Set<String> rest = new TreeSet<>(rules);
        rest.removeAll(others);
        return rest;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(rule R-27).                      | R-27",
                "F-9 F-6 a header                  | F-6 F-9",
                "A-31, R-5 packets                 | A-31 R-5",
                "R-5 to R-7, R-15                  | R-15 R-5 R-6 R-7",
                "void f7Wrong()                    | F-7",
                "void a08_unknown()                | A-8",
                "void a11_a17_null()               | A-11 A-17",
                "void a1A8What()                   | A-1 A-8",
                "void a25OneAndA29NoneBehind()     | A-25 A-29",
                "void a28_64KiB()                  | A-28",
                "void a13_noneIsA400AndTheEnd()    | A-13",
                "SHA-1 UTF-8 ISO-8859-1 PA-7 R10   | ''",
                "A-0 F-01 F-1a F-1.2 F-123 X.A-1   | ''",
                "A-1-2 a-1 RSA-2 _F-3              | ''",
                "void format1() void f() void f3() | ''",
                "void a400IsSent() void s3cret()   | ''"
            })
    void whatIsACitation(String text, String rules) {
        assertThat(String.join(" ", cited(text))).isEqualTo(rules);
    }
}
