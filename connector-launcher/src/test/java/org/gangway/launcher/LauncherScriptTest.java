package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code bin/gangway} reads of a configuration file before there is a JVM; Java reads it as ConfigurationFile does. */
class LauncherScriptTest {
    @TempDir
    Path directory;

    private List<String> jvmArguments(String... arguments) throws Exception {
        return jvmArguments(List.of("run"), Map.of(), arguments);
    }

    private List<String> jvmArguments(List<String> command, Map<String, String> environment, String... arguments)
            throws Exception {
        return printed("printf '%s\\n' \"$@\"", command, environment, arguments);
    }

    /** What these commands of the shell print in place of a JVM. */
    private List<String> printed(
            String commands, List<String> command, Map<String, String> environment, String... arguments)
            throws Exception {
        Path java = Files.writeString(directory.resolve("java"), "#!/bin/sh\n" + commands + "\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("gangway.home"), "bin", "gangway")
                        .toString())
                .directory(directory.toFile());
        builder.command().addAll(command);
        builder.command().addAll(List.of(arguments));
        builder.environment().put("JAVA_CMD", java.toString());
        builder.environment().keySet().removeAll(List.of("JAVA_OPTS", "GANGWAY_OPTS", "LC_ALL", "LC_CTYPE", "LANG"));
        builder.environment().putAll(environment);
        builder.redirectInput(Path.of("/dev/null").toFile());
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

    /** A debugger's port can be had once. */
    @ParameterizedTest
    @CsvSource(
            value = {
                "run --port=0, now",
                "runfcgi daemonize=false port=0, now",
                "runfcgi daemonize=No port=0, now",
                "demo, now",
                "run --daemon --port=0, later",
                "run --config=daemon.conf, later",
                "run --dry-run --port=0, later",
                "runfcgi port=0, later",
                "runfcgi daemonize=true port=0, later",
                "reload --pidfile=x.pid, never",
                "ping 9000, never",
                "--version, never",
                "help, never",
            })
    void optionsAreThoseOfTheJvmThatServes(String command, String when) throws Exception {
        Files.writeString(directory.resolve("daemon.conf"), "--daemon\n--port 0\n");
        Map<String, String> environment = Map.of("JAVA_OPTS", "-Da=1  -Db=2", "GANGWAY_OPTS", "-Dc=3");
        List<String> jvm = jvmArguments(List.of(command.split(" ", -1)), environment);

        List<String> now =
                jvm.stream().filter(option -> option.matches("-D[abc]=.")).toList();
        List<String> later = jvm.stream()
                .filter(option -> option.startsWith("-Dgangway.daemon.options="))
                .toList();
        assertThat(now).hasSize(when.equals("now") ? 3 : 0);
        assertThat(later)
                .hasSize(when.equals("later") ? 1 : 0)
                .allMatch(option -> option.endsWith("=-Da=1  -Db=2 -Dc=3"));
    }

    /** As programs of mod_fcgid are started, and those of suEXEC. */
    @ParameterizedTest
    @CsvSource({"run", "runfcgi", "ping"})
    void encodingIsUtf8WhereNoLocaleIsSet(String command) throws Exception {
        assertThat(locale(command, Map.of())).containsExactly("LC_CTYPE=C.UTF-8");
        assertThat(locale(command, Map.of("LANG", ""))).containsExactly("LANG=", "LC_CTYPE=C.UTF-8");
    }

    @ParameterizedTest
    @CsvSource({"LANG, C", "LC_CTYPE, de_DE.ISO-8859-1", "LC_ALL, C"})
    void localeThatIsSetStays(String variable, String value) throws Exception {
        assertThat(locale("run", Map.of(variable, value))).containsExactly(variable + "=" + value);
    }

    private List<String> locale(String command, Map<String, String> environment) throws Exception {
        return printed("env | grep -E '^(LANG|LC_)' | sort", List.of(command), environment);
    }

    @Test
    void configurationFileThatIsNoneIsLeftToBeReported() throws Exception {
        assertThat(jvmArguments("--config", "none.conf")).endsWith("run", "--config", "none.conf");
        assertThat(jvmArguments("--config", directory.toString())).endsWith("--config", directory.toString());
    }
}
