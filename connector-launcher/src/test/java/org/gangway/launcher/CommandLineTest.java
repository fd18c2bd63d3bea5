package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.gangway.forwarded.ForwardedPolicy;
import org.gangway.request.RemoteUserPolicy;
import org.gangway.request.ScriptNamePolicy;
import org.gangway.request.TrustPolicy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String war;

    @BeforeEach
    void makeWar() throws Exception {
        war = new WarBuilder()
                .descriptor(WarBuilder.jakartaDescriptor("6.0"))
                .pack(directory.resolve("app.war"))
                .toString();
    }

    private int execute(String... arguments) {
        return GangwayCommand.execute(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    /** One line with cause and remedy, the exit status, and nothing on standard output. */
    private void assertError(int status, String line, String... arguments) {
        err.getBuffer().setLength(0);
        assertThat(execute(arguments)).as("exit status").isEqualTo(status);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("gangway: ")
                .contains(line);
        assertThat(out.toString()).isEmpty();
    }

    private static RunPlan plan(String... arguments) throws UserError {
        return RunCommand.parse(arguments).plan(() -> null, System.getenv());
    }

    private static List<String> paths(RunPlan plan) {
        return plan.applications().stream().map(Application::contextPath).toList();
    }

    @Test
    void versionIsThatOfTheBuild() {
        assertThat(execute("--version")).isZero();
        assertThat(out.toString()).matches("gangway \\d+\\.\\d+\\.\\d+\\S*\\R");
    }

    @Test
    void helpNamesEveryCommandAndOption() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString()).contains("run").contains("demo").contains("ping");
        assertThat(execute("run", "--help")).isZero();
        assertThat(out.toString())
                .contains("--protocol")
                .contains("--socket")
                .contains("--allowed-clients")
                .contains("--remote-user")
                .contains("--secret-file")
                .contains("--route")
                .contains("--max-headers");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void commandIsRequired() {
        assertError(2, "no command given; see gangway --help");
    }

    @Test
    void unknownCommandIsUsage() {
        assertError(2, "there is no command serve; there are run, runfcgi, ", "serve");
    }

    @Test
    void unknownOptionIsUsage() {
        assertError(
                2,
                "there is no option --sokcet (did you mean --socket?); see gangway run --help",
                "run",
                war,
                "--sokcet=/x");
    }

    @Test
    void warIsRequired() {
        assertError(2, "no WAR is named; name one", "run", "--port", "0");
    }

    @ParameterizedTest
    @CsvSource({"fcgi, FCGI", "FastCGI, FCGI", "scgi, SCGI", "ajp, AJP", "ajp13, AJP", "HTTP, HTTP", "AUTO, AUTO"})
    void protocolsHaveNames(String text, Protocol protocol) throws Exception {
        assertThat(plan(war, "--port", "0", "--protocol", text).protocol()).isEqualTo(protocol);
    }

    @Test
    void unknownProtocolIsUsage() {
        assertError(
                2, "--protocol h2c is not known; use fcgi, scgi, ajp, http or auto", "run", war, "--protocol", "h2c");
    }

    @Test
    void nothingIsBelievedOverHttpUnlessTold() throws Exception {
        assertThat(plan(war, "--port=0", "--protocol=http").forwarded()).isEqualTo(ForwardedPolicy.OFF);
        assertThat(plan(war, "--port=0", "--protocol=auto", "--forwarded=trust").forwarded())
                .isEqualTo(ForwardedPolicy.TRUST);
        assertThat(plan(war, "--port=0", "--protocol=http", "--forwarded=X-Forwarded")
                        .forwarded())
                .isEqualTo(ForwardedPolicy.X_FORWARDED);
        assertError(
                2,
                "--forwarded yes is not known; use off, proxy, x-forwarded, forwarded, trust",
                "run",
                war,
                "--port=0",
                "--protocol=http",
                "--forwarded=yes");
        err.getBuffer().setLength(0);
        assertError(2, "--forwarded has no effect over fcgi, which tells", "run", war, "--port=0", "--forwarded=trust");
    }

    @Test
    void whoeverConnectsIsNotBelieved() throws Exception {
        assertError(
                2,
                "--forwarded trust believes whoever connects, and others can reach 0.0.0.0:0; add --allowed-clients",
                "run",
                war,
                "--protocol=http",
                "--host=0.0.0.0",
                "--port=0",
                "--forwarded=trust",
                "--insecure-any-client");
        err.getBuffer().setLength(0);
        assertError(2, "add --allowed-clients LIST", "run", war, "--protocol=http", "--host=0.0.0.0", "--port=0");
        assertThat(plan(
                                war,
                                "--protocol=http",
                                "--host=0.0.0.0",
                                "--port=0",
                                "--forwarded=trust",
                                "--allowed-clients=10.0.0.5")
                        .clients())
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--remote-user=trust", "--attributes=X.*", "--roles-from=ROLES"})
    void whatComesFromTheWebServerOnlyDoesNotComeOverHttp(String option) throws Exception {
        assertError(
                2,
                option.replaceFirst("=.*", "") + " has no effect over HTTP, where a client can send any header field",
                "run",
                war,
                "--port=0",
                "--protocol=http",
                option);
        assertThat(plan(war, "--port=0", "--protocol=auto", option).protocol()).isEqualTo(Protocol.AUTO);
    }

    @Test
    void socketAndHostExcludeOneAnother() {
        assertError(2, "exclude one another", "run", war, "--socket", "/tmp/x", "--host", "127.0.0.1", "--port", "0");
        err.getBuffer().setLength(0);
        assertError(2, "exclude one another", "run", war, "--socket", "/tmp/x", "--port", "0");
    }

    @Test
    void addressIsRequired() {
        assertError(2, "file descriptor 0 is no listening socket; give --socket PATH", "run", war);
    }

    @Test
    void hostNeedsPort() {
        assertError(2, "--host needs --port; add it", "run", war, "--host", "127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--take-over", "--socket-owner=www-data", "--socket-group=www-data"})
    void socketOptionsNeedSocket(String option) {
        assertError(2, "need --socket; add it", "run", war, "--port", "0", option);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "--port=70000, --port 70000 is no port",
                "--port=-1, --port -1 is no port",
                "--port=http, --port 'http' is no whole number",
                "--ee=ee9, \"--ee ee9 is not known; use auto, ee8, ee10 (also for EE 9) or ee11\"",
                "--threads=1, --threads 1 is too few; give at least 8",
                "--threads=many, --threads many is neither a number nor platform nor virtual; give one of them",
                "--idle-timeout=soon, --idle-timeout: 'soon' is no time; write it like 500ms",
                "--log-level=loud, --log-level 'loud' is none of error",
                "--remote-user=maybe, --remote-user 'maybe' is none of ignore",
                "--script-name=shop, --script-name shop is not auto",
                "--context-path=shop, --context-path shop is no path; write it like /shop",
                "--socket-mode=rw, --socket-mode rw is no octal mode; write it like 0660",
                "--attributes=(, --attributes ( is no regular expression",
                "--allowed-clients=example.org, --allowed-clients",
                "--max-requests-per-connection=0, --max-requests-per-connection is 0; it must be at least 1",
                "--max-response-head-bytes=1, --max-response-head-bytes is 1; it must be 512 to 65000",
                "--route=a.b, --route a.b is no name; write it with letters",
                "--scgi-compliance=some, --scgi-compliance 'some' is none of",
                "--max-headers=0, --max-headers is 0; it must be at least 1",
                "--max-connections=0, --max-connections is 0; it must be at least 1",
                "--max-answer-bytes=1, --max-answer-bytes is 1; it must be at least 1024",
                "--max-headers=many, --max-headers 'many' is no whole number; see gangway run --help",
                "--head-timeout=0, --head-timeout is 0; it must be at least 1 ms"
            })
    void wrongValueIsUsage(String option, String line) {
        String[] arguments = option.startsWith("--port")
                ? new String[] {"run", war, option}
                : new String[] {"run", war, "--port", "0", option};
        assertError(2, line, arguments);
    }

    @Test
    void addressThatOthersReachNeedsAllowedClients() throws Exception {
        assertError(2, "add --allowed-clients LIST", "run", war, "--host", "0.0.0.0", "--port", "0");

        assertThat(plan(war, "--host", "0.0.0.0", "--port", "0", "--insecure-any-client")
                        .clients())
                .isNull();
        assertThat(plan(war, "--host", "0.0.0.0", "--port", "0", "--allowed-clients", "10.0.0.5")
                        .clients())
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ajp", "auto"})
    void addressThatOthersReachNeedsASecretForAjp(String protocol) throws Exception {
        assertError(
                2,
                "AJP needs a secret there; add --secret-file FILE",
                "run",
                war,
                "--protocol",
                protocol,
                "--host",
                "0.0.0.0",
                "--port",
                "0",
                "--insecure-any-client");
        String secret =
                Files.writeString(directory.resolve("secret"), "open sesame").toString();
        RunPlan plan = plan(
                war,
                "--protocol=" + protocol,
                "--host=0.0.0.0",
                "--port=0",
                "--insecure-any-client",
                "--secret-file=" + secret);

        assertThat(plan.ajp().hasSecret()).isTrue();
        assertThat(plan.ajpTrust().remoteUser()).isEqualTo(RemoteUserPolicy.TRUST);
        assertThat(plan.trust().remoteUser()).isEqualTo(RemoteUserPolicy.IGNORE);
    }

    @Test
    void secretIsEnoughForAjp() throws Exception {
        String secret =
                Files.writeString(directory.resolve("secret"), "open sesame").toString();
        assertThat(plan(war, "--protocol=ajp", "--host=0.0.0.0", "--port=0", "--secret-file=" + secret)
                        .clients())
                .isNull();
        err.getBuffer().setLength(0);
        assertError(
                2,
                "add --allowed-clients LIST",
                "run",
                war,
                "--protocol=auto",
                "--host=0.0.0.0",
                "--port=0",
                "--secret-file=" + secret);
    }

    @Test
    void userOfAjpIsIgnoredWithoutSecretAndAsTheOptionSays() throws Exception {
        assertThat(plan(war, "--protocol=ajp", "--port=0").ajpTrust().remoteUser())
                .isEqualTo(RemoteUserPolicy.IGNORE);
        assertThat(plan(war, "--protocol=ajp", "--port=0", "--remote-user=authorize")
                        .ajpTrust()
                        .remoteUser())
                .isEqualTo(RemoteUserPolicy.AUTHORIZE);
    }

    @Test
    void secretIsNoOption() {
        assertError(
                2,
                "there is no option --secret (did you mean --secret-file?)",
                "run",
                war,
                "--port",
                "0",
                "--protocol",
                "ajp",
                "--secret=x");
    }

    @Test
    void socketPathMayHave107Bytes() throws Exception {
        String name = "x"
                .repeat(ListenOptions.MAX_SOCKET_PATH_BYTES
                        - directory.toString().length()
                        - 1);

        assertThat(plan(war, "--socket", directory.resolve(name).toString()).address())
                .isEqualTo(new ListenAddress.UnixSocket(directory.resolve(name), "0660", null, null, false));
        assertError(
                2,
                "has 108 bytes, the system allows 107; choose a shorter one",
                "run",
                war,
                "--socket",
                directory.resolve(name + "x").toString());
    }

    @Test
    void directoryOfSocketMustExist() {
        String socket = directory.resolve("none/x.sock").toString();
        assertError(1, "there is no directory " + directory.resolve("none"), "run", war, "--socket", socket);
    }

    @Test
    void missingWarFails() {
        String none = directory.resolve("none.war").toString();
        assertError(1, "there is no WAR " + none + "; check the path", "run", none, "--port", "0");
    }

    @Test
    void fileThatIsNoWarFails() throws Exception {
        String text = Files.writeString(directory.resolve("text.war"), "hello").toString();
        assertError(1, text + " is not a WAR", "run", text, "--port", "0");
    }

    @Test
    void allOfSeveralFailing() throws Exception {
        Path webapps = Files.createDirectory(directory.resolve("webapps"));
        Files.writeString(webapps.resolve("a.war"), "hello");
        Files.writeString(webapps.resolve("b.war"), "hello");
        assertError(
                1,
                "none of the 2 applications could be deployed; see the log",
                "run",
                webapps.toString(),
                "--port",
                "0");
    }

    @Test
    void contextsAtOnePlaceFail() throws Exception {
        String xml = "<!DOCTYPE Configure PUBLIC '-//Jetty//Configure//EN' 'https://jetty.org/configure_10_0.dtd'>"
                + "<Configure class='org.eclipse.jetty.ee10.webapp.WebAppContext'><Set name='contextPath'>/app</Set>"
                + "<Set name='war'>" + war + "</Set></Configure>";
        String other = Files.writeString(directory.resolve("other.xml"), xml).toString();
        assertError(
                1,
                war + " and " + other + " are both at /app; change the context path of one",
                "run",
                war,
                other,
                "--port",
                "0");
    }

    @Test
    void libraryMustBeThere() throws Exception {
        String empty = Files.createDirectory(directory.resolve("empty")).toString();
        assertError(1, "--lib " + empty + " brings no jar", "run", war, "--port", "0", "--lib", empty);
        err.getBuffer().setLength(0);
        assertError(1, "--lib none.jar does not exist; check the path", "run", war, "--port", "0", "--lib", "none.jar");
    }

    @Test
    void unwritableLogFails() {
        String log = directory.resolve("none/gangway.log").toString();
        assertError(1, "cannot write the log file " + log, "run", war, "--port", "0", "--log", log);
    }

    @Test
    void portInUseFails() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(other.getLocalPort());
            assertError(
                    1,
                    "127.0.0.1:" + port + " is in use; stop the process that listens there",
                    "run",
                    war,
                    "--port",
                    port);
        }
    }

    /** What is found only by the deployment isn't said: it didn't come so far. */
    @Test
    void addressInUseIsFoundBeforeTheDeployment() throws Exception {
        String broken = new WarBuilder()
                .descriptor("<web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='6.1'><listener>"
                        + "<listener-class>com.example.Missing</listener-class></listener></web-app>")
                .pack(directory.resolve("broken.war"))
                .toString();
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(other.getLocalPort());
            assertError(1, "127.0.0.1:" + port + " is in use", "run", broken, "--port", port);
        }
        err.getBuffer().setLength(0);
        Path socket = directory.resolve("x.sock");
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(socket));
            assertError(
                    1,
                    "cannot listen at unix:" + socket
                            + ": it is already in use by a running server; stop that, take its"
                            + " place without a gap by --take-over, or choose another path with --socket",
                    "run",
                    broken,
                    "--socket",
                    socket.toString());
        }
        err.getBuffer().setLength(0);
        assertError(
                1,
                "give an address of this machine",
                "run",
                broken,
                "--host=192.0.2.1",
                "--port=0",
                "--insecure-any-client");
    }

    /** A failed deployment leaves nothing of the socket that was tried before. */
    @Test
    void failedDeploymentLeavesNoSocket() throws Exception {
        Path run = Files.createDirectory(directory.resolve("run"));
        String broken = new WarBuilder()
                .descriptor("<web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='6.1'><listener>"
                        + "<listener-class>com.example.Missing</listener-class></listener></web-app>")
                .pack(directory.resolve("broken.war"))
                .toString();
        assertError(
                1,
                "cannot deploy",
                "run",
                broken,
                "--socket",
                run.resolve("x.sock").toString());
        assertThat(run).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({
        "scgi, --max-requests-per-connection=2, --protocol fcgi",
        "ajp, --max-requests-per-connection=2, --protocol fcgi",
        "scgi, --max-answer-bytes=2048, --protocol fcgi",
        "scgi, --keep-alive-timeout=5s, --protocol fcgi or ajp or http",
        "ajp, --max-response-head-bytes=9000, --protocol fcgi or scgi or http",
        "http, --linger-timeout=5s, --protocol fcgi or scgi or ajp",
        "http, --sendfile=x-sendfile, another --protocol",
        "ajp, --stderr, --protocol fcgi",
        "scgi, --no-padding, --protocol fcgi",
        "fcgi, --scgi-compliance=strict, --protocol scgi"
    })
    void optionWithoutEffectIsUsage(String protocol, String option, String remedy) {
        assertError(
                2,
                option.replaceFirst("=.*", "") + " has no effect over " + protocol + "; leave it out, or give "
                        + remedy,
                "run",
                war,
                "--port=0",
                "--protocol=" + protocol,
                option);
    }

    @Test
    void foreignAddressFails() {
        assertError(
                1,
                "give an address of this machine",
                "run",
                war,
                "--host",
                "192.0.2.1",
                "--port",
                "0",
                "--insecure-any-client");
    }

    @Test
    void webAppThatCannotStartFails() throws Exception {
        String broken = new WarBuilder()
                .descriptor("<web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='6.1'><listener>"
                        + "<listener-class>com.example.Missing</listener-class></listener></web-app>")
                .pack(directory.resolve("broken.war"))
                .toString();
        assertError(1, "cannot deploy " + broken, "run", broken, "--port", "0");
        assertThat(err.toString()).contains("com.example.Missing");
    }

    @Test
    void defaultsAreSafe() throws Exception {
        RunPlan plan = plan(war, "--port", "0");

        assertThat(plan.protocol()).isEqualTo(Protocol.FCGI);
        assertThat(plan.address()).isEqualTo(new ListenAddress.Tcp("127.0.0.1", 0));
        assertThat(paths(plan)).containsExactly("/");
        assertThat(plan.scriptName()).isEqualTo(ScriptNamePolicy.AUTO);
        assertThat(plan.trust().remoteUser()).isEqualTo(RemoteUserPolicy.IGNORE);
        assertThat(plan.trust().attributes()).isNull();
        assertThat(plan.server().idleTimeout()).isEqualTo(Duration.ofMinutes(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--roles-from", "--roles-variable"})
    void rolesAreThoseOfAVariable(String option) throws Exception {
        assertThat(plan(war, "--port=0", option + "=entitlement", "--roles-separator=,")
                        .trust())
                .extracting(TrustPolicy::rolesVariable, TrustPolicy::rolesSeparator)
                .containsExactly("entitlement", ",");
    }

    @Test
    void mountPointDecidesWhereTheWarIsDeployed() throws Exception {
        RunPlan forced = plan(war, "--port", "0", "--script-name", "/shop/");
        assertThat(paths(forced)).containsExactly("/shop");

        RunPlan mounted = plan(war, "--port", "0", "--context-path", "/shop/");
        assertThat(paths(mounted)).containsExactly("/shop");

        RunPlan both = plan(war, "--port", "0", "--script-name", "/shop", "--context-path", "/app");
        assertThat(paths(both)).containsExactly("/app");
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "30s, PT30S", "7, PT7S", "5m, PT5M", "1h, PT1H", "0, PT0S"})
    void timesHaveUnits(String text, Duration time) throws Exception {
        assertThat(plan(war, "--port", "0", "--stop-timeout", text).server().stopTimeout())
                .isEqualTo(time);
    }

    @Test
    void relativePathsAreThoseOfTheCaller() throws Exception {
        Path here = Path.of("").toAbsolutePath();

        assertThatThrownBy(() -> plan("none.war", "--port", "0"))
                .hasMessage("there is no WAR " + here.resolve("none.war") + "; check the path");
        assertThat(plan(war, "--socket", "x.sock").address())
                .isEqualTo(new ListenAddress.UnixSocket(here.resolve("x.sock"), "0660", null, null, false));
    }
}
