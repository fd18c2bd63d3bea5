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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a stock jetty-home starts with Gangway's modules, and how it doesn't. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JettyHomeStartIT {
    private JettyBase base;

    @BeforeAll
    void addModules(@TempDir Path directory) {
        base = new JettyBase("gangway.jettyHome", directory.resolve("base"));
        JettyBase.Run added = base.run("--add-modules=gangway-fastcgi,gangway-scgi,gangway-ajp");
        assertThat(added.status()).as(added.output()).isZero();
        base.append("start.d/gangway-ajp.ini", "gangway.ajp.port=0\n");
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
                "gangway.fastcgi.socket=/nowhere/x.sock -> gangway.fastcgi: can't create the socket /nowhere/x.sock",
                "gangway.scgi.compliance=lax -> gangway.scgi.compliance is 'lax'; give one of strict, default, lenient",
                "gangway.ajp.host=0.0.0.0 -> gangway.ajp.host is '0.0.0.0'; others can reach it, and whoever connects is"
                        + " believed: set secretFile to a file with the secret that the web server sends",
                "gangway.ajp.secretFile=/nowhere/secret -> gangway.ajp.secretFile is '/nowhere/secret'; there is no file"
                        + " /nowhere/secret, write the secret into it"
            })
    void wrongProperty(String property, String message) {
        JettyBase.Run run = base.run(property);

        assertThat(run.status()).isNotZero();
        assertThat(lines("ERROR", run.output())).singleElement().asString().contains(message);
    }

    @Test
    void defaultsArePrivate() throws IOException {
        try (JettyBase started = base) {
            started.start();

            for (String socket : List.of("run/fastcgi.sock", "run/scgi.sock")) {
                assertThat(Files.getPosixFilePermissions(started.file(socket)))
                        .as(socket)
                        .isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
            }
            assertThat(started.log())
                    .containsPattern("Started ogj\\.TcpSocketConnector.*ajp/1\\.3.*\\{127\\.0\\.0\\.1:\\d+\\}");
            assertThat(lines("WARN", started.log())).isEmpty();
        }
    }

    @Test
    void modulePath() {
        assertThat(base.run("--add-modules=ee10-deploy").status()).isZero();
        try (JettyBase started = base) {
            started.start("--jpms");

            assertThat(started.log())
                    .contains("Started ogj.UnixSocketConnector", "ajp/1.3")
                    .doesNotContain("Exception");
        }
    }

    @Test
    void oldJetty(@TempDir Path directory) {
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
            for (String protocol : List.of("fastcgi", "scgi", "ajp")) {
                assertThat(zip.getEntry("modules/gangway-" + protocol + ".mod")).isNotNull();
                assertThat(zip.getEntry("etc/gangway-" + protocol + ".xml")).isNotNull();
            }
        }
    }
}
