package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bin/gangway} reads of a configuration file before there is a JVM; Java reads it as ConfigurationFile does. */
class LauncherScriptTest {
    @TempDir
    Path directory;

    private List<String> jvmArguments(String... arguments) throws Exception {
        Path java = Files.writeString(directory.resolve("java"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("gangway.home"), "bin", "gangway")
                                .toString(),
                        "run")
                .directory(directory.toFile());
        builder.command().addAll(List.of(arguments));
        builder.environment().put("JAVA_CMD", java.toString());
        builder.environment().keySet().removeAll(List.of("JAVA_OPTS", "GANGWAY_OPTS"));
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return out.lines().toList();
    }

    @Test
    void librariesAndPackagesOfAConfigurationFileAreThoseOfTheCommandLine() throws Exception {
        Files.createDirectories(directory.resolve("jars"));
        Files.writeString(directory.resolve("my shop.opens"), "java.base/java.text\n");
        Files.createFile(directory.resolve("my shop.war"));
        Files.writeString(directory.resolve("shop.conf"), """
                # --lib commented.jar

                  --lib = jars\s\s
                --lib\tdrivers/a b.jar
                --lib=last.jar\r
                --lib ee10=level.jar
                --library no.jar
                --add-opens java.base/java.lang
                --add-opens=java.base/java.util\r
                --log /x/--lib.log
                /shop=my shop.war
                --add-opens java.base/java.io""");
        for (String option : List.of("--config=shop.conf", "--config shop.conf")) {
            List<String> jvm = jvmArguments(option.split(" ", -1));
            assertThat(jvm)
                    .filteredOn(argument -> argument.startsWith("--add-opens"))
                    .containsExactly(
                            "--add-opens=java.base/java.lang=ALL-UNNAMED",
                            "--add-opens=java.base/java.util=ALL-UNNAMED",
                            "--add-opens=java.base/java.text=ALL-UNNAMED",
                            "--add-opens=java.base/java.io=ALL-UNNAMED");
            assertThat(jvm.get(jvm.indexOf("-cp") + 1)).endsWith("/lib/ext/*:jars/*:drivers/a b.jar:last.jar");
        }
    }

    @Test
    void configurationFileThatIsNoneIsLeftToBeReported() throws Exception {
        assertThat(jvmArguments("--config", "none.conf")).endsWith("run", "--config", "none.conf");
        assertThat(jvmArguments("--config", directory.toString())).endsWith("--config", directory.toString());
    }
}
