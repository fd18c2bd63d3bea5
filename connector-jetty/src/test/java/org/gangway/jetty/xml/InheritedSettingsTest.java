package org.gangway.jetty.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A socket that came as file descriptor 0 needs the same guard as one of the setting host. */
class InheritedSettingsTest {
    private static final String PARENT = """
            use strict; use Socket; use POSIX ();
            my ($kind, @command) = @ARGV;
            my $unix = $kind =~ m{^/};
            socket(my $s, $unix ? AF_UNIX : AF_INET, SOCK_STREAM, 0) or die "$!";
            bind($s, $unix ? pack_sockaddr_un($kind) : pack_sockaddr_in(0, inet_aton($kind))) or die "$!";
            listen($s, 1) or die "$!";
            POSIX::dup2(fileno($s), 0);
            exec @command;
            """;
    private static final String REACHED = "inheritChannel is 'true'; file descriptor 0 listens at 0.0.0.0 port PORT,"
            + " which others can reach, and whoever connects is believed: set ";

    @BeforeEach
    void findPerl() {
        boolean found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(place -> Files.isExecutable(Path.of(place, "perl")));
        assumeTrue(
                found || "true".equals(System.getenv("CI")),
                "perl isn't there, and Java can't hand a listening socket to a child");
    }

    private static List<String> said(String at, Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                "perl",
                "-e",
                PARENT,
                at,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                InheritedSettings.class.getName());
        builder.environment().putAll(environment);
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        return process.inputReader()
                .lines()
                .map(line -> line.replaceFirst("port \\d+", "port PORT"))
                .toList();
    }

    @Test
    void openTcpSocketNeedsAGuard() throws Exception {
        String cgi = "cgi: " + REACHED + "allowedClients to the web server's address (or insecureAnyClient=true)";
        assertThat(said("0.0.0.0", Map.of()))
                .containsExactly(
                        cgi,
                        cgi,
                        "any: null",
                        "allowed: 10.1.0.0/16",
                        "ajp: " + REACHED + "secretFile to a file with the secret that the web server sends",
                        "secret: null");
    }

    @Test
    void listOfTheParentIsOne() throws Exception {
        assertThat(said("0.0.0.0", Map.of("FCGI_WEB_SERVER_ADDRS", "10.0.0.5")))
                .contains("cgi: 10.0.0.5", "allowed: 10.1.0.0/16", "secret: 10.0.0.5")
                .anyMatch(line -> line.startsWith("ajp: inheritChannel"));
    }

    @Test
    void loopbackNeedsNone() throws Exception {
        assertThat(said("127.0.0.1", Map.of()))
                .containsExactly(
                        "cgi: null", "cgi: null", "any: null", "allowed: 10.1.0.0/16", "ajp: null", "secret: null");
    }

    @Test
    void listsAreForTcp() throws Exception {
        Path directory = Files.createTempDirectory("gw");
        Path socket = directory.resolve("s");
        try {
            assertThat(said(socket.toString(), Map.of("FCGI_WEB_SERVER_ADDRS", "10.0.0.5")))
                    .contains("cgi: null", "ajp: null")
                    .anyMatch(line -> line.startsWith("allowed: allowedClients is '10.1.0.0/16'; it is for TCP"));
        } finally {
            Files.deleteIfExists(socket);
            Files.delete(directory);
        }
    }
}
