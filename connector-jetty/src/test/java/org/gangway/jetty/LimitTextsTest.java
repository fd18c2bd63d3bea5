package org.gangway.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.gangway.request.RequestLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What modules and manual say of limits is what the table says. With {@code -Dgangway.write=true} the files are brought
 * up to date: a new limit gets its place behind the one before it in the table.
 */
class LimitTextsTest {
    private static final Path CONFIG = Path.of("src/main/config");
    private static final Path MANUAL = Path.of("../docs/options.md");
    private static final boolean WRITE = Boolean.getBoolean("gangway.write");
    private static final int WIDTH = 117;

    private enum Module {
        FASTCGI(new FastCgiConnectionFactory()),
        SCGI(new ScgiConnectionFactory()),
        AJP(new AjpConnectionFactory());

        @SuppressWarnings("ImmutableEnumChecker") // it is only read
        private final GatewayConnectionFactory factory;

        Module(GatewayConnectionFactory factory) {
            this.factory = factory;
        }

        Path file(String format) {
            return CONFIG.resolve(format.formatted(lowerCase()));
        }

        String property(Limit limit) {
            return "gangway." + lowerCase() + "." + limit.property();
        }

        List<Limit> limits() {
            return Arrays.stream(Limit.values())
                    .filter(limit -> limit.isOf(factory))
                    .toList();
        }

        private String lowerCase() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void iniTemplates(Module module) throws IOException {
        assertUpToDate(
                module.file("modules/gangway-%s.mod"),
                module.limits(),
                limit -> "(?m)(^## .*\\n)+# " + Pattern.quote(module.property(limit)) + "=.*\\n",
                limit -> described(limit.meaning() + ".") + "# " + module.property(limit) + "="
                        + limit.get(module.factory) + "\n",
                "\n");
    }

    @ParameterizedTest
    @EnumSource
    void xmlFiles(Module module) throws IOException {
        assertUpToDate(
                module.file("etc/gangway-%s.xml"),
                module.limits(),
                limit -> "(?m)^ *<Set name=\"" + limit.property() + "\".*\\n",
                limit -> "    <Set name=\"" + limit.property() + "\" property=\"" + module.property(limit) + "\"/>\n",
                "");
    }

    @Test
    void manual() throws IOException {
        assertUpToDate(
                MANUAL,
                List.of(Limit.values()),
                limit -> "(?m)^\\|[^|]*\\| `(\\w+\\.)?" + limit.property() + "`[^|]*\\|.*\\n",
                LimitTextsTest::row,
                "");
    }

    @Test
    void manualHasNoOtherLimits() throws IOException {
        String manual = Files.readString(MANUAL);
        String section = manual.substring(manual.indexOf("\n## Limits"));

        assertThat(section.lines().filter(line -> line.startsWith("| `")).map(line -> line.split("`", 3)[1]))
                .containsAll(Arrays.stream(Limit.values()).map(Limit::option).toList())
                .hasSize(Limit.values().length + 2)
                // One is of the connector, the other of AJP.
                .contains("--idle-timeout", "--packet-size");
    }

    private static String row(Limit limit) {
        String property = limit.bean() == GatewayConnectionFactory.class
                ? "`" + limit.property() + "` of the factory"
                : "`" + limit.bean().getSimpleName() + "." + limit.property() + "`";
        assertThat(limit.bean())
                .isIn(GatewayConnectionFactory.class, FastCgiConnectionFactory.class, RequestLimits.class);
        String unit = limit.unit() == Limit.Unit.MILLISECONDS ? " ms" : "";
        String overAjp = limit == Limit.KEEP_ALIVE_TIMEOUT ? ", over AJP none" : "";
        return "| `" + limit.option() + "` | " + property + " | " + limit.defaultValue() + unit + overAjp + " | "
                + limit.beyond() + " |\n";
    }

    /** Comment lines of at most 120 characters. */
    private static String described(String text) {
        Matcher line = Pattern.compile("(.{1," + WIDTH + "})(?: |$)").matcher(text);
        return line.results().map(result -> "## " + result.group(1) + "\n").collect(Collectors.joining());
    }

    private static void assertUpToDate(
            Path file,
            List<Limit> limits,
            Function<Limit, String> pattern,
            Function<Limit, String> text,
            String between)
            throws IOException {
        String before = Files.readString(file);
        String after = before;
        int end = -1;
        for (Limit limit : limits) {
            Matcher place = Pattern.compile(pattern.apply(limit)).matcher(after);
            String entry = text.apply(limit);
            if (place.find()) {
                after = after.substring(0, place.start()) + entry + after.substring(place.end());
                end = place.start() + entry.length();
            } else {
                assertThat(end).as("the place of the first limit in " + file).isPositive();
                after = after.substring(0, end) + between + entry + after.substring(end);
                end += between.length() + entry.length();
            }
        }
        if (WRITE) {
            Files.writeString(file, after);
        } else {
            assertThat(before)
                    .as(file + " (run this test with -Dgangway.write=true, and look at what it wrote)")
                    .isEqualTo(after);
        }
    }
}
