package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.gangway.jetty.fastcgi.WebServer;
import org.gangway.jetty.fastcgi.Wire;
import org.gangway.jetty.testing.ClientConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The options and signals about reloads, through the command line. */
class ReloadProcessTest {
    @TempDir
    Path directory;

    private Path war(String name, String version) throws Exception {
        return new WarBuilder().probe().entry("version.txt", version).pack(directory.resolve(name));
    }

    private static String address(GangwayProcess gangway) throws InterruptedException {
        return gangway.awaitOutput(line -> line.contains("ready")).replaceFirst(".* at (\\S+), pid .*", "$1");
    }

    private static String version(WebServer client) throws IOException {
        return client.send(Wire.get(1, Wire.KEEP, "/version.txt"))
                .answer(1)
                .complete()
                .bodyText();
    }

    @Test
    void signalReloadsAfterTheWarmUpAndFailureIsOneLine() throws Exception {
        Path war = war("app.war", "1");
        try (GangwayProcess gangway =
                GangwayProcess.start("run", war.toString(), "--port=0", "--warm-up=/version.txt", "--mercy=5s")) {
            String address = address(gangway);
            gangway.awaitLog(line -> line.contains("Warm-up: /version.txt answered 200 in "));
            try (WebServer client = new WebServer(ClientConnection.address(address))) {
                assertThat(version(client)).isEqualTo("1");
                war("app.war", "2");
                gangway.hangUp();
                gangway.awaitLog(line -> line.endsWith("Reloading (SIGHUP)"));
                gangway.awaitLog(line -> line.contains("Warm-up: /version.txt answered 200 in "));
                gangway.awaitLog(
                        line -> line.matches(".*Reloaded " + war + " in \\d+ ms; the old one ends within 5 s"));
                assertThat(version(client)).isEqualTo("2");
                gangway.awaitLog(line -> line.endsWith("The old application has ended"));

                Files.writeString(war, "no WAR");
                gangway.hangUp();
                gangway.awaitLog(line ->
                        line.contains("Not reloaded, the old application serves on: " + war + " is not a WAR ("));
                assertThat(version(client)).isEqualTo("2");
            }
            gangway.terminate();
            assertThat(gangway.awaitExit()).isZero();
        }
    }

    @Test
    void changedFilesReload() throws Exception {
        Path war = war("app.war", "1");
        Path touched = directory.resolve("touched");
        try (GangwayProcess gangway = GangwayProcess.start(
                        "run", war.toString(), "--port=0", "--touch-reload", "--touch-reload=" + touched);
                WebServer client = new WebServer(ClientConnection.address(address(gangway)))) {
            assertThat(version(client)).isEqualTo("1");

            Files.move(war("next", "2"), war, StandardCopyOption.REPLACE_EXISTING);
            gangway.awaitLog(line -> line.endsWith("Reloading (" + war + " has changed)"));
            gangway.awaitLog(line -> line.contains("Reloaded"));
            assertThat(version(client)).isEqualTo("2");

            Files.writeString(touched, "");
            gangway.awaitLog(line -> line.endsWith("Reloading (" + touched + " has changed)"));
            gangway.awaitLog(line -> line.contains("Reloaded"));
        }
    }

    @Test
    void warmUpIsAPath() throws Exception {
        try (GangwayProcess gangway =
                GangwayProcess.start("run", war("app.war", "1").toString(), "--port=0", "--warm-up=/a b")) {
            assertThat(gangway.awaitExit()).isEqualTo(UserError.USAGE);
            assertThat(gangway.restOfLog()).anyMatch(line -> line.contains("--warm-up /a b is no path of a URL; "));
        }
    }
}
