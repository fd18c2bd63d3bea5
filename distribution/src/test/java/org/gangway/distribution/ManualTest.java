package org.gangway.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gangway.launcher.GangwayCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class ManualTest {
    @TempDir
    Path share;

    private final CommandLine gangway = new CommandLine(new GangwayCommand());

    private void write() throws Exception {
        Manual.main(new String[] {share.toString(), "1.2-SNAPSHOT", "2026-11-22T00:00:00Z"});
    }

    private String page(String name) throws Exception {
        return Files.readString(share.resolve("man/man1/" + name + ".1"));
    }

    private String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + "\n" + output;
    }

    private void assumeInstalled(String program) {
        assumeTrue(
                Files.isExecutable(Path.of(program)) || "true".equals(System.getenv("CI")), program + " isn't there");
    }

    @Test
    void everyOptionOfEveryCommandIsInItsPage() throws Exception {
        write();
        List<String> missing = new ArrayList<>();
        for (String name : List.of("run", "reload", "ping", "conf", "demo", "runfcgi")) {
            String page = page("gangway-" + name);
            for (OptionSpec option :
                    gangway.getSubcommands().get(name).getCommandSpec().options()) {
                if (!page.contains(ManualPage.escape(option.longestName()))) {
                    missing.add(name + ' ' + option.longestName());
                }
            }
            assertThat(page("gangway")).contains("\\fB" + name + "\\fR\n");
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void defaultsAndPercentSignsAreThoseOfTheHelp() throws Exception {
        write();
        assertThat(page("gangway-run"))
                .startsWith(".TH GANGWAY\\-RUN 1 2026-11-22 \"gangway 1.2\\-SNAPSHOT\" \"Gangway\"\n.SH NAME\n"
                        + "gangway\\-run \\- serves WARs")
                .contains("\\fB\\-\\-max\\-headers\\fR \\fIN\\fR\nThe most header fields (default: 200).\n")
                .contains("Let paths with %2F and")
                .doesNotContain("${", "%%");
    }

    @Test
    void headingsAndNotesAreThoseOfTheHelp() throws Exception {
        write();
        assertThat(page("gangway-run"))
                .contains(".SH SYNOPSIS\ngangway run \\-\\-socket PATH [OPTION]... APP.war...\n.br\n")
                .contains(".SS Address\n.TP\n\\fB\\-\\-protocol\\fR")
                .contains(".SH ENVIRONMENT\n.TP\n\\fBJAVA_CMD, JAVA_HOME\\fR\n")
                .contains(".SH EXIT STATUS\n.TP\n\\fB0\\fR\n")
                .contains(".SH EXAMPLES\n.TP\n\\fBgangway run shop.war \\-\\-port 9000\\fR\n");
    }

    @Test
    void textMeansItself() {
        assertThat(ManualPage.escape(".TH isn't a\\b-c`")).isEqualTo("\\&.TH isn\\(aqt a\\eb\\-c\\(ga");
    }

    @Test
    void pagesAreRenderedWithoutAWarning() throws Exception {
        assumeInstalled("/usr/bin/groff");
        write();
        for (ManualPage page : Manual.pages()) {
            assertThat(run("groff", "-man", "-Tutf8", "-ww", "-z", share + "/man/man1/" + page.name() + ".1"))
                    .as(page.name())
                    .isEqualTo("0\n");
        }
    }

    @Test
    void bashCompletesCommandsAndOptions() throws Exception {
        assumeInstalled("/bin/bash");
        write();
        String file = share + "/bash-completion/completions/gangway";
        String complete = "; COMP_CWORD=$((${#COMP_WORDS[@]}-1)); _complete_gangway; printf '%s ' \"${COMPREPLY[@]}\"";
        assertThat(run("bash", "-c", "compopt() { :; }; . " + file + "; COMP_WORDS=(gangway rel)" + complete))
                .isEqualTo("0\nreload ");
        assertThat(run(
                        "bash",
                        "-c",
                        "compopt() { :; }; . " + file + "; COMP_WORDS=(gangway run --socket-g)" + complete))
                .isEqualTo("0\n--socket-group ");
        assertThat(Files.readString(Path.of(file))).as("the same tomorrow").doesNotContain("# Date");
    }
}
