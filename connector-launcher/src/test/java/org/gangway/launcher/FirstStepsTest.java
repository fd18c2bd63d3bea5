package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts run.sh and test.sh in a project of their own, with stand-ins for apt-get and Maven. */
class FirstStepsTest {
    private static final String TOOLS =
            "bash sh env awk sed grep sort head tail cut mktemp rm mkdir mv cp cat chmod find"
                    + " date dirname readlink comm tr touch ln";
    private static final String MAVEN = """
            #!/bin/sh
            echo "$@" >%1$s/mvn.arguments
            touch "$TMPDIR/junit-1"
            echo '[INFO] Building Gangway :: Core 1.0.0-SNAPSHOT [1/2]'
            echo '[INFO] Tests run: 40, Failures: 0, Errors: 0, Skipped: 1, Time elapsed: 1 s -- in org.gangway.ATest'
            echo '[WARNING] Tests run: 40, Failures: 0, Errors: 0, Skipped: 1'
            echo '[INFO] Building Gangway :: Jetty 1.0.0-SNAPSHOT    [2/2]'
            """;
    private static final String PASSES = """
                    echo '[INFO] Tests run: 2, Failures: 0, Errors: 0, Skipped: 0'
                    mkdir -p %1$s/connector-launcher/target/gangway/bin %1$s/sample-webapp/target
                    printf '#!/bin/sh\\necho gangway "$@"\\n' >%1$s/connector-launcher/target/gangway/bin/gangway
                    chmod +x %1$s/connector-launcher/target/gangway/bin/gangway
                    touch %1$s/sample-webapp/target/sample-webapp.war
                    echo '[INFO] BUILD SUCCESS'
                    """;
    private static final String FAILS = """
            echo '[ERROR] Tests run: 2, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 1 s <<< FAILURE! -- in BTest'
            echo '[ERROR] Failures:'
            echo '[ERROR]   BTest.oneIsTwo:17 expected: 2 but was: 1'
            echo '[ERROR] Tests run: 2, Failures: 1, Errors: 0, Skipped: 0'
            echo '[INFO] BUILD FAILURE'
            exit 1
            """;

    @TempDir
    Path directory;

    private Path project;
    private Path programs;
    private Path system;
    private Path temporary;
    private int status;

    @BeforeEach
    void makeProject() throws Exception {
        project = Files.createDirectory(directory.resolve("project"));
        programs = Files.createDirectory(directory.resolve("programs"));
        system = Files.createDirectory(directory.resolve("system"));
        temporary = Files.createDirectory(directory.resolve("tmp"));
        Files.createDirectories(system.resolve("usr/sbin"));
        Files.createDirectories(system.resolve("etc/systemd/system/multi-user.target.wants"));
        for (String script : List.of("run.sh", "test.sh")) {
            Files.copy(Path.of("..", script), project.resolve(script));
        }
        for (String tool : TOOLS.split(" ", -1)) {
            Path found = Stream.of("/usr/bin/", "/bin/")
                    .map(place -> Path.of(place + tool))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();
            program(tool, "exec " + found + " \"$@\"");
        }
        program("id", "echo 0");
        program("javac", "echo javac 17.0.1");
        program("apt-cache", "exit 1");
        program("systemctl", "echo \"$@\" >>" + directory.resolve("systemctl.arguments"));
    }

