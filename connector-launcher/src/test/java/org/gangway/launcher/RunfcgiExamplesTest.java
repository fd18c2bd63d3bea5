package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.gangway.jetty.fastcgi.WebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Django's page on FastCGI prints, but for the name of the program, its directory and the WAR that lies there. */
class RunfcgiExamplesTest {
    private static final String PROGRAM = """
            #!/bin/sh
            export JAVA_CMD='%1$s/java' TEST_JAVA='%2$s' TEST_CLASS_PATH='%3$s'
            export JAVA_OPTS='-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1'
            exec sh '%4$s/bin/gangway' "$@"
            """;
    private static final String RESTART = """
            #!/bin/bash

            # Replace these three settings.
            PROJDIR="%s"
            PIDFILE="$PROJDIR/mysite.pid"
            SOCKET="$PROJDIR/mysite.sock"

            cd $PROJDIR
            if [ -f $PIDFILE ]; then
                kill `cat -- $PIDFILE`
                rm -f -- $PIDFILE
            fi

            exec /usr/bin/env - \\
              PYTHONPATH="../python:.." \\
              ./gangway runfcgi socket=$SOCKET pidfile=$PIDFILE
            """;

    @TempDir
    Path directory;

    private final List<ProcessHandle> started = new ArrayList<>();

    @BeforeEach
    void makeProject() throws Exception {
        new WarBuilder().probe().pack(directory.resolve("shop.war"));
        Path tools = Files.createDirectory(directory.resolve("tools"));
        Files.writeString(tools.resolve("java"), GangwayProcess.JAVA);
        executable(tools.resolve("java"));
        Path program = directory.resolve("gangway");
        Files.writeString(
                program,
                PROGRAM.formatted(
                        tools,
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        System.getProperty("java.class.path"),
                        System.getProperty("gangway.home")));
        executable(program);
    }

    @AfterEach
    void endWhatStillRuns() {
        started.forEach(ProcessHandle::destroyForcibly);
    }

    private static void executable(Path file) throws Exception {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private String shell(String command) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    /** The process of a pidfile, with its workers. */
    private ProcessHandle process(String pidFile) throws Exception {
        ProcessHandle process = ProcessHandle.of(Long.parseLong(
                        Files.readString(directory.resolve(pidFile)).strip()))
                .orElseThrow();
        started.add(process);
        process.descendants().forEach(started::add);
        return process;
    }

    private void awaitNothing() throws Exception {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (started.stream().anyMatch(ProcessHandle::isAlive)) {
            assertThat(System.nanoTime()).as("they end").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .isSubsetOf("gangway", "shop.war", "tools", "restart");
        }
    }

    /** method=prefork is the default there, so it is the default here. */
    @Test
    void restartScriptAndKill() throws Exception {
        Path script = directory.resolve("restart");
        Files.writeString(script, RESTART.formatted(directory));
        executable(script);

        assertThat(shell("./restart")).startsWith("gangway: ready: ").hasLineCount(1);
        ProcessHandle first = process("mysite.pid");
        assertThat(WebServer.get(directory.resolve("mysite.sock"), "/probe/").status())
                .isEqualTo(200);
        assertThat(shell("cd / && exec " + script)).startsWith("gangway: ready: ");
        assertThat(process("mysite.pid")).isNotEqualTo(first);
        assertThat(WebServer.get(directory.resolve("mysite.sock"), "/probe/").status())
                .isEqualTo(200);

        shell("PIDFILE=mysite.pid; kill `cat $PIDFILE`");
        awaitNothing();
    }

    @Test
    void ofTheDebuggingExampleCtrlCLeavesNothing() throws Exception {
        try (GangwayProcess gangway = GangwayProcess.startIn(
                directory, "./gangway", "runfcgi", "daemonize=false", "socket=mysite.sock", "maxrequests=1")) {
            gangway.awaitOutput(line -> line.startsWith("gangway: ready: "));
            for (int i = 0; i < 2; i++) {
                assertThat(WebServer.get(directory.resolve("mysite.sock"), "/probe/")
                                .status())
                        .isEqualTo(200);
            }
            gangway.signal("INT");
            assertThat(gangway.awaitExit()).isZero();
        }
        awaitNothing();
    }
}
