package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.gangway.jetty.fastcgi.Answer;
import org.gangway.jetty.fastcgi.WebServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A supervisor and its workers as processes. */
class PreforkProcessTest {
    private static final String DESCRIPTOR = WarBuilder.jakartaDescriptor("6.0");

    @TempDir
    Path directory;

    private Path war(String version) throws Exception {
        Path made = new WarBuilder()
                .descriptor(DESCRIPTOR)
                .entry(
                        "pid.jsp",
                        "<%@ page contentType='text/plain' session='false' %>" + version
                                + " <%= ProcessHandle.current().pid() %>")
                .entry(
                        "fail.jsp",
                        "<%@ page session='false' %><% System.err.println(\"a line of " + version + "\");"
                                + " if (!response.isCommitted()) throw new Error(\"a failure\"); %>")
                .entry(
                        "count.jsp",
                        "<%@ page contentType='text/plain' %><% Integer n = (Integer) session.getAttribute(\"n\");"
                                + " session.setAttribute(\"n\", n == null ? 1 : n + 1); %>"
                                + "<%= session.getAttribute(\"n\") %> <%= ProcessHandle.current().pid() %>")
                .pack(directory.resolve("new.war"));
        return Files.move(made, directory.resolve("app.war"), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path brokenWar() throws Exception {
        Path made =
                new WarBuilder().entry("WEB-INF/web.xml", "<web-app><unclosed>").pack(directory.resolve("new.war"));
        return Files.move(made, directory.resolve("app.war"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Ends the JVM that deploys it. */
    private Path deadlyWar() throws Exception {
        Path made = new WarBuilder()
                .descriptor("<web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='6.0'><context-param>"
                        + "<param-name>failure</param-name><param-value>halt</param-value></context-param><listener>"
                        + "<listener-class>com.example.FailingListener</listener-class></listener></web-app>")
                .bytes("WEB-INF/classes/com/example/FailingListener.class", WarBuilder.example("FailingListener"))
                .pack(directory.resolve("new.war"));
        return Files.move(made, directory.resolve("app.war"), StandardCopyOption.REPLACE_EXISTING);
    }

    private GangwayProcess start(Path war, Path socket, String... options) throws Exception {
        String[] all = new String[options.length + 5];
        List.of("run", war.toString(), "--socket=" + socket, "--method=prefork", "--threads=12")
                .toArray(all);
        System.arraycopy(options, 0, all, 5, options.length);
        return GangwayProcess.start(all);
    }

    private static Set<Long> workers(GangwayProcess supervisor) {
        Set<Long> pids = new HashSet<>();
        ProcessHandle.of(supervisor.pid())
                .ifPresent(handle -> handle.children().forEach(child -> pids.add(child.pid())));
        return pids;
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private static String get(Path socket, String path) throws Exception {
        Answer answer = WebServer.get(socket, path);
        assertThat(answer.status()).isEqualTo(200);
        return answer.bodyText().strip();
    }

    @Test
    void sessionsAreShared_theDeadAreReplaced_aReloadReplacesAll_andNothingRemains() throws Exception {
        Path war = war("one");
        Path socket = directory.resolve("x.sock");
        Path pidFile = directory.resolve("x.pid");
        Path workDirectory = directory.resolve("work");
        try (GangwayProcess supervisor = start(
                war, socket, "--min-spare=3", "--max-spare=3", "--pidfile=" + pidFile, "--work-dir=" + workDirectory)) {
            assertThat(supervisor.awaitOutput(line -> line.contains("ready")))
                    .contains("unix:" + socket, war.toString());
            Set<String> counted = new HashSet<>();
            await("three serve", () -> {
                try {
                    counted.add(get(socket, "/pid.jsp"));
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
                return counted.size() == 3;
            });
            Set<String> pids = new HashSet<>();
            String cookie = null;
            for (int i = 1; i <= 60; i++) {
                // A new connection each time, which any worker may accept.
                Answer response = WebServer.get(socket, "/count.jsp", "HTTP_COOKIE", cookie);
                String[] answer = response.bodyText().strip().split(" ", 2);
                assertThat(answer[0]).isEqualTo(String.valueOf(i));
                pids.add(answer[1]);
                cookie = cookie == null ? response.field("Set-Cookie").split(";", 2)[0] : cookie;
            }
            assertThat(pids).hasSizeGreaterThan(1);

            long victim = workers(supervisor).iterator().next();
            ProcessHandle.of(victim).orElseThrow().destroyForcibly();
            supervisor.awaitLog(
                    line -> line.contains("(pid " + victim + ") died with status 137; another takes its place"));
            await("replaced", () -> workers(supervisor).size() == 3 && !isAlive(victim));

            brokenWar();
            assertThat(ask(pidFile)).startsWith("failed: ").contains("app.war");
            assertThat(get(socket, "/pid.jsp")).startsWith("one ");
            war("two");
            Set<Long> before = workers(supervisor);
            assertThat(ask(pidFile)).startsWith("reloaded: " + war);
            for (int i = 0; i < 30; i++) {
                assertThat(get(socket, "/pid.jsp")).startsWith("two ");
            }
            await("the old ones end", () -> before.stream().noneMatch(PreforkProcessTest::isAlive));

            Set<Long> last = workers(supervisor);
            supervisor.terminate();
            assertThat(supervisor.awaitExit()).isZero();
            assertThat(last).isNotEmpty().noneMatch(PreforkProcessTest::isAlive);
            assertThat(directory)
                    .isDirectoryNotContaining(
                            path -> path.getFileName().toString().startsWith("x."));
            try (var left = Files.list(workDirectory)) {
                assertThat(left.map(path -> path.getFileName().toString())).containsExactly("gangway.lock");
            }
        }
    }

    private static String ask(Path pidFile) throws Exception {
        return org.gangway.launcher.process.ControlSocket.ask(pidFile, "reload");
    }

    @Test
    void firstWorkersReasonEndsTheStart() throws Exception {
        Path socket = directory.resolve("x.sock");
        try (GangwayProcess supervisor = start(brokenWar(), socket)) {
            String reason = supervisor.awaitLog(line -> line.startsWith("gangway: "));
            assertThat(reason).contains("app.war");
            assertThat(supervisor.awaitExit()).isEqualTo(1);
            assertThat(socket).doesNotExist();
        }
    }

    @Test
    void killedSupervisorTakesItsWorkersAlong_andTheNextStartTakesThePlace() throws Exception {
        Path log = directory.resolve("x.log");
        Path war = war("one");
        Path socket = directory.resolve("x.sock");
        try (GangwayProcess supervisor = start(war, socket, "--min-spare=1", "--max-requests=1", "--log=" + log)) {
            supervisor.awaitOutput(line -> line.contains("ready"));
            Set<String> pids = new HashSet<>();
            await("a worker serves one request", () -> {
                try {
                    pids.add(get(socket, "/pid.jsp"));
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
                return pids.size() > 2;
            });
            Set<Long> workers = workers(supervisor);
            supervisor.kill();
            await("workers end", () -> workers.stream().noneMatch(PreforkProcessTest::isAlive));
        }
        assertThat(Files.readString(log)).containsPattern("\\[worker \\d: .*The supervisor is gone; ending");
        assertThat(socket).exists();
        try (GangwayProcess next = start(war, socket)) {
            next.awaitLog(line -> line.contains("replacing the stale socket"));
            next.awaitOutput(line -> line.contains("ready"));
            assertThat(get(socket, "/pid.jsp")).startsWith("one ");
        }
    }

    @Test
    void workersThatDieSoonAreStartedMoreAndMoreSlowly_untilTheWarIsMended() throws Exception {
        Path socket = directory.resolve("x.sock");
        try (GangwayProcess supervisor = start(war("one"), socket, "--min-spare=1")) {
            supervisor.awaitOutput(line -> line.contains("ready"));
            deadlyWar();
            long first = workers(supervisor).iterator().next();
            ProcessHandle.of(first).orElseThrow().destroyForcibly();
            supervisor.awaitLog(line -> line.contains("(pid " + first + ") died with status 137; another takes its"));
            supervisor.awaitLog(line -> line.contains("could not start: it ended with status 9; the log says more"));
            supervisor.awaitLog(line -> line.endsWith("The next worker is started in 1 s, as the last ones died soon"));
            supervisor.awaitLog(line -> line.contains("could not start: it ended with status 9; the log says more"));
            supervisor.awaitLog(line -> line.endsWith("The next worker is started in 2 s, as the last ones died soon"));
            war("two");
            // It has waited in the queue of the socket.
            assertThat(get(socket, "/pid.jsp")).startsWith("two ");
            supervisor.terminate();
            assertThat(supervisor.awaitExit()).isZero();
            assertThat(socket).doesNotExist();
        }
    }

    @Test
    void usr1OpensTheLogsOfAllAnew_andAnotherSupervisorTakesThePlace() throws Exception {
        Path socket = directory.resolve("x.sock");
        Path log = directory.resolve("x.log");
        Path err = directory.resolve("x.err");
        try (GangwayProcess first = start(war("one"), socket, "--min-spare=1", "--log=" + log, "--err-log=" + err)) {
            first.awaitOutput(line -> line.contains("ready"));
            Path rotated = Files.move(log, directory.resolve("x.log.1"));
            Files.move(err, directory.resolve("x.err.1"));
            first.signal("USR1");
            await("the supervisor has a new log", () -> contains(log, "Opened the logs anew"));
            long worker = workers(first).iterator().next();
            await("the worker has a new standard error", () -> leadsTo(worker, 2, err));
            assertThat(WebServer.get(socket, "/fail.jsp").status()).isEqualTo(500);
            assertThat(log).content().containsPattern("\\[worker 1: .*/fail.jsp");
            assertThat(err).hasContent("a line of one");
            assertThat(rotated).content().contains("ready").doesNotContain("a failure");

            try (GangwayProcess second = start(war("two"), socket, "--min-spare=1", "--take-over")) {
                second.awaitOutput(line -> line.contains("ready"));
                assertThat(get(socket, "/pid.jsp")).startsWith("two ");
                first.terminate();
                assertThat(first.awaitExit()).isZero();
                assertThat(get(socket, "/pid.jsp")).startsWith("two ");
            }
            assertThat(socket).doesNotExist();
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.exists(file) && Files.readString(file).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean leadsTo(long process, int descriptor, Path file) {
        try {
            Path link = Path.of("/proc", process + "", "fd", descriptor + "");
            return Files.exists(file) && Files.isSameFile(link, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
