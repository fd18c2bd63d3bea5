package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The FastCGI tools of the command line: cgi-fcgi as a client, spawn-fcgi as a starter. */
@ExtendWith(LandscapeParameter.class)
class CommandLineIT {
    @Test
    void cgiFcgiGetsAnAnswer(Landscape landscape) throws Exception {
        Path cgiFcgi = installed("cgi-fcgi");
        landscape.backend(Backend.STOCK);

        assertThat(get(
                        cgiFcgi,
                        landscape.socket(Backend.STOCK),
                        landscape.sandbox().file("cgi-fcgi.log")))
                .startsWith("Status: 200")
                .contains("\"requestURI\":\"/info/cgi\"");
    }

    @Test
    void spawnFcgiStartsItOnDescriptorZero(Landscape landscape) throws Exception {
        Path cgiFcgi = installed("cgi-fcgi");
        Path socket = landscape.sandbox().file("spawned.sock");
        Path output = landscape.sandbox().file("spawn-fcgi.log");
        List<String> command = List.of(
                installed("spawn-fcgi").toString(),
                "-n",
                "-s",
                socket.toString(),
                "--",
                landscape.sandbox().file("app/app.fcgi").toString());

        try (ChildProcess spawned = new ChildProcess(command, Map.of(), output)) {
            spawned.awaitReady(() -> accepts(socket));
            assertThat(get(cgiFcgi, socket, landscape.sandbox().file("cgi-fcgi-spawned.log")))
                    .startsWith("Status: 200")
                    .contains("\"requestURI\":\"/info/cgi\"");
            spawned.terminate();
            assertThat(spawned.awaitEnd()).as("exit status after SIGTERM").isZero();
        }
    }

    @Test
    void directoryOfWarsIsServedWithLibrariesOfTheUser(Landscape landscape) throws Exception {
        Path cgiFcgi = installed("cgi-fcgi");
        Sandbox sandbox = landscape.sandbox();
        Path webapps = sandbox.directory("webapps");
        Path libraries = sandbox.directory("libraries");
        Files.copy(sandbox.war(), webapps.resolve("ROOT.war"));
        Files.copy(sandbox.war(), libraries.resolve("driver.jar"));
        Path socket = sandbox.file("several.sock");

        try (Gangway several = Gangway.onSocket(
                sandbox.distribution(),
                webapps,
                Protocol.FASTCGI,
                socket,
                List.of(
                        "--lib",
                        libraries.toString(),
                        "--work-dir",
                        sandbox.file("work").toString()),
                sandbox.file("several.log"))) {
            assertThat(several.log()).contains("ready: " + webapps.resolve("ROOT.war") + " over fcgi");
            assertThat(get(cgiFcgi, socket, sandbox.file("cgi-fcgi-several.log")))
                    .startsWith("Status: 200");
            assertThat(sandbox.file("work/ROOT/webapp/WEB-INF/web.xml")).exists();
            several.terminate();
            assertThat(several.awaitEnd()).isZero();
            assertThat(sandbox.file("work/ROOT")).doesNotExist();
        }
    }

    @Test
    void libraryThatIsNotThereIsNamed(Landscape landscape) throws Exception {
        Sandbox sandbox = landscape.sandbox();
        Path output = sandbox.file("no-library.log");
        List<String> command = List.of(
                sandbox.distribution().resolve("bin/gangway").toString(),
                "run",
                sandbox.war().toString(),
                "--port",
                "0",
                "--lib=" + sandbox.file("none.jar"));

        try (ChildProcess failing =
                new ChildProcess(command, Map.of("JAVA_HOME", System.getProperty("java.home")), output)) {
            assertThat(failing.awaitEnd()).isEqualTo(1);
            assertThat(failing.output()).contains("gangway: --lib " + sandbox.file("none.jar") + " does not exist");
        }
    }

    private static String get(Path cgiFcgi, Path socket, Path output) throws IOException {
        Files.deleteIfExists(output);
        Map<String, String> request = Map.of(
                "REQUEST_METHOD",
                "GET",
                "REQUEST_URI",
                "/info/cgi",
                "SCRIPT_NAME",
                "",
                "PATH_INFO",
                "/info/cgi",
                "QUERY_STRING",
                "",
                "SERVER_PROTOCOL",
                "HTTP/1.1",
                "SERVER_NAME",
                "www.example.test",
                "SERVER_PORT",
                "80",
                "REMOTE_ADDR",
                "127.0.0.1");
        try (ChildProcess client = new ChildProcess(
                List.of(cgiFcgi.toString(), "-bind", "-connect", socket.toString()), request, output)) {
            assertThat(client.awaitEnd()).as(client.output()).isZero();
            return client.output();
        }
    }

    private static Path installed(String program) {
        Optional<Path> path = Program.find(program);
        if (path.isEmpty() && System.getenv("CI") == null) {
            System.out.println("skipped: " + program + " is not installed");
            Assumptions.abort(program + " is not installed");
        }
        return path.orElseThrow(() -> new AssertionError(program + " is not installed, and CI is set"));
    }

    private static boolean accepts(Path socket) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
