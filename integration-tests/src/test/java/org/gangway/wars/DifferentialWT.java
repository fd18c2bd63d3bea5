package org.gangway.wars;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.gangway.it.FreePorts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The same script for each foreign WAR over Jetty's own HTTP connector, and over FastCGI behind nginx and Apache, with
 * a stock Jetty and with the runner: what comes back must be the same.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DifferentialWT {
    private static final Path TARGET = Path.of(System.getProperty("gangway.target"));
    private static final Path WARS = Path.of(System.getProperty("gangway.wars"));
    private static final Path JETTY_HOME = Path.of(System.getProperty("gangway.jettyHome"));
    private static final Path MODULES = Path.of(System.getProperty("gangway.jettyBase"));
    private static final Path DISTRIBUTION = Path.of(System.getProperty("gangway.distribution"));

    private final Report report = new Report();
    private Path work;
    private Path socket;
    private WebServers servers;
    private int run = 100_000;
    private int processes;

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws IOException {
        work = directory;
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxrwxrwx"));
        socket = work.resolve("app.sock");
        servers = new WebServers(directory("servers"), socket);
    }

    @AfterAll
    void stop() throws IOException {
        report.write(TARGET.resolve("wars.md"));
        servers.close(TARGET.resolve("wars"));
    }

    @ParameterizedTest
    @EnumSource
    void isTheSameAsOverHttp(ForeignWar war) throws IOException {
        String only = System.getProperty("gangway.wars.only", "");
        Assumptions.assumeTrue(only.isEmpty() || Set.of(only.split(",")).contains(war.artifact()));
        Path file = WARS.resolve(war.artifact() + ".war");
        if (!Files.exists(file)) {
            report.addNotRun(war.artifact(), file + " could not be had");
            assertThat(System.getenv("CI"))
                    .as("%s is missing, which CI must not pass over", file)
                    .isNull();
            Assumptions.abort(file + " is missing");
        }
        Script script = Script.of(war.artifact());
        Map<Front, Visit> baselines = new EnumMap<>(Front.class);
        for (String mount : List.of("", "/shop")) {
            Visit baseline = baseline(war, file, script, mount);
            Stream.of(Front.values())
                    .filter(front -> front.mount().equals(mount))
                    .forEach(front -> baselines.put(front, baseline));
        }
        List<String> open = new ArrayList<>();
        for (String host : List.of("jetty-home", "runner")) {
            for (String contextPath : List.of("", "/shop")) {
                List<Front> fronts = Stream.of(Front.values())
                        .filter(front -> front.contextPath().equals(contextPath))
                        .filter(front -> war.isJakarta() || front.mount().equals(contextPath))
                        .toList();
                if (!fronts.isEmpty()) {
                    open.addAll(candidates(war, file, script, host, contextPath, fronts, baselines));
                }
            }
        }
        assertThat(open).isEmpty();
    }

    private Visit baseline(ForeignWar war, Path file, Script script, String mount) throws IOException {
        FreePorts free = new FreePorts();
        free.of("http");
        int port = free.release().get("http");
        Path kept = TARGET.resolve("wars/" + war.artifact() + "/http" + mount.replace('/', '-'));
        Host host = Host.http(JETTY_HOME, directory(war.artifact()), war, file, mount, port);
        try {
            Visit visit = new Visit(script, new Site(port, mount), nextRun()).run();
            Dump.write(kept, visit);
            List<String> wrong = visit.transcript().stream()
                    .filter(recorded -> recorded.expected() != 0
                            && recorded.expected() != recorded.exchange().status())
                    .map(recorded -> recorded.exchange().key() + ": "
                            + recorded.exchange().status() + " instead of " + recorded.expected())
                    .toList();
            assertThat(wrong)
                    .as("the script against Jetty's own connector; see %s", kept)
                    .isEmpty();
            return visit;
        } finally {
            host.close(kept.resolveSibling(kept.getFileName() + ".log"));
        }
    }

    private List<String> candidates(
            ForeignWar war,
            Path file,
            Script script,
            String name,
            String contextPath,
            List<Front> fronts,
            Map<Front, Visit> baselines)
            throws IOException {
        Path directory = directory(war.artifact());
        List<String> open = new ArrayList<>();
        Path kept = TARGET.resolve("wars/" + war.artifact());
        Host host;
        try {
            host = name.equals("runner")
                    ? Host.runner(DISTRIBUTION, directory, war, file, contextPath, socket)
                    : Host.fastCgi(JETTY_HOME, MODULES, directory, war, file, contextPath, socket);
        } catch (IllegalStateException e) {
            report.addNotRun(war.artifact() + " in " + name, e.getMessage());
            return List.of(name + ": " + e.getMessage());
        }
        try {
            for (Front front : fronts) {
                Visit visit = new Visit(script, servers.site(front), nextRun()).run();
                Dump.write(kept.resolve(name + '-' + front), visit);
                Comparison comparison = new Comparison(war.artifact(), name, front);
                List<Difference> differences = comparison.compare(baselines.get(front), visit);
                report.add(war, name, front, visit.transcript().size(), comparison.links(), differences).stream()
                        .map(difference -> name + ", " + front + ": " + difference)
                        .forEach(open::add);
            }
        } finally {
            host.close(kept.resolve(name + contextPath.replace('/', '-') + ".log"));
        }
        return open;
    }

    private String nextRun() {
        return "run" + run++;
    }

    private Path directory(String name) throws IOException {
        Path directory = Files.createDirectories(work.resolve(name + '-' + processes++));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        return directory;
    }
}
