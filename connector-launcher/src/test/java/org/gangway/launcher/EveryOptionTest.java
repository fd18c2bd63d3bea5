package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gangway.jetty.Limit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** Every option has a test through the command line, not only of what is behind it. */
class EveryOptionTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Limit.class)
    void limitIsHeeded(Limit limit) throws Exception {
        String war = new WarBuilder()
                .descriptor(WarBuilder.jakartaDescriptor("6.0"))
                .pack(directory.resolve("app.war"))
                .toString();
        boolean time = limit.unit() == Limit.Unit.MILLISECONDS;
        long value = time ? 7_000 : limit.defaultValue() - 1;
        RunPlan plan = RunCommand.parse(war, "--port=0", limit.option() + '=' + (time ? "7s" : String.valueOf(value)))
                .plan(() -> null, Map.of());

        assertThat(plan.limits()).containsExactly(Map.entry(limit, value));
    }

    /** Those of the limits are above. */
    @Test
    void aTestNamesEachOption() throws Exception {
        String tests = source(Path.of("src/test/java")) + source(Path.of("../integration-tests/src/test/java"));
        List<String> limits = Stream.of(Limit.values()).map(Limit::option).toList();
        List<String> untested = new ArrayList<>();
        CommandLine gangway = new CommandLine(new GangwayCommand());
        for (CommandLine command : gangway.getSubcommands().values()) {
            command.getCommandSpec().options().stream()
                    .map(option -> option.longestName())
                    .filter(option -> !limits.contains(option))
                    .filter(option -> !Pattern.compile("[\" ]" + option + "[\" =,]")
                            .matcher(tests)
                            .find())
                    .forEach(option -> untested.add(command.getCommandName() + ' ' + option));
        }
        assertThat(untested).isEmpty();
    }

    private static String source(Path root) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                if (!file.endsWith("OptionsManualTest.java")) {
                    text.append(Files.readString(file));
                }
            }
        }
        return text.toString();
    }
}
