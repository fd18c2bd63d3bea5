package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveJvmTest {
    private static final Path CLASSES = Path.of("/cache/1.classes");
    private static final Path MADE = Path.of("/cache/1.made");
    private static final List<String> OPTIONS = List.of(
            "-Xmx512m",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:-UseCompressedOops",
            "-Xlog:class+load:file=/cache/1.loaded",
            "-XX:DumpLoadedClassList=/cache/1.classes",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "-Dsecret=x");

    private static ArchiveJvm command(int feature, String... more) {
        List<String> options = new ArrayList<>(OPTIONS);
        options.addAll(List.of(more));
        return new ArchiveJvm(Path.of("/jdk/bin/java"), feature, options, "/lib/*");
    }

    /** A command with the modules and the memory of the options above. */
    private static List<String> startedAlike(String... more) {
        List<String> command = new ArrayList<>(List.of(
                "nice",
                "-n",
                "19",
                "/jdk/bin/java",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:-UseCompressedOops",
                "--add-opens=java.base/java.lang=ALL-UNNAMED"));
        command.addAll(List.of(more));
        return command;
    }

    @Test
    void classesAreLinkedWhereJavaCan() {
        assertThat(command(17).canLink()).isFalse();
        assertThat(command(23).canLink()).isFalse();
        assertThat(command(24).canLink()).isTrue();
        assertThat(command(25).canLink()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-javaagent:/opt/apm.jar",
                "-agentlib:jdwp=transport=dt_socket,server=y",
                "-agentpath:/opt/profiler.so",
                "-Xrunjdwp:transport=dt_socket",
                "-XX:StartFlightRecording=filename=x.jfr",
                "-Dcom.sun.management.jmxremote.port=9010",
                "-XX:+ManagementServer",
                "-XX:AOTCache=x",
                "-XX:-AOTClassLinking",
                "--patch-module=java.base=x.jar",
                "--module-path=/mods"
            })
    void classesAreNotLinkedForWhatChangesOrFindsThem(String option) {
        assertThat(command(25, option).canLink()).isFalse();
    }

    @Test
    void plainArchiveTakesWhatObjectsLookLike() {
        assertThat(command(17).dump(CLASSES, MADE, false))
                .containsExactly(
                        "nice",
                        "-n",
                        "19",
                        "/jdk/bin/java",
                        "-XX:-UseCompressedOops",
                        "-XX:+UseG1GC",
                        "-Xmx512m",
                        "-Xshare:dump",
                        "-XX:SharedClassListFile=/cache/1.classes",
                        "-XX:SharedArchiveFile=/cache/1.made",
                        "-cp",
                        "/lib/*");
    }

    /** Without an option: another collector, or a heap of 32 GB, chooses it. */
    @Test
    void archiveHasReferencesOfTheSizeThatTheJvmChose() {
        assertThat(ArchiveJvm.ofThisJvm(List.of("-XX:+UseSerialGC"), null).dump(CLASSES, MADE, false))
                .containsAnyOf("-XX:+UseCompressedOops", "-XX:-UseCompressedOops");
    }

    @Test
    void linkedArchiveTakesTheModulesToo() {
        assertThat(command(25).dump(CLASSES, MADE, true))
                .contains(
                        "-XX:+AOTClassLinking",
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "-XX:-UseCompressedOops")
                .doesNotContain("-XX:+UseSerialGC", "-Dsecret=x");
    }

    @Test
    void trainingIsAServerOfTheLevelWithNothingOfTheService() {
        TrainingRun training = new TrainingRun(Path.of("/tmp/t"));
        assertThat(command(25, "-Dgangway.home=/opt/gangway", "-Dgangway.archive=/cache/1")
                        .train(training, "ee10"))
                .containsExactlyElementsOf(startedAlike(
                        "-Dgangway.home=/opt/gangway",
                        "-Djava.io.tmpdir=/tmp/t",
                        "-XX:DumpLoadedClassList=/tmp/t/classes",
                        "-cp",
                        "/lib/*",
                        "org.gangway.launcher.Main",
                        "run",
                        "/tmp/t/empty",
                        "--socket=/tmp/t/socket",
                        "--exit-when-idle=120s",
                        "--ee=ee10"));
        assertThat(command(25).train(training, "none")).last().isEqualTo("--exit-when-idle=120s");
    }

    @Test
    void attemptHasModulesAndMemoryOfTheServer() {
        assertThat(command(25, "-XX:MaxRAMPercentage=50", "-XX:+UseZGC").attempt(MADE))
                .containsExactlyElementsOf(startedAlike(
                        "-XX:MaxRAMPercentage=50",
                        "-XX:+UseZGC",
                        "-Xshare:on",
                        "-XX:SharedArchiveFile=/cache/1.made",
                        "-cp",
                        "/lib/*",
                        "-version"));
    }
}
