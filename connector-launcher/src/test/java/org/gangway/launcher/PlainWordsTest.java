package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.gangway.jetty.Limit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What is read without picocli is what picocli reads. */
class PlainWordsTest {
    /** These have a meaning of picocli's own. */
    private static final List<String> OTHERS = List.of("--help", "--version");

    private static List<OptionSpec> options() {
        return RunCommand.commandLine(new RunCommand()).getCommandSpec().options().stream()
                .filter(option -> !OTHERS.contains(option.longestName()))
                .toList();
    }

    /** As a user could write it, and not the default. */
    private static String value(OptionSpec option) {
        Class<?> type = option.isMultiValue() ? option.auxiliaryTypes()[0] : option.type();
        if (option.longestName().equals("--sendfile")) {
            return "x-sendfile";
        } else if (type.isEnum()) {
            Object[] constants = type.getEnumConstants();
            return constants[constants.length - 1].toString().toLowerCase(Locale.ROOT);
        } else if (type == Duration.class || isTime(option.longestName())) {
            return "7s";
        }
        return type == Integer.class || type == Long.class ? "7" : "a=b c";
    }

    private static boolean isTime(String option) {
        return Stream.of(Limit.values())
                .anyMatch(limit -> limit.option().equals(option) && limit.unit() == Limit.Unit.MILLISECONDS);
    }

    static Stream<List<String>> commandLines() {
        List<List<String>> all = new ArrayList<>();
        List<String> together = new ArrayList<>(List.of("b.war"));
        for (OptionSpec option : options()) {
            String name = option.longestName();
            if (option.arity().max() == 0) {
                all.add(List.of("a.war", name, "b.war"));
                together.add(name);
                continue;
            }
            String value = value(option);
            all.add(List.of("a.war", name, value, "b.war"));
            all.add(List.of(name + '=' + value, "--", "a.war", "-b.war", "--strict"));
            together.add(name + '=' + value);
            if (option.isMultiValue()) {
                all.add(List.of(name, value, "--strict", "a.war", name + "=c", name, "d"));
            }
        }
        all.add(List.of());
        all.add(together);
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("commandLines")
    void readsWhatPicocliReads(List<String> words) {
        RunCommand expected = new RunCommand();
        CommandLine.ParseResult parsed = RunCommand.commandLine(expected).parseArgs(words.toArray(String[]::new));

        PlainWords plain = PlainWords.read(words);

        assertThat(plain).isNotNull();
        assertThat(plain.command())
                .usingRecursiveComparison()
                .ignoringFields("spec")
                .isEqualTo(expected);
        assertThat(plain.arguments("here")).isEqualTo(CommandLineOptions.of(parsed, "here"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "-h",
                "--unknown",
                "--unknown=1",
                "-p 1",
                "--port",
                "--port=",
                "--port x",
                "--port 99999999999",
                "--port --debug",
                "--port=1 --port=2",
                "--debug --debug",
                "--debug=true",
                "--mercy 1day",
                "--log-level loud",
                "--sendfile there",
                "--touch-reload",
                "--touch-reload --debug",
                "--roles-from=A",
                "@file",
                "--max-headers=many",
                "--socket \0"
            })
    void restIsLeftToPicocli(String line) {
        assertThat(PlainWords.read(List.of(line.split(" ")))).isNull();
    }

    /** The JVM would have to verify it, and read its annotations. */
    @Test
    void itNamesNoClassOfPicocli() throws Exception {
        byte[] type = PlainWords.class.getResourceAsStream("PlainWords.class").readAllBytes();
        assertThat(new String(type, StandardCharsets.ISO_8859_1)).doesNotContain("picocli/");
    }
}
