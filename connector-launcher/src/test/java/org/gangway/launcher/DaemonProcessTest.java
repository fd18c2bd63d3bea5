package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.gangway.jetty.fastcgi.WebServer;
import org.gangway.launcher.process.ControlSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runner in the background, as a shell starts it. */
class DaemonProcessTest {
    private static final String DEBUGGER =
            "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=127.0.0.1:";
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    @TempDir
    Path directory;

    private Path pidFile;
    private Path socket;
    private Path war;
    private Path inherited;
    private int debugger;

    @BeforeEach
    void makeWar() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "there is no /proc to look at the process");
        pidFile = directory.resolve("app.pid");
        socket = directory.resolve("app.sock");
        war = new WarBuilder()
                .probe()
                .pack(Files.createDirectory(directory.resolve("my apps")).resolve("app.war"));
        inherited = Files.createFile(directory.resolve("my apps/inherited"));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            debugger = free.getLocalPort();
        }
    }

    @AfterEach
    void endWhatStillRuns() throws Exception {
        if (Files.exists(pidFile)) {
            ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private long pid() throws Exception {
        return Long.parseLong(Files.readString(pidFile).strip());
    }

    private GangwayProcess start(String... further) throws Exception {
        return GangwayProcess.startByScript(
                directory,
                List.of("sh", "-c", "exec 9<\"$0\"; exec \"$@\"", inherited.toString()),
                Map.of("GANGWAY_OPTS", DEBUGGER + debugger),
                Stream.concat(
                                Stream.of("run", "--daemon", "--pidfile=" + pidFile, "--umask=027", war.toString()),
                                Stream.of(further))
                        .toArray(String[]::new));
    }

    private static void signal(String name, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static void awaitEnd(long pid) {
        long end = System.nanoTime() + MINUTE;
        while (ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
            assertThat(System.nanoTime()).as("process " + pid + " ends").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private static void awaitContent(Path file, String content) throws Exception {
        long end = System.nanoTime() + MINUTE;
        while (!Files.exists(file) || !Files.readString(file).contains(content)) {
            assertThat(System.nanoTime()).as(file + " has " + content).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private static List<Path> openFiles(long pid) throws Exception {
        List<Path> open = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", pid + "", "fd"))) {
            for (Path descriptor : descriptors.toList()) {
                open.add(Files.readSymbolicLink(descriptor));
            }
        }
        return open;
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    /** All of it in one life, because each JVM costs a second. */
    @Test
    void isDetachedServesHeedsSignalsAndLeavesNothing() throws Exception {
        Path err = directory.resolve("err.log");
        Path out = directory.resolve("out.log");
        Path log = directory.resolve("gangway.log");
        long pid;
        try (GangwayProcess starter =
                start("--socket=" + socket, "--err-log=" + err, "--out-log=" + out, "--log=" + log)) {
            assertThat(starter.awaitOutput(line -> true)).startsWith("gangway: ready: ");
            assertThat(starter.awaitExit()).isZero();
            // Its end of the pipes is closed: $(gangway run --daemon ...) returns.
            assertThat(starter.restOfOutput()).isEmpty();
            assertThat(starter.restOfLog()).isEmpty();
            pid = pid();
            assertThat(pid).isNotEqualTo(starter.pid());
        }
        // pid (name) state parent group session terminal
        assertThat(Files.readString(Path.of("/proc", pid + "", "stat")))
                .as("session, no terminal")
                .containsPattern("\\) \\S \\d+ \\d+ " + pid + " 0 ");
        assertThat(Path.of("/proc", pid + "", "cwd").toRealPath()).isEqualTo(Path.of("/"));
        assertThat(Path.of("/proc", pid + "", "fd", "0").toRealPath()).isEqualTo(Path.of("/dev/null"));
        assertThat(Path.of("/proc", pid + "", "fd", "1").toRealPath()).isEqualTo(out.toRealPath());
        assertThat(Path.of("/proc", pid + "", "fd", "2").toRealPath()).isEqualTo(err.toRealPath());
        assertThat(openFiles(pid)).doesNotContain(inherited.toRealPath());
        // The first JVM of the two has not wanted that port.
        assertThatThrownBy(() -> new ServerSocket(debugger, 1, InetAddress.getLoopbackAddress()).close())
                .isInstanceOf(BindException.class);
        for (Path file : List.of(pidFile, out, err, log)) {
            assertThat(mode(file)).as(file.toString()).isEqualTo("rw-r-----");
        }

        Path rotated = Files.move(log, directory.resolve("gangway.log.1"));
        Path rotatedErr = Files.move(err, directory.resolve("err.log.1"));
        signal("USR1", pid);
        awaitContent(log, "Opened the logs anew");
        signal("HUP", pid);
        awaitContent(log, "eload");
        assertThat(rotated).content().contains("ready");
        assertThat(rotatedErr).isEmptyFile();
        assertThat(err).exists();
        assertThat(WebServer.get(socket, "/probe/").status()).isEqualTo(200);

        signal("TERM", pid);
        awaitEnd(pid);
        assertThat(pidFile).doesNotExist();
        assertThat(socket).doesNotExist();
        assertThat(directory.resolve("app.pid.control")).doesNotExist();
    }

    @Test
    void failureIsOneLineOfTheStarterAndLeavesNothing() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                GangwayProcess starter = start("--port=" + taken.getLocalPort())) {
            assertThat(starter.awaitExit()).isEqualTo(1);
            assertThat(starter.restOfLog())
                    .singleElement()
                    .asString()
                    .contains("127.0.0.1:" + taken.getLocalPort() + " is in use; stop the process");
            assertThat(starter.restOfOutput()).isEmpty();
        }
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("java", "my apps");
    }

    @Test
    void secondSignalEndsAtOnceAndLeavesNothing() throws Exception {
        Path hold = Files.createDirectory(directory.resolve("hold"));
        Path work = directory.resolve("work");
        try (GangwayProcess gangway = GangwayProcess.start(
                "run",
                war.toString(),
                "--socket=" + socket,
                "--pidfile=" + pidFile,
                "--work-dir=" + work,
                "--stop-timeout=1h")) {
            gangway.awaitOutput(line -> line.contains("ready"));
            Thread hanging = new Thread(() -> {
                try {
                    WebServer.get(socket, "/probe/?hold=" + hold);
                } catch (Exception | AssertionError e) {
                    Thread.currentThread().interrupt();
                }
            });
            hanging.setDaemon(true);
            hanging.start();
            awaitContent(hold.resolve("entered"), "");
            gangway.terminate();
            gangway.awaitLog(line -> line.contains("Stopping"));
            gangway.terminate();
            assertThat(gangway.awaitExit()).isZero();
        }
        assertThat(pidFile).doesNotExist();
        assertThat(socket).doesNotExist();
        assertThat(work.toFile().list()).containsExactly("gangway.lock");
    }

    /** As {@link UserProcessTest} has it for one JVM. */
    @Test
    void allWorkersBecomeTheUserOnceTheAddressIsTaken() throws Exception {
        try (ForeignUser user = ForeignUser.assume()) {
            Path open = user.directory();
            pidFile = open.resolve("app.pid");
            war = Files.copy(war, open.resolve("app.war"));
            socket = open.resolve("app.sock");
            Path log = open.resolve("gangway.log");
            Path err = open.resolve("err.log");
            Path secret = Files.writeString(directory.resolve("secret"), "for root alone");
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
            String[] command = {
                "run",
                "--daemon",
                "--method=prefork",
                "--pidfile=" + pidFile,
                "--socket=" + socket,
                "--protocol=auto",
                "--secret-file=" + secret,
                "--user=" + ForeignUser.NAME,
                "--log=" + log,
                "--err-log=" + err,
                war.toString()
            };
            try (GangwayProcess refused = GangwayProcess.startByScript(directory, user, command)) {
                assertThat(refused.awaitLog(line -> true))
                        .contains("nobody has no right to remove the pidfile from " + open, "install -d -o nobody");
                assertThat(refused.awaitExit()).isEqualTo(1);
            }
            user.giveDirectory();
            try (GangwayProcess starter = GangwayProcess.startByScript(directory, user, command)) {
                starter.awaitOutput(line -> line.contains("ready"));
                assertThat(starter.awaitExit()).isZero();
            }
            long pid = pid();
            List<Long> processes = processes(pid);
            assertThat(processes).hasSizeGreaterThanOrEqualTo(2);
            for (long process : processes) {
                assertThat(Files.readString(Path.of("/proc", process + "", "status")))
                        .containsPattern("Uid:\t(\\d{2,})\t\\1\t\\1\t\\1\n")
                        .containsPattern("Gid:\t(\\d{2,})\t\\1\t\\1\t\\1\n");
                assertThat(Files.readString(Path.of("/proc", process + "", "environ")))
                        .contains("\0USER=nobody\0");
            }
            Path control = open.resolve("app.pid.control");
            for (Path file : List.of(socket, pidFile, control, log, err)) {
                assertThat(Files.getOwner(file).getName()).as(file.toString()).isEqualTo(ForeignUser.NAME);
            }
            assertThat(WebServer.get(socket, "/probe/").status()).isEqualTo(200);
            assertThat(ControlSocket.ask(pidFile, "reload")).startsWith("reloaded: ");
            assertThat(WebServer.get(socket, "/probe/").status()).isEqualTo(200);
            signal("TERM", pid);
            awaitEnd(pid);
            assertThat(open.toFile().list()).containsExactlyInAnyOrder("app.war", "gangway.log", "err.log");
        }
    }

    private static List<Long> processes(long pid) {
        return Stream.concat(
                        Stream.of(pid),
                        ProcessHandle.of(pid).orElseThrow().children().map(ProcessHandle::pid))
                .toList();
    }
}
