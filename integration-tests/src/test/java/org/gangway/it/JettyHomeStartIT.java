package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a stock jetty-home starts with Gangway's modules, and how it doesn't. */
class JettyHomeStartIT {
    @TempDir
    private Path directory;

    private JettyBase base;

    @BeforeEach
    void addModules() {
        base = new JettyBase("gangway.jettyHome", directory.resolve("base"));
        JettyBase.Run added = base.run("--add-modules=gangway-fastcgi");
        assertThat(added.status()).as(added.output()).isZero();
    }

    /** The lines of Jetty's log at a level. */
    private static List<String> lines(String level, String log) {
        return log.lines().filter(line -> line.contains(":" + level)).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "gangway.fastcgi.port=web -> gangway.fastcgi.port is 'web'; give a number from 0 to 65535",
                "gangway.fastcgi.socketGroup=nosuchgroup -> gangway.fastcgi: the socket's group 'nosuchgroup' is unknown here",
                "gangway.fastcgi.socket=/nowhere/x.sock -> gangway.fastcgi: can't create the socket /nowhere/x.sock"
            })
    void wrongProperty(String property, String message) {
        base.append("start.d/gangway-fastcgi.ini", property + "\n");

        JettyBase.Run run = base.run();

        assertThat(run.status()).isNotZero();
        assertThat(lines("ERROR", run.output())).singleElement().asString().contains(message);
    }

    @Test
    void defaultIsAPrivateSocket() throws IOException {
        try (JettyBase started = base) {
            started.start();

            assertThat(Files.getPosixFilePermissions(started.file("run/fastcgi.sock")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
            assertThat(lines("WARN", started.log())).isEmpty();
        }
    }

    @Test
    void modulePath() {
        assertThat(base.run("--add-modules=ee10-deploy").status()).isZero();
        try (JettyBase started = base) {
            started.start("--jpms");

            assertThat(started.log())
                    .contains("Started ogj.UnixSocketConnector")
                    .doesNotContain("Exception");
        }
    }

    @Test
    void oldJetty() {
        try (JettyBase old = new JettyBase("gangway.jettyOld", directory.resolve("old"))) {
            old.run("--add-modules=gangway-fastcgi,ee10-deploy");

            JettyBase.Run run = old.run();

            assertThat(run.status()).isNotZero();
            assertThat(run.output().lines().filter(line -> line.contains("ERROR")))
                    .singleElement()
                    .asString()
                    .contains(
                            "Module [gangway] specifies jetty version [12.1] which is newer than this version of jetty");
            assertThat(run.output()).doesNotContain("Exception");
        }
    }

    @Test
    void zipHasNothingOfTheUsers() throws IOException {
        try (ZipFile zip = new ZipFile(System.getProperty("gangway.jettyBase"))) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                if (!entry.isDirectory()) {
                    assertThat(entry.getName())
                            .matches("lib/gangway/.*|modules/gangway[^/]*\\.mod|etc/gangway[^/]*\\.xml");
                }
            }
        }
    }
}
