package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A Java that is too old or isn't there is named in one line, by the program and by both scripts. */
class JavaChoiceTest {
    private static final int JAVA_8 = 52;
    private static final String REMEDY =
            "; install a JRE 17 or later (Debian: apt-get install openjdk-17-jre-headless) or set ";

    @TempDir
    Path directory;

    private Path programs;

    /** Programs that must not run leave a trace. */
    @BeforeEach
    void forbidInstallation() throws Exception {
        programs = Files.createDirectory(directory.resolve("programs"));
        for (String name : List.of("apt-get", "mvn")) {
            program(programs.resolve(name), "touch " + directory.resolve("installed"));
        }
    }

    private static void program(Path file, String text) throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private String run(Path script, Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("JAVA_HOME", "JAVA_CMD", "JAVA_OPTS", "GANGWAY_OPTS"));
        builder.environment().merge("PATH", programs.toString(), (path, first) -> first + ':' + path);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isEqualTo(1);
        assertThat(directory.resolve("installed")).doesNotExist();
        return output;
    }

    private String gangway(Map<String, String> environment) throws Exception {
        return run(Path.of(System.getProperty("gangway.home"), "bin", "gangway"), environment, "ping", "1");
    }

    @Test
    void oldJavaCanLoadTheEntryPoint() throws Exception {
        try (InputStream in = Main.class.getResourceAsStream("Main.class");
                DataInputStream data = new DataInputStream(in)) {
            data.readInt();
            data.readUnsignedShort();
            assertThat(data.readUnsignedShort()).as("class file version").isEqualTo(JAVA_8);
        }
    }

    @ParameterizedTest
    @CsvSource({"1.8", "9", "11", "16"})
    void oldJavaIsNamed(String version) {
        assertThat(Main.flaw(version, "/opt/java"))
                .isEqualTo("/opt/java is Java " + version + ", Gangway needs 17 or later; install a JRE 17 (Debian:"
                        + " apt-get install openjdk-17-jre-headless), or set JAVA_HOME to one");
        assertThat(Main.flaw("17", "/opt/java")).isNull();
        assertThat(Main.flaw("25", "/opt/java")).isNull();
    }

    @Test
    void launcherNamesTheWrongValue() throws Exception {
        assertThat(gangway(Map.of("JAVA_HOME", directory.toString())))
                .isEqualTo("gangway: JAVA_HOME is " + directory + ", which has no bin/java that can be run" + REMEDY
                        + "JAVA_HOME to its directory\n");
        String wrong = "which is no program that can be run" + REMEDY + "JAVA_CMD to its bin/java\n";
        for (String command :
                List.of(directory.toString(), directory.resolve("none").toString(), "no-java")) {
            assertThat(gangway(Map.of("JAVA_CMD", command)))
                    .isEqualTo("gangway: JAVA_CMD is " + command + ", " + wrong);
        }
    }

    private Path runScript() throws Exception {
        return Files.copy(Path.of("../run.sh"), directory.resolve("run.sh"));
    }

    @Test
    void runNamesTheWrongValueAndInstallsNothing() throws Exception {
        Path script = runScript();
        Path home = directory.resolve("jdk");
        String remedy = "; set it to a JDK 17 or later, or unset it\n";
        assertThat(run(script, Map.of("JAVA_HOME", home.toString())))
                .isEqualTo("run.sh: JAVA_HOME is " + home + ", which has no javac that runs" + remedy);
        program(home.resolve("bin/javac"), "echo javac 11.0.24");
        assertThat(run(script, Map.of("JAVA_HOME", home.toString())))
                .isEqualTo("run.sh: JAVA_HOME is " + home + ", which is a JDK 11" + remedy);
    }

    @ParameterizedTest
    @CsvSource({
        "echo 'openjdk version \"11.0.24\" 2024-07-16', is Java 11",
        "echo 'java version \"1.8.0_432\"', is Java 8",
        "exit 1, is no Java that runs"
    })
    void runNamesAWrongCommand(String does, String found) throws Exception {
        program(directory.resolve("jdk/bin/javac"), "echo javac 17.0.1");
        Path java = directory.resolve("jdk/bin/java");
        program(java, does);
        assertThat(run(
                        runScript(),
                        Map.of("JAVA_HOME", directory.resolve("jdk").toString(), "JAVA_CMD", java.toString())))
                .isEqualTo("run.sh: JAVA_CMD is " + java + ", which " + found
                        + "; set it to the bin/java of a JRE 17 or later, or unset it\n");
    }
}
