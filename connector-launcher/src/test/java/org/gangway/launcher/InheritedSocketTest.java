package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.gangway.jetty.fastcgi.WebServer;
import org.gangway.jetty.testing.ClientConnection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A socket that came as file descriptor 0 is as open as one that the options name, and is treated like it. */
class InheritedSocketTest {
    private static final Map<String, String> PARENT_SAYS = Map.of("FCGI_WEB_SERVER_ADDRS", "10.0.0.5");

    @TempDir
    Path directory;

    private String war;

    @BeforeEach
    void makeWar() throws Exception {
        war = new WarBuilder().probe().pack(directory.resolve("app.war")).toString();
    }

    private RunPlan plan(SocketAddress descriptor, Map<String, String> environment, String... options)
            throws UserError {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add(war);
        return RunCommand.parse(arguments.toArray(String[]::new)).plan(() -> descriptor, environment);
    }

    private static SocketAddress tcp(String host) throws Exception {
        return new InetSocketAddress(InetAddress.getByName(host), 9000);
    }

    private static void assertUsage(ThrowingCallable code, String message) {
        assertThatThrownBy(code).isInstanceOfSatisfying(UserError.class, error -> {
            assertThat(error.exitStatus()).isEqualTo(UserError.USAGE);
            assertThat(error).hasMessageContaining(message);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.11", "2001:db8::1", "::ffff:10.0.0.11", "fe80::1"})
    void addressThatOthersReachNeedsAllowedClients(String host) throws Exception {
        SocketAddress open = tcp(host);
        for (String protocol : new String[] {"fcgi", "scgi"}) {
            String option = "--protocol=" + protocol;
            assertUsage(
                    () -> plan(open, Map.of(), option),
                    ":9000) can be reached by others, and whoever connects is believed; add --allowed-clients LIST");
            assertThat(plan(open, Map.of(), option, "--allowed-clients=10.1.0.0/16")
                            .clients())
                    .hasToString("10.1.0.0/16");
            assertThat(plan(open, PARENT_SAYS, option).clients()).hasToString("10.0.0.5");
            assertThat(plan(open, Map.of(), option, "--insecure-any-client").clients())
                    .isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"})
    void loopbackNeedsNothing(String host) throws Exception {
        assertThatCode(() -> plan(tcp(host), Map.of())).doesNotThrowAnyException();
        assertThatCode(() -> plan(tcp(host), Map.of(), "--protocol=auto")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ajp", "auto"})
    void addressThatOthersReachNeedsASecretForAjp(String protocol) throws Exception {
        SocketAddress open = tcp("0.0.0.0");
        String option = "--protocol=" + protocol;
        assertUsage(
                () -> plan(open, PARENT_SAYS, option, "--insecure-any-client"),
                "file descriptor 0 (0.0.0.0:9000) can be reached by others, and AJP needs a secret there; add");
        Map<String, String> secret = Map.of("GANGWAY_SECRET", "open sesame");
        if (protocol.equals("ajp")) {
            assertThat(plan(open, secret, option).ajp().hasSecret()).isTrue();
        } else {
            assertUsage(() -> plan(open, secret, option), "add --allowed-clients LIST");
        }
    }

    @Test
    void optionWinsOverTheParentsList() throws Exception {
        assertThat(plan(tcp("0.0.0.0"), PARENT_SAYS, "--allowed-clients=192.0.2.1")
                        .clients())
                .hasToString("192.0.2.1");
    }

    @Test
    void unixSocketHasNoAllowedClients() throws Exception {
        SocketAddress unix = UnixDomainSocketAddress.of("/run/shop/spawned.sock");
        assertThat(plan(unix, PARENT_SAYS).clients()).as("the list is for TCP").isNull();
        assertUsage(() -> plan(unix, Map.of(), "--allowed-clients=10.0.0.5"), "--allowed-clients is for TCP");
    }

    @Test
    void wrongListOfTheParentIsNamed() throws Exception {
        assertUsage(
                () -> plan(tcp("127.0.0.1"), Map.of("FCGI_WEB_SERVER_ADDRS", "web")),
                "FCGI_WEB_SERVER_ADDRS: allowed client 'web'");
    }

    @Test
    void spawnedProcessRefusesAnOpenSocketWithOneLineAndServesWhatIsGuarded() throws Exception {
        assumePerl();
        try (GangwayProcess open = GangwayProcess.startAt("0.0.0.0", Map.of(), "run", war)) {
            assertThat(open.awaitLog(line -> true))
                    .matches("gangway: file descriptor 0 \\(0\\.0\\.0\\.0:\\d+\\) can be reached by others, and whoever"
                            + " connects is believed; add --allowed-clients LIST .*FCGI_WEB_SERVER_ADDRS.*");
            assertThat(open.awaitExit()).isEqualTo(2);
        }
        try (GangwayProcess guarded =
                GangwayProcess.startAt("0.0.0.0", Map.of("FCGI_WEB_SERVER_ADDRS", "127.0.0.1"), "run", war)) {
            String ready = guarded.awaitLog(line -> line.contains("ready"));
            String port = ready.replaceFirst(".*0\\.0\\.0\\.0:(\\d+).*", "$1");
            assertThat(WebServer.get(ClientConnection.address("127.0.0.1:" + port), "/probe/")
                            .status())
                    .isEqualTo(200);
        }
        if (Files.exists(Path.of("/proc/net/if_inet6"))) {
            try (GangwayProcess six = GangwayProcess.startAt("::", Map.of(), "run", war)) {
                assertThat(six.awaitLog(line -> true))
                        .startsWith("gangway: file descriptor 0 ([0:0:0:0:0:0:0:0]:")
                        .contains("add --allowed-clients LIST");
                assertThat(six.awaitExit()).isEqualTo(2);
            }
        }
    }

    private static void assumePerl() {
        boolean found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(place -> Files.isExecutable(Path.of(place, "perl")));
        assumeTrue(
                found || "true".equals(System.getenv("CI")),
                "perl isn't there, and Java can't hand a listening socket to a child");
    }
}
