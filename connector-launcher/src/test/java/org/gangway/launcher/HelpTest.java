package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What the help says, and what is said instead of it about a wrong word. */
class HelpTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... arguments) {
        return GangwayCommand.execute(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private static List<OptionSpec> options() {
        return RunCommand.commandLine(new RunCommand()).getCommandSpec().options();
    }

    private static String help(String columns) {
        CommandLine gangway = new CommandLine(new GangwayCommand());
        GroupedHelp.addTo(gangway, columns);
        return gangway.getSubcommands().get("run").getUsageMessage();
    }

    @Test
    void everyOptionIsUnderOneHeading() {
        CommandHelp run =
                CommandHelp.of(RunCommand.commandLine(new RunCommand()).getCommandSpec());

        assertThat(run.groups().values().stream().flatMap(List::stream).map(OptionSpec::longestName))
                .containsExactlyInAnyOrderElementsOf(
                        options().stream().map(OptionSpec::longestName).toList());
    }

    @Test
    void everyValueHasADefault() {
        assertThat(options()).filteredOn(option -> option.arity().max() > 0).allSatisfy(option -> assertThat(
                        String.join(" ", option.description()))
                .as(option.longestName())
                .containsIgnoringCase("default"));
    }

    @Test
    void helpOfRunHasHeadingsExamplesEnvironmentAndExitStatus() {
        assertThat(execute("run", "--help")).isZero();
        String help = out.toString();
        assertThat(help.lines().limit(2))
                .containsExactly(
                        "Usage: gangway run --socket PATH [OPTION]... APP.war...",
                        "       gangway run [--host HOST] --port PORT [OPTION]... APP.war...");
        assertThat(help.lines().filter(line -> line.matches("[A-Z].*:")))
                .containsExactly(
                        "Address:",
                        "URL:",
                        "Users and trust:",
                        "Sessions and logins:",
                        "Logs:",
                        "Limits:",
                        "FastCGI:",
                        "AJP:",
                        "SCGI:",
                        "HTTP:",
                        "Process:",
                        "Reload:",
                        "Prefork:",
                        "Advanced:",
                        "Examples:",
                        "Environment:",
                        "Exit status:");
        assertThat(help.lines().filter(line -> line.startsWith("  gangway run ")))
                .hasSize(3);
    }

    @Test
    void helpCommandPrintsTheSame() {
        assertThat(execute("help", "run")).isZero();
        String first = out.toString();
        out.getBuffer().setLength(0);
        assertThat(execute("run", "--help")).isZero();
        assertThat(first).isEqualTo(out.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"60", "80", "132"})
    void helpIsAsWideAsToldByColumns(String columns) {
        int width = Integer.parseInt(columns);
        Stream<String> options = help(columns).lines().takeWhile(line -> !line.equals("Examples:"));
        // Examples are to be copied; the synopsis is two lines.
        int widest = options.skip(2).mapToInt(String::length).max().orElseThrow();
        assertThat(widest).isLessThanOrEqualTo(width).isGreaterThan(width - 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "wide", "20"})
    void strangeColumnsAreNoError(String columns) {
        assertThat(help(columns)).contains("--max-headers=N");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rnu | there is no command rnu (did you mean run?); see gangway --help",
                "Run | there is no command Run (did you mean run?); see gangway --help",
                "help rnu | there is no command rnu (did you mean run?); see gangway --help",
                "shop.war | there is no command shop.war (did you mean gangway run shop.war?); see gangway --help",
                "serve | there is no command serve; there are run, runfcgi, reload, ping, conf, demo, help; see gangway"
                        + " --help",
                "--prot 8 | there is no option --prot; see gangway --help",
                "run --SOCKET x | there is no option --SOCKET (did you mean --socket?); see gangway run --help",
                "run -port 80 | there is no option -port (did you mean --port?); see gangway run --help",
                "run --no x | there is no option --no (did you mean --no-padding?); see gangway run --help",
                "conf nginx --mout=/x | there is no option --mout (did you mean --mount?); see gangway conf --help",
                "run --port | --port needs a value: --port PORT; see gangway run --help",
                "run --socket --port 1 | --socket needs a value: --socket PATH; see gangway run --help",
                "run --port abc | --port 'abc' is no whole number; see gangway run --help",
                "run --log-level wran x | --log-level 'wran' is none of error, warn, info, debug, trace (did you mean"
                        + " warn?); see gangway run --help",
                "run --port 1 --port 2 x | --port is given twice; leave one of them out; see gangway run --help",
                "run --daemon=yes x | --daemon takes no value; leave out =yes; see gangway run --help",
                "ping | ADDRESS is missing; see gangway ping --help",
                "ping 1 2 | nothing is known of the word 2, gangway ping takes one ADDRESS; leave it out; see gangway"
                        + " ping --help",
                "reload now | nothing is known of the word now, gangway reload takes options only; leave it out; see"
                        + " gangway reload --help"
            })
    void wrongWordIsSaidInTheWordsOfTheCommandLine(String words, String line) {
        assertThat(execute(words.split(" ", -1))).isEqualTo(UserError.USAGE);
        assertThat(err.toString()).isEqualTo("gangway: " + line + System.lineSeparator());
        assertThat(out.toString()).isEmpty();
    }
}
