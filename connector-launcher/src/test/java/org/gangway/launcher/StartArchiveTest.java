package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the start script gives the JVM for the archive of classes: a program that writes its arguments stands for java. */
class StartArchiveTest {
    private static final String SHARED = "-XX:SharedArchiveFile=";
    private static final String RECORDS = "-XX:DumpLoadedClassList=";

    @TempDir
    Path directory;

    private Path cache;

    @BeforeEach
    void makeJava() throws Exception {
        Path java = directory.resolve("java");
        Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        cache = directory.resolve("cache/gangway");
    }

    private List<String> options(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "sh",
                Path.of(System.getProperty("gangway.home"), "bin", "gangway").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> all = builder.environment();
        all.keySet().removeAll(List.of("JAVA_OPTS", "GANGWAY_OPTS", "CACHE_DIRECTORY", "XDG_CACHE_HOME"));
        all.put("JAVA_CMD", directory.resolve("java").toString());
        all.put("HOME", "/nowhere");
        all.put("GANGWAY_CACHE", directory.resolve("cache").toString());
        all.putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        List<String> lines = output.lines().toList();
        assertThat(lines).as("nothing but options").first().asString().startsWith("-X");
        return lines;
    }

    private static String value(List<String> options, String name) {
        return options.stream()
                .filter(option -> option.startsWith(name))
                .map(option -> option.substring(name.length()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " isn't in " + options));
    }

    private static boolean has(List<String> options, String name) {
        return options.stream().anyMatch(option -> option.startsWith(name));
    }

    private Path archive(String level) throws Exception {
        String place = value(options(Map.of(), "run", "app.war"), "-Dgangway.archive=");
        return Files.writeString(Path.of(place + '.' + level + ".jsa"), "an archive");
    }

    @Test
    void firstStartRecords() throws Exception {
        List<String> options = options(Map.of(), "run", "app.war");
        assertThat(value(options, RECORDS)).isEqualTo(cache + "/%p.classes");
        assertThat(value(options, "-Dgangway.recording=")).isEqualTo(cache.toString());
        assertThat(has(options, SHARED)).isFalse();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
                .isEqualTo("rwx------");
    }