    private void program(String name, String text) throws IOException {
        Path file = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String maven(String end) {
        return (MAVEN + end).formatted(project);
    }

    /** An apt-get that brings Maven and a daemon. */
    private void aptGetBringsMaven() throws IOException {
        Path maven = Files.writeString(directory.resolve("mvn"), maven(PASSES));
        Path link = system.resolve("etc/systemd/system/multi-user.target.wants/daemon.service");
        program(
                "apt-get",
                "[ \"$1\" = install ] || exit 0\n"
                        + system + "/usr/sbin/policy-rc.d daemon start; echo $? >" + directory.resolve("policy.status")
                        + "\ncp " + maven + ' ' + programs + "/mvn && chmod +x " + programs + "/mvn\n"
                        + "[ -h " + link + " ] || ln -s /lib/systemd/system/daemon.service " + link);
    }

    private String run(String script, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(programs + "/bash", project.resolve(script).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeAll(List.of("JAVA_CMD", "JAVA_OPTS", "GANGWAY_OPTS", "CI", "PORT", "JAVA_HOME"));
        builder.environment().put("PATH", programs.toString());
        builder.environment().put("TMPDIR", temporary.toString());
        builder.environment().put("GANGWAY_TEST_SYSTEM", system.toString());
        if (script.equals("test.sh")) {
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        }
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        status = process.exitValue();
        return output.replaceAll("\\b\\d+ s\\b", "N s").replace(project + "/", "");
    }

    @Test
    void runSaysHowFarItIs() throws Exception {
        program("mvn", maven(PASSES).replaceFirst("#!/bin/sh\n", ""));

        assertThat(run("run.sh", "ping", "1")).isEqualTo("""
                    run.sh: building; the first time takes a few minutes, as Maven fetches the libraries
                    run.sh:   1/2 Gangway :: Core
                    run.sh:   2/2 Gangway :: Jetty
                    run.sh: built
                    gangway ping 1
                    """);
        assertThat(run("run.sh", "ping", "1")).as("nothing is stale").isEqualTo("gangway ping 1\n");
    }

    @Test
    void runNamesTheFileWithTheOutputOfABuildThatFails() throws Exception {
        program("mvn", maven(FAILS).replaceFirst("#!/bin/sh\n", ""));

        assertThat(run("run.sh"))
                .contains("BTest.oneIsTwo:17 expected: 2 but was: 1")
                .endsWith("run.sh: the build failed; all of the output is in target/run.log\n");
        assertThat(status).isEqualTo(1);
        assertThat(project.resolve("target/run.log")).content().contains("[INFO] Building Gangway :: Core");
    }

    @Test
    void runNamesTheFileWithTheOutputOfAptGet() throws Exception {
        program("apt-get", "echo 'E: no network'; exit 100");

        assertThat(run("run.sh")).isEqualTo("""
                    run.sh: installing a JDK and Maven, once; a minute or two
                    E: no network
                    run.sh: apt-get update failed; all of the output is in target/run.log
                    """);
        assertThat(status).isEqualTo(1);
    }

    @Test
    void testSaysALineForEachStepAndCounts() throws Exception {
        program("mvn", maven(PASSES).replaceFirst("#!/bin/sh\n", ""));

        String output = run("test.sh", "--fast");

        assertThat(status).as(output).isZero();
        assertThat(output.lines().map(line -> line.replaceAll("JDK \\d+", "JDK N")))
                .containsExactly(
                        "test.sh: this takes about 5 minutes on two cores; output is kept in target/test-logs",
                        "test.sh: unit tests on JDK N (output: target/test-logs/1.log)",
                        "   Gangway :: Core: N s",
                        "   Gangway :: Jetty: N s",
                        "test.sh: unit tests on JDK N: passed, 42 tests, N s",
                        "",
                        "test.sh: unit tests on JDK N: passed, 42 tests, N s",
                        "test.sh: passed, 42 tests in N s");
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void testEndsWithTheTestsThatFailed() throws Exception {
        program("mvn", maven(FAILS).replaceFirst("#!/bin/sh\n", ""));

        assertThat(run("test.sh", "--fast"))
                .contains(": FAILED, 42 tests, N s\n")
                .endsWith("""
                    test.sh: FAILED after 42 tests in N s; what failed:
                    [ERROR] Failures:
                    [ERROR]   BTest.oneIsTwo:17 expected: 2 but was: 1
                    test.sh: all of it is in target/test-logs/1.log
                    """);
        assertThat(status).isEqualTo(1);
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void whatIsInstalledIsNeitherStartedNorEnabled() throws Exception {
        aptGetBringsMaven();
        Path policy = Files.writeString(system.resolve("usr/sbin/policy-rc.d"), "#!/bin/sh\nexit 0\n");

        assertThat(run("test.sh", "--fast")).contains("test.sh: installing maven\n", "test.sh: installed in N s\n");

        assertThat(status).isZero();
        assertThat(directory.resolve("policy.status")).hasContent("101");
        assertThat(directory.resolve("systemctl.arguments")).hasContent("disable daemon");
        assertThat(policy).as("as it was").hasContent("#!/bin/sh\nexit 0");
        assertThat(policy.resolveSibling("policy-rc.d.gangway")).doesNotExist();
    }

    @Test
    void aPolicyThatWasNotThereIsNotLeft() throws Exception {
        aptGetBringsMaven();

        run("test.sh", "--fast");

        assertThat(directory.resolve("policy.status")).hasContent("101");
        assertThat(system.resolve("usr/sbin")).isEmptyDirectory();
    }

    @Test
    void nothingIsInstalledIfTheUserSaysSo() throws Exception {
        aptGetBringsMaven();

        assertThat(run("test.sh", "--fast", "--no-install")).contains("""
                    test.sh: not there, and not installed because of --no-install: maven (Debian's names)
                    test.sh: no build without a JDK from 17 on (with javac) and Maven
                    """);
        assertThat(status).isEqualTo(1);
        assertThat(directory.resolve("policy.status")).doesNotExist();
        assertThat(temporary).isEmptyDirectory();
    }
}
