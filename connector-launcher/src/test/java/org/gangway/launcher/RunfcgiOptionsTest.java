package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each option of {@code gangway runfcgi} through the command line: what of it holds, as a dry run prints it. */
class RunfcgiOptionsTest {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String war;

    @BeforeEach
    void makeWar() throws Exception {
        war = new WarBuilder()
                .descriptor(WarBuilder.jakartaDescriptor("6.0"))
                .pack(directory.resolve("shop.war"))
                .toString();
    }

    private int execute(String words) {
        List<String> arguments = new ArrayList<>(List.of("runfcgi"));
        arguments.addAll(List.of(words.replace("DIR", directory.toString()).split(" ", -1)));
        return GangwayCommand.execute(
                arguments.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
    }

    /** What stands below "command line". */
    private List<String> given(String words) {
        assertThat(execute(words + " war=" + war + " dry-run"))
                .as(err.toString())
                .isZero();
        List<String> given = new ArrayList<>();
        String origin = "";
        for (String line : out.toString().lines().toList()) {
            if (line.startsWith("# ")) {
                origin = line;
            } else if (origin.equals("# command line")) {
                given.add(line);
            }
        }
        return given;
    }

    @ParameterizedTest
    @CsvSource({
        "protocol=scgi, --protocol scgi",
        "socket=DIR/my.sock, --socket DIR/my.sock",
        "port=3033 host=127.0.0.1, --host 127.0.0.1",
        "host=127.0.0.1 port=3033, --port 3033",
        "port=3033 method=threaded, --method threaded",
        "port=3033 method=prefork, --method prefork",
        "port=3033 maxrequests=7, --max-requests 7",
        "port=3033 maxspare=9, --max-spare 9",
        "port=3033 minspare=1, --min-spare 1",
        "port=3033 maxchildren=3, --max-children 3",
        "port=3033 method=threaded maxchildren=30, --threads 30",
        "port=3033 daemonize=true, --daemon",
        "port=3033 pidfile=DIR/my.pid, --pidfile DIR/my.pid",
        "port=3033 workdir=DIR, --directory DIR",
        "port=3033 debug=true, --debug",
        "port=3033 outlog=DIR/out, --out-log DIR/out",
        "port=3033 errlog=DIR/err, --err-log DIR/err",
        "port=3033 umask=002, --umask 002",
        "socket=DIR/my.sock umask=002, --socket-mode 0664",
        "port=3033 context-path=/shop, --context-path /shop",
    })
    void isHeeded(String words, String option) {
        assertThat(given(words)).contains(option.replace("DIR", directory.toString()));
    }

    @Test
    void foregroundHasNoDirectory() {
        assertThat(given("daemonize=false port=3033")).contains("--port 3033");
        assertThat(out.toString()).doesNotContain("--daemon", "--directory");
    }

    @Test
    void aloneTheProtocolHasAPort() {
        assertThat(execute("protocol=scgi war=" + war + " dry-run")).isZero();
        assertThat(out.toString().lines())
                .containsSubsequence("# command line", "--protocol scgi", "# default of runfcgi", "--host 127.0.0.1")
                .contains("--port 4000", "--method prefork", "--daemon", "--umask 022");
    }

    @Test
    void helpListsTheOptions() {
        assertThat(execute("help")).isZero();
        assertThat(out.toString()).isEqualTo(RunfcgiWords.HELP);
    }

    @Test
    void wrongCombinationIsOneLine() {
        assertThat(execute("host=127.0.0.1 war=" + war)).isEqualTo(UserError.USAGE);
        assertThat(err.toString()).isEqualToIgnoringNewLines("gangway: host needs port; give both, or socket");
    }
}
