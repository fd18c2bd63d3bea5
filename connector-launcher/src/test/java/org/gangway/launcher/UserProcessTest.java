package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.gangway.jetty.fastcgi.WebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Started by root, the runner becomes another user. That user reads an installation and a WAR in a directory for all. */
class UserProcessTest {
    private static final String USER = "nobody";

    private Path open;
    private Path run;
    private Path pidFile;
    private Path socket;
    private Path log;
    private Path war;
    private Map<String, String> environment;

    @BeforeEach
    void makeInstallation() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can become another user");
        assumeTrue(exists("passwd", USER), "there is no user nobody");
        assumeTrue(exists("group", "www-data"), "there is no group www-data");
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "there is no /proc to look at the process");
        open = Files.createTempDirectory(Path.of("/tmp"), "gangway-user");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path copy = open.resolve("cp")
                    .resolve(classPath.size() + "-" + Path.of(entry).getFileName());
            copy(Path.of(entry), copy);
            classPath.add(copy.toString());
        }
        Path home = open.resolve("gangway");
        copy(Path.of(System.getProperty("gangway.home")), home);
        environment = Map.of(
                GangwayProcess.HOME, home.toString(), "TEST_CLASS_PATH", String.join(File.pathSeparator, classPath));
        run = Files.createDirectory(open.resolve("run"));
        pidFile = run.resolve("app.pid");
        socket = run.resolve("app.sock");
        log = run.resolve("gangway.log");
        war = new WarBuilder().probe().pack(open.resolve("app.war"));
    }

    private static boolean exists(String table, String name) throws IOException {
        return Files.readAllLines(Path.of("/etc", table)).stream().anyMatch(line -> line.startsWith(name + ":"));
    }

    /** Linked, where that can be: it is much. */
    private static void copy(Path from, Path to) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = from.equals(file) ? to : to.resolve(from.relativize(file));
                Files.createDirectories(target.getParent());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                    continue;
                }
                try {
                    Files.createLink(target, file.toRealPath());
                } catch (FileSystemException e) {
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    @AfterEach
    void remove() throws Exception {
        if (open == null) {
            return;
        }
        if (pidFile != null && Files.exists(pidFile)) {
            ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
        new ProcessBuilder("rm", "-r", open.toString()).start().waitFor();
    }

    private long pid() throws Exception {
        return Long.parseLong(Files.readString(pidFile).strip());
    }

    private GangwayProcess start(String... further) throws Exception {
        return GangwayProcess.startByScript(
                open,
                List.of(),
                environment,
                Stream.concat(
                                Stream.of("run", war.toString(), "--daemon", "--pidfile=" + pidFile, "--log=" + log),
                                Stream.of(further))
                        .toArray(String[]::new));
    }

    private static void chown(String owner, Path file) throws Exception {
        assertThat(new ProcessBuilder("chown", owner, file.toString()).start().waitFor())
                .isZero();
    }

    private String ids(String name) throws Exception {
        return Files.readAllLines(Path.of("/proc", pid() + "", "status")).stream()
                .filter(line -> line.startsWith(name + ":"))
                .findFirst()
                .orElseThrow();
    }

    private void terminate() throws Exception {
        ProcessHandle process = ProcessHandle.of(pid()).orElseThrow();
        process.destroy();
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (process.isAlive()) {
            assertThat(System.nanoTime()).as("it ends").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        try (Stream<Path> left = Files.list(run)) {
            assertThat(left).containsExactly(log);
        }
    }

    @Test
    void becomesTheUserOnceTheAddressIsTaken() throws Exception {
        try (GangwayProcess refused = start("--socket=" + socket, "--user=" + USER)) {
            assertThat(refused.awaitLog(line -> true))
                    .contains(
                            USER + " has no right to remove the pidfile from " + run,
                            "install -d -o " + USER + " " + run.resolve("gangway"));
            assertThat(refused.awaitExit()).isEqualTo(1);
        }
        chown(USER, run);
        try (GangwayProcess starter = start(
                "--socket=" + socket,
                "--user=" + USER,
                "--socket-owner=root",
                "--socket-group=www-data",
                "--socket-mode=0620")) {
            starter.awaitOutput(line -> line.contains("ready"));
            assertThat(starter.awaitExit()).isZero();
        }
        Object uid = Files.getAttribute(run, "unix:uid");
        assertThat(ids("Uid")).isEqualTo("Uid:" + ("\t" + uid).repeat(4));
        for (Path file : List.of(pidFile, log)) {
            assertThat(Files.getOwner(file).getName()).as(file.toString()).isEqualTo(USER);
        }
        PosixFileAttributes attributes = Files.readAttributes(socket, PosixFileAttributes.class);
        assertThat(attributes.owner().getName()).isEqualTo("root");
        assertThat(attributes.group().getName()).isEqualTo("www-data");
        assertThat(PosixFilePermissions.toString(attributes.permissions())).isEqualTo("rw--w----");
        assertThat(WebServer.get(socket, "/probe/").status()).isEqualTo(200);
        terminate();
    }

    /** A port that is root's alone, a group that isn't the user's, and a reload by who it is now. */
    @Test
    void becomesTheGroupAndKeepsThePortOfRoot() throws Exception {
        chown(USER + ":www-data", run);
        int port = rootsPort();
        try (GangwayProcess starter = start("--port=" + port, "--user=" + USER, "--group=www-data")) {
            starter.awaitOutput(line -> line.contains("ready"));
            assertThat(starter.awaitExit()).isZero();
        }
        Object gid = Files.getAttribute(run, "unix:gid");
        assertThat(ids("Gid")).isEqualTo("Gid:" + ("\t" + gid).repeat(4));
        assertThat(Files.readAttributes(pidFile, PosixFileAttributes.class).group())
                .extracting(GroupPrincipal::getName)
                .isEqualTo("www-data");
        assertThat(ProcessHandle.of(pid()).orElseThrow().info().user()).hasValue(USER);
        assertThat(org.gangway.launcher.process.ControlSocket.ask(pidFile, "reload"))
                .startsWith("reloaded: ");
        terminate();
    }

    private static int rootsPort() throws IOException {
        for (int port = 1023; port > 600; port--) {
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (BindException e) {
                assertThat(port).as(e.toString()).isGreaterThan(601);
            }
        }
        throw new IOException("no port is free");
    }
}
