package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.OptionSpec;

/** --config and --dry-run: options from a file, and where each value comes from. */
class ConfigurationFileTest {
    private static final Pattern PATH_LABEL = Pattern.compile(".*(PATH|FILE|DIR|WHERE).*");

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path war;
    private Path file;

    @BeforeEach
    void makeWar() throws Exception {
        war = new WarBuilder().descriptor(WarBuilder.jakartaDescriptor("6.0")).pack(directory.resolve("my app.war"));
        file = directory.resolve("shop.conf");
    }

    private int execute(String... arguments) {
        return GangwayCommand.execute(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private void write(String... lines) throws Exception {
        Files.write(file, List.of(lines));
    }

    private List<Argument> read(String... lines) throws Exception {
        write(lines);
        return ConfigurationFile.read(file);
    }

    @Test
    void aLineIsAnOptionOrAWar() throws Exception {
        assertThat(read(
                        "# comment",
                        "",
                        "--port 3033",
                        "  --threads = 50  ",
                        "--idle-timeout=30s",
                        "--strict",
                        "/shop=" + war))
                .extracting(Argument::line)
                .containsExactly("--port 3033", "--threads 50", "--idle-timeout 30s", "--strict", "/shop=" + war);
    }

    @Test
    void aValueGoesToTheEndOfTheLine() throws Exception {
        assertThat(read("--log /var/log/my app.log # not a comment", war.toString()))
                .extracting(Argument::value)
                .containsExactly("/var/log/my app.log # not a comment", war.toString());
    }

    @Test
    void aWrongLineIsNamed() throws Exception {
        write("--port 3033", "--sokcet /tmp/a.sock", war.toString());
        assertThat(execute("run", "--config", file.toString())).isEqualTo(UserError.USAGE);
        assertThat(err.toString())
                .contains(file + ", line 2: there is no option --sokcet (did you mean --socket?)")
                .hasLineCount(1);
    }

    @Test
    void aMissingFileIsNamed() {
        assertThat(execute("run", "--config", "/nowhere.conf")).isEqualTo(UserError.FAILED);
        assertThat(err.toString()).contains("there is no configuration file /nowhere.conf; check --config");
    }

    @Test
    void aFileNamesNoOther() throws Exception {
        write("--config other.conf");
        assertThatThrownBy(() -> ConfigurationFile.read(file)).hasMessageContaining("can't name another");
    }

    @Test
    void theCommandLineWinsAndTheRunSaysWhereEachValueComesFrom() throws Exception {
        write("--port 3033", "--threads 50", war.toString());
        assertThat(execute("run", "--config", file.toString(), "--dry-run", "--threads=60", "--strict"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString().lines())
                .startsWith("# 1 application over fcgi at 127.0.0.1:3033; nothing is started")
                .containsSubsequence("# command line", "--threads 60", "--strict")
                .containsSubsequence("# " + file + ", line 1", "--port 3033")
                .containsSubsequence("# " + file + ", line 3", war.toString())
                .containsSubsequence("# default", "--protocol fcgi")
                .doesNotContain("--threads 50", "--dry-run");
    }

    @Test
    void whatADryRunPrintsIsAConfigurationFile() throws Exception {
        assertThat(execute("run", "--port=3033", "--dry-run", war.toString())).isZero();
        Files.writeString(file, out.toString());
        out.getBuffer().setLength(0);

        assertThat(execute("run", "--config", file.toString(), "--dry-run")).isZero();

        assertThat(out.toString()).contains("--port 3033").contains(war.toString());
    }

    @Test
    void aDryRunSaysWhatIsWrong() {
        assertThat(execute("run", "--dry-run", "--port=3033", "nothere.war")).isEqualTo(UserError.FAILED);
        assertThat(err.toString()).contains("nothere.war").hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void ofRunfcgiEachValueSaysWhetherItIsADefault() {
        assertThat(execute("runfcgi", "port=3033", "method=threaded", "dry-run", "war=" + war))
                .as(err.toString())
                .isZero();
        assertThat(out.toString().lines())
                .containsSubsequence("# default of runfcgi", "--umask 022", "--threads 50")
                .contains("--port 3033", "--method threaded");
    }

    /** A daemon runs elsewhere, and gets its options with absolute paths. */
    @Test
    void everyOptionWithAPathIsKnownAsOne() {
        assertThat(RunCommand.commandLine(new RunCommand()).getCommandSpec().options())
                .filteredOn(option -> PATH_LABEL.matcher(option.paramLabel()).matches())
                .filteredOn(option -> !Set.of("--context-path", "--warm-up").contains(option.longestName()))
                .allMatch(CommandLineOptions::hasPath);
    }

    @Test
    void anOptionMayLeaveItsValueOut() {
        assertThat(CommandLineOptions.read(List.of("--touch-reload", "--touch-reload=a.txt"), "here"))
                .containsExactly(
                        new Argument("--touch-reload", null, "here"), new Argument("--touch-reload", "a.txt", "here"));
    }

    @Test
    void pathsAreMadeAbsolute() {
        List<Argument> given = List.of(
                new Argument("--log", "a.log", ""),
                new Argument("--lib", "ee10=x.jar", ""),
                new Argument("--lib", "y.jar", ""),
                new Argument("--realm", "shop=users.txt", ""),
                new Argument("--session-store", "jdbc:h2:mem", ""),
                new Argument("--context-path", "/shop", ""),
                new Argument(null, "/shop=shop.war", ""),
                new Argument(null, "shop.war", ""));
        String here = Path.of("").toAbsolutePath() + "/";
        assertThat(CommandLineOptions.anywhere(given))
                .extracting(Argument::value)
                .containsExactly(
                        here + "a.log",
                        "ee10=" + here + "x.jar",
                        here + "y.jar",
                        "shop=" + here + "users.txt",
                        "jdbc:h2:mem",
                        "/shop",
                        "/shop=" + here + "shop.war",
                        here + "shop.war");
    }

    @Test
    void optionsWithoutAValueHaveNone() {
        OptionSpec strict =
                RunCommand.commandLine(new RunCommand()).getCommandSpec().findOption("--strict");
        assertThat(CommandLineOptions.read(List.of("--strict"), "here"))
                .containsExactly(new Argument(strict.longestName(), null, "here"));
    }
}
