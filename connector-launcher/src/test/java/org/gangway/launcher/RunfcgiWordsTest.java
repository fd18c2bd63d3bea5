package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each option of Django's manage.py runfcgi, its default and its meaning as options of gangway run. */
class RunfcgiWordsTest {
    private static List<String> run(boolean spawned, String... words) throws UserError {
        return new RunfcgiWords(List.of(words))
                .arguments(spawned).stream().map(Argument::line).toList();
    }

    private static List<String> run(String... words) throws UserError {
        return run(false, words);
    }

    private static void assertWrong(String message, String... words) {
        assertThatThrownBy(() -> run(words))
                .isInstanceOfSatisfying(
                        UserError.class, error -> assertThat(error.exitStatus()).isEqualTo(UserError.USAGE))
                .hasMessageContaining(message);
    }

    @Test
    void defaultsAreThoseOfTheDocument() throws Exception {
        assertThat(run("socket=/tmp/mysite.sock"))
                .containsExactlyInAnyOrder(
                        "--protocol fcgi",
                        "--socket /tmp/mysite.sock",
                        "--take-over",
                        "--socket-mode 0644",
                        "--daemon",
                        "--directory /",
                        "--umask 022",
                        "--method prefork",
                        "--min-spare 2",
                        "--max-spare 5",
                        "--max-children 50",
                        "--max-requests 0",
                        ".");
    }

    @ParameterizedTest
    @CsvSource({
        "protocol=scgi, --protocol scgi",
        "PROTOCOL=ajp, --protocol ajp",
        "pidfile=django.pid, --pidfile django.pid",
        "workdir=/srv, --directory /srv",
        "outlog=out.log, --out-log out.log",
        "errlog=err.log, --err-log err.log",
        "umask=0002, --umask 0002",
        "umask=0002, --socket-mode 0664",
        "debug=true, --debug",
        "debug, --debug",
        "maxrequests=7, --max-requests 7",
        "minspare=1, --min-spare 1",
        "maxspare=9, --max-spare 9",
        "maxchildren=3, --max-children 3",
        "method=fork, --method prefork",
        "war=shop.war, shop.war",
        "shop.war, shop.war",
        "war=/shop=shop.war, /shop=shop.war",
        "context-path=/shop, --context-path /shop",
        "take-over, --take-over",
        "threads=virtual, --threads virtual",
    })
    void eachWordHasItsMeaning(String word, String option) throws Exception {
        assertThat(run("socket=/tmp/mysite.sock", word)).contains(option);
    }

    @ParameterizedTest
    @CsvSource({"threaded", "thread", "THREADED"})
    void childrenOfThreadedAreThreads(String method) throws Exception {
        assertThat(run("method=" + method, "host=127.0.0.1", "port=3033", "maxchildren=20"))
                .contains("--method threaded", "--threads 20", "--host 127.0.0.1", "--port 3033")
                .noneMatch(option -> option.startsWith("--max-") || option.startsWith("--socket"));
    }

    @Test
    void threadsOfThreadedMayBeVirtual() throws Exception {
        assertThat(run("method=threaded", "port=3033", "host=127.0.0.1", "threads=virtual"))
                .contains("--threads virtual")
                .doesNotContain("--threads 50");
    }

    @ParameterizedTest
    @CsvSource({"fcgi, 9000", "scgi, 4000", "ajp, 8009", "http, 8080", "auto, 9000"})
    void protocolAloneHasItsOwnPort(String protocol, String port) throws Exception {
        assertThat(run("protocol=" + protocol)).contains("--host 127.0.0.1", "--port " + port);
    }

    @ParameterizedTest
    @CsvSource({"true", "Yes", "t"})
    void daemonizeIsTrue(String value) throws Exception {
        assertThat(run(true, "daemonize=" + value)).contains("--daemon");
    }

    @ParameterizedTest
    @CsvSource({"false", "No", "f"})
    void daemonizeIsFalse(String value) throws Exception {
        assertThat(run("socket=/tmp/mysite.sock", "daemonize=" + value)).doesNotContain("--daemon");
    }

    @Test
    void whatIsSpawnedWithASocketStaysInTheForeground() throws Exception {
        assertThat(run(true))
                .doesNotContain("--daemon")
                .noneMatch(option -> option.startsWith("--port") || option.startsWith("--socket"));
    }

    @Test
    void anOptionOfRunWinsOverWhatAWordWouldSet() throws Exception {
        assertThat(run("socket=/tmp/mysite.sock", "socket-mode=0600")).contains("--socket-mode 0600");
        assertThat(run("socket=/tmp/mysite.sock", "socket-mode=0600")).doesNotContain("--socket-mode 0644");
    }

    @Test
    void eachWrongCombinationSaysWhatIsWrong() {
        assertWrong("no address to listen on");
        assertWrong("socket and host or port exclude one another", "socket=/tmp/a.sock", "port=3033");
        assertWrong("socket and host or port exclude one another", "socket=/tmp/a.sock", "host=127.0.0.1");
        assertWrong("host needs port", "host=127.0.0.1");
        assertWrong("protocol=gopher is none of ajp, auto, fcgi, http, scgi", "protocol=gopher");
        assertWrong("method=forked is none of", "socket=/tmp/a.sock", "method=forked");
        assertWrong("daemonize=perhaps is neither true nor false", "socket=/tmp/a.sock", "daemonize=perhaps");
        assertWrong("umask=9 is no octal number", "socket=/tmp/a.sock", "umask=9");
        assertWrong("maxspare=many is no number", "socket=/tmp/a.sock", "maxspare=many");
        assertWrong("maxchildren=0 is too small", "socket=/tmp/a.sock", "maxchildren=0");
        assertWrong("minspare=6 is more than maxspare=5", "socket=/tmp/a.sock", "minspare=6");
        assertWrong("maxrequests is for method=prefork", "port=3033", "method=threaded", "maxrequests=5");
        assertWrong("sokcet=/tmp/a.sock is neither an option nor a WAR", "sokcet=/tmp/a.sock");
    }

    @Test
    void helpNamesEachWordOfTheDocument() {
        assertThat(RunfcgiWords.HELP)
                .contains(Stream.of(
                                "protocol",
                                "host",
                                "port",
                                "socket",
                                "method",
                                "maxrequests",
                                "maxspare",
                                "minspare",
                                "maxchildren",
                                "daemonize",
                                "pidfile",
                                "workdir",
                                "debug",
                                "outlog",
                                "errlog",
                                "umask")
                        .map(word -> "  " + word + '=')
                        .toList());
    }
}
