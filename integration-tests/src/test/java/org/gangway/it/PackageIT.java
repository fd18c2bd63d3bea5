package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The release archive and the Debian package, as their users have them. */
class PackageIT {
    private static final Path TARGET = Path.of(System.getProperty("gangway.packages"));

    @TempDir
    Path directory;

    private static Optional<Path> built(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(TARGET)) {
            return files.filter(file -> file.getFileName().toString().startsWith("gangway")
                            && file.getFileName().toString().endsWith(suffix))
                    .findFirst();
        }
    }

    private record Ended(int status, String output) {}

    private static Ended run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    @Test
    void archiveUnpacksIntoOneDirectoryAndRunsThere() throws Exception {
        Path archive = built(".tar.gz").orElseThrow();
        Path home = Files.createDirectory(directory.resolve("home of anna"));
        assertThat(run(List.of("tar", "-xzf", archive.toString(), "-C", home.toString()))
                        .status())
                .isZero();
        String name = archive.getFileName().toString().replace(".tar.gz", "");
        assertThat(home.toFile().list()).containsExactly(name);

        Path gangway = home.resolve(name).resolve("bin/gangway");
        assertThat(run(List.of(gangway.toString(), "--version")).output())
                .isEqualTo("gangway " + name.substring("gangway-".length()) + '\n');
        Path socket = directory.resolve("s");
        ChildProcess running = new ChildProcess(
                List.of(gangway.toString(), "run", System.getProperty("gangway.war"), "--socket=" + socket),
                Map.of(),
                directory.resolve("out"));
        try (running) {
            running.awaitReady(() -> running.output().contains("gangway: ready: "));
            assertThat(run(List.of(gangway.toString(), "ping", socket.toString(), "--path", "/info"))
                            .output())
                    .contains("answered 200 in");
        }
    }

    /** In a copy of this system that is an overlay: the machine stays as it is. */
    @Test
    void debianPackageIsInstalledRunBehindNginxRemovedAndPurged() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can install");
        Optional<Path> deb = built(".deb");
        for (String program : List.of("dpkg", "unshare", "nginx", "perl", "curl", "setpriv")) {
            assumeTrue(Program.find(program).isPresent(), program + " isn't there");
        }
        List<String> unshare = List.of("unshare", "--mount", "--pid", "--fork");
        List<String> probe = new ArrayList<>(unshare);
        probe.add("true");
        assumeTrue(run(probe).status() == 0, "this system doesn't allow a mount namespace");

        List<String> command = new ArrayList<>(unshare);
        command.addAll(List.of(
                "sh",
                script("package-test.sh").toString(),
                deb.orElseThrow().toString(),
                System.getProperty("gangway.war")));
        Ended ended = run(command);

        assumeTrue(ended.status() != 77, "this system doesn't allow an overlay");
        assertThat(ended.status()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("served behind nginx as gangway\n").endsWith("\nremoved\npurged\n");
    }

    /** With {@code -Dgangway.systemd=true}: it takes a minute, and a systemd as the first process of a namespace. */
    @Test
    void unitsRunUnderSystemd() throws Exception {
        assumeTrue(Boolean.getBoolean("gangway.systemd"), "not asked for");
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can install");
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--uts", "--ipc", "--net"));
        command.addAll(List.of(
                "sh",
                script("systemd-test.sh").toString(),
                built(".deb").orElseThrow().toString(),
                System.getProperty("gangway.war"),
                directory.toString()));
        Ended ended = run(command);

        assumeTrue(ended.status() != 77, "this system doesn't allow an overlay");
        String output = Files.readString(directory.resolve("out"));
        assertThat(output).as(ended.output() + output).doesNotContain("FAILED").endsWith("\nstopped\n");
    }

    private static Path script(String name) throws URISyntaxException {
        return Path.of(PackageIT.class.getResource("/" + name).toURI());
    }
}