    @Test
    void laterStartHasTheArchiveAndTheLevel() throws Exception {
        Path archive = archive("ee10");
        String remembered = value(options(Map.of(), "run", "app.war"), "-Dgangway.level=");
        Files.writeString(Path.of(remembered), "ee10\n");
        List<String> options = options(Map.of(), "run", "app.war");
        assertThat(value(options, SHARED)).isEqualTo(archive.toString());
        assertThat(options).contains("-Xshare:auto", "-Xlog:cds*=off");
        assertThat(has(options, RECORDS)).isFalse();
        assertThat(options.get(options.indexOf("-cp") + 1)).endsWith("/lib/ee10/*");
        assertThat(has(options(Map.of(), "run", "other.war"), SHARED))
                .as("of unknown level")
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--ee=ee11", "--ee ee11"})
    void givenLevelNeedsNoMemory(String option) throws Exception {
        Path archive = archive("ee11");
        List<String> arguments = new ArrayList<>(List.of("run", "app.war"));
        arguments.addAll(List.of(option.split(" ")));
        assertThat(value(options(Map.of(), arguments.toArray(String[]::new)), SHARED))
                .isEqualTo(archive.toString());
    }

    @Test
    void severalLevelsHaveAnArchiveOfTheServerAlone() throws Exception {
        Path archive = archive("none");
        Files.writeString(Path.of(value(options(Map.of(), "run", "app.war"), "-Dgangway.level=")), "none\n");
        List<String> options = options(Map.of(), "run", "app.war");
        assertThat(value(options, SHARED)).isEqualTo(archive.toString());
        assertThat(options.get(options.indexOf("-cp") + 1)).doesNotContain("/lib/ee");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxr-xr-x", "rwxrwx---", "rwx---rwx"})
    void directoryThatIsOpenToOthersIsNotUsed(String permissions) throws Exception {
        archive("ee10");
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString(permissions));
        assertNone(options(Map.of(), "run", "app.war", "--ee", "ee10"));
    }

    @Test
    void directoryOrArchiveOfAnotherOwnerIsNotUsed() throws Exception {
        Path archive = archive("ee10");
        if (!Files.getOwner(archive).getName().equals("root")) {
            return;
        }
        chown(archive);
        assertThat(has(options(Map.of(), "run", "app.war", "--ee", "ee10"), SHARED))
                .isFalse();
        chown(cache);
        assertNone(options(Map.of(), "run", "app.war", "--ee", "ee10"));
    }

    private static void chown(Path file) throws Exception {
        assertThat(new ProcessBuilder("chown", "65534", file.toString()).start().waitFor())
                .isZero();
    }

    /** Linked classes fit one set of open packages and one collector. */
    @Test
    void openPackagesAndOptionsOfTheJvmHaveArchivesOfTheirOwn() throws Exception {
        Files.writeString(directory.resolve("shop.opens"), "java.base/java.util\n");
        Files.createFile(directory.resolve("shop.war"));
        List<List<String>> starts = List.of(
                options(Map.of(), "run", "app.war"),
                options(Map.of(), "run", "app.war", "--add-opens", "java.base/java.lang"),
                options(Map.of(), "run", directory.resolve("shop.war").toString()),
                options(Map.of("JAVA_OPTS", "-XX:+UseG1GC"), "run", "app.war"),
                options(Map.of("JAVA_TOOL_OPTIONS", "-XX:+UseZGC"), "run", "app.war"),
                options(Map.of("JDK_JAVA_OPTIONS", "-XX:+UseZGC -Xmx1g"), "run", "app.war"),
                options(Map.of("_JAVA_OPTIONS", "-Xmx40g"), "run", "app.war"));
        assertThat(starts.stream().map(options -> value(options, "-Dgangway.archive=")))
                .doesNotHaveDuplicates();
        assertThat(value(options(Map.of(), "run", "other.war"), "-Dgangway.archive="))
                .isEqualTo(value(starts.get(0), "-Dgangway.archive="));
    }

    @Test
    void linkToADirectoryIsNotUsed() throws Exception {
        archive("ee10");
        Path real = Files.move(cache, directory.resolve("real"));
        Files.createSymbolicLink(cache, real);
        assertNone(options(Map.of(), "run", "app.war", "--ee", "ee10"));
    }

    @Test
    void withoutACacheItStarts() throws Exception {
        assertNone(options(Map.of("GANGWAY_CACHE", ""), "run", "app.war"));
        assertNone(options(Map.of("GANGWAY_CACHE", "/proc/none"), "run", "app.war"));
        assertNone(options(Map.of("GANGWAY_CACHE", "relative"), "run", "app.war"));
        assertNone(options(Map.of("GANGWAY_CACHE", directory + "/with:colon"), "run", "app.war"));
        assertThat(directory.resolve("with:colon")).doesNotExist();
    }

    @Test
    void ownSharingIsLeftAlone() throws Exception {
        for (String own : List.of("-Xshare:off", "-XX:SharedArchiveFile=x", "-XX:AOTCache=x")) {
            List<String> options = options(Map.of("JAVA_OPTS", own), "run", "app.war");
            assertThat(options).contains(own).doesNotContain("-Xshare:auto");
            assertThat(has(options, "-Dgangway.archive=")).isFalse();
        }
    }

    @Test
    void anotherJavaHasAnotherArchive() throws Exception {
        Path other = Files.copy(
                directory.resolve("java"),
                Files.createDirectory(directory.resolve("other")).resolve("java"),
                StandardCopyOption.COPY_ATTRIBUTES);
        String place = value(options(Map.of(), "run", "app.war"), "-Dgangway.archive=");
        String ofOther = value(options(Map.of("JAVA_CMD", other.toString()), "run", "app.war"), "-Dgangway.archive=");
        assertThat(ofOther).isNotEqualTo(place);
    }

    @Test
    void runfcgiHasTheArchive() throws Exception {
        archive("ee10");
        String remembered =
                value(options(Map.of(), "runfcgi", "socket=/tmp/x.sock", "war=app.war"), "-Dgangway.level=");
        Files.writeString(Path.of(remembered), "ee10\n");
        assertThat(has(options(Map.of(), "runfcgi", "socket=/tmp/x.sock", "war=app.war"), SHARED))
                .isTrue();
    }

    @Test
    void otherOptionsAndJarsHaveAnotherArchive() throws Exception {
        List<String> places = Stream.of("", "-Xmx1g", "-XX:-UseCompressedOops")
                .map(own -> {
                    try {
                        return value(
                                options(Map.of("GANGWAY_OPTS", own), "run", "app.war", "--lib", "x" + own),
                                "-Dgangway.archive=");
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
        assertThat(places).doesNotHaveDuplicates();
    }

    @Test
    void cacheOfSystemdOrOfTheUserIsFound() throws Exception {
        List<String> ofUser = byDefault("export HOME=" + directory + "/home");
        assertThat(value(ofUser, "-Dgangway.recording=")).isEqualTo(directory + "/home/.cache/gangway");
        List<String> ofSystemd = byDefault("export CACHE_DIRECTORY=" + directory + "/var:/other");
        assertThat(value(ofSystemd, "-Dgangway.recording=")).isEqualTo(directory + "/var/gangway");
    }

    /** With GANGWAY_CACHE unset, which an environment that is only added to can't say. */
    private List<String> byDefault(String exports) throws Exception {
        String script = "unset GANGWAY_CACHE JAVA_OPTS GANGWAY_OPTS CACHE_DIRECTORY XDG_CACHE_HOME; " + exports
                + "; export JAVA_CMD=" + directory + "/java; exec sh " + System.getProperty("gangway.home")
                + "/bin/gangway run app.war";
        Process process =
                new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
        return process.inputReader().lines().toList();
    }

    @Test
    void pingKeepsAway() throws Exception {
        assertThat(has(options(Map.of(), "ping", "9000"), "-Dgangway.archive=")).isFalse();
        assertThat(cache).doesNotExist();
    }

    private static void assertNone(List<String> options) {
        assertThat(has(options, SHARED)).isFalse();
        assertThat(has(options, RECORDS)).isFalse();
    }
}
