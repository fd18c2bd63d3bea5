package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gangway.jetty.FastCgiConnectionFactory;
import org.gangway.jetty.Limit;
import org.gangway.jetty.ScgiConnectionFactory;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The manual's tables of options against the options that there are. */
class OptionsManualTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(--[a-z-]+)[^|]*\\|([^|]*)\\|");

    private final CommandLine run = new CommandLine(new RunCommand());

    /** Options and what the manual's second column says of them. */
    private static Map<String, String> rows(String heading) throws IOException {
        String page = Files.readString(Path.of("../docs/options.md"));
        int start = page.indexOf("\n## " + heading + "\n");
        int end = page.indexOf("\n## ", start + 1);
        Matcher row = ROW.matcher(page.substring(start, end < 0 ? page.length() : end));
        Map<String, String> rows = new TreeMap<>();
        while (row.find()) {
            rows.put(row.group(1), row.group(2).strip());
        }
        return rows;
    }

    @Test
    void everyOptionIsInTheManualAndEveryOneThereExists() throws Exception {
        Map<String, String> described = rows("gangway run");
        described.putAll(rows("Limits"));
        described.remove("--version");
        described.remove("--help");

        assertThat(described.keySet())
                .containsExactlyInAnyOrderElementsOf(run.getCommandSpec().options().stream()
                        .filter(option -> !option.usageHelp() && !option.versionHelp())
                        .map(OptionSpec::longestName)
                        .map(name -> name.equals("--roles-variable") ? "--roles-from" : name)
                        .toList());
    }

    @Test
    void defaultsAreThoseOfTheManual() throws Exception {
        Map<String, String> described = rows("gangway run");
        for (OptionSpec option : run.getCommandSpec().options()) {
            if (option.defaultValue() != null) {
                assertThat(described.get(option.longestName()))
                        .as(option.longestName())
                        .isNotNull()
                        .satisfies(text -> assertThat(text.replace("`", "").split("; ", 2)[0])
                                .isEqualTo(option.defaultValue()));
            }
        }
    }

    @Test
    void everyLimitIsAnOptionWithItsDefault() {
        for (Limit limit : Limit.values()) {
            OptionSpec option = run.getCommandSpec().findOption(limit.option());
            assertThat(option).as(limit.option()).isNotNull();
            String time = limit == Limit.KEEP_ALIVE_TIMEOUT
                    ? "1h, over AJP none"
                    : limit == Limit.LINGER_TIMEOUT ? "2s" : "15s";
            assertThat(option.description()[0])
                    .contains(limit.meaning())
                    .endsWith(" (default: " + (limit.unit() == Limit.Unit.MILLISECONDS ? time : limit.defaultValue())
                            + ").");
        }
    }

    @Test
    void limitsReachTheFactories() throws Exception {
        RunCommand command = RunCommand.parse(
                "app.war",
                "--max-answer-bytes=2048",
                "--max-buffered-bytes=7",
                "--max-headers=5",
                "--head-timeout=3s",
                "--keep-alive-timeout=0");
        FastCgiConnectionFactory fastCgi = new FastCgiConnectionFactory();
        ScgiConnectionFactory scgi = new ScgiConnectionFactory();

        ProtocolFactories.setLimits(command.limits().values(), fastCgi);
        ProtocolFactories.setLimits(command.limits().values(), scgi);

        assertThat(fastCgi.getMaxAnswerBytes()).isEqualTo(2048);
        assertThat(fastCgi.getMaxBufferedBytes()).isEqualTo(7);
        assertThat(fastCgi.getRequestLimits().getMaxHeaders()).isEqualTo(5);
        assertThat(fastCgi.getHeadTimeout()).isEqualTo(3000);
        assertThat(fastCgi.getKeepAliveTimeout()).isEqualTo(Long.MAX_VALUE);
        assertThat(scgi.getRequestLimits().getMaxHeaders()).isEqualTo(5);
    }
}
