package org.gangway.launcher;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Gangway as a process of its own. */
final class GangwayProcess implements AutoCloseable {
    /** The variable that names another installation than that of the build. */
    static final String HOME = "TEST_HOME";

    private static final long SECONDS = 60;
    private static final String PARENT = """
            use strict; use Socket qw(:DEFAULT inet_pton pack_sockaddr_in6); use POSIX ();
            my ($host, @command) = @ARGV;
            my $v6 = $host =~ /:/;
            socket(my $s, $v6 ? AF_INET6 : AF_INET, SOCK_STREAM, 0) or die "$!";
            bind($s, $v6 ? pack_sockaddr_in6(0, inet_pton(AF_INET6, $host)) : pack_sockaddr_in(0, inet_aton($host)))
                or die "$!";
            listen($s, 64) or die "$!";
            POSIX::dup2(fileno($s), 0);
            exec @command;
            """;
    /** A java that has the classes of the tests first. */
    static final String JAVA = """
            #!/bin/sh
            count=$#
            for argument in "$@"; do
                [ "${last:-}" != -cp ] || argument=$TEST_CLASS_PATH:$argument
                last=$argument
                set -- "$@" "$argument"
            done
            shift "$count"
            exec "$TEST_JAVA" "$@"
            """;

    private static final List<String> HEEDING_INTERRUPTS = List.of("perl", "-e", "$SIG{INT} = 'DEFAULT'; exec @ARGV");
    private static final String END = "\u0000end";

    private final Process process;
    private final BlockingQueue<String> out;
    private final BlockingQueue<String> err;
    private final List<String> seen = new ArrayList<>();

    private GangwayProcess(Process process) {
        this.process = process;
        out = read("stdout", process.inputReader());
        err = read("stderr", process.errorReader());
    }

    static GangwayProcess start(String... arguments) throws IOException {
        return startWith(List.of(), arguments);
    }

    static GangwayProcess startWith(List<String> jvmOptions, String... arguments) throws IOException {
        return new GangwayProcess(new ProcessBuilder(command(jvmOptions, arguments)).start());
    }

    /**
     * With an EE level on the class path, as the start script has it when it expects no other.
     *
     * @param level the level, or an empty string for none
     */
    static GangwayProcess startWithLevel(String level, String... arguments) throws IOException {
        List<String> command = command(List.of(), arguments);
        if (!level.isEmpty()) {
            Path jars = Path.of(System.getProperty("gangway.home"), "lib", level, "*");
            int classPath = command.indexOf("-cp") + 1;
            command.set(classPath, command.get(classPath) + File.pathSeparator + jars);
        }
        return new GangwayProcess(new ProcessBuilder(command).start());
    }

    /** Starts it as spawn-fcgi does: file descriptor 0 is a TCP socket that listens at a free port of this address. */
    static GangwayProcess startAt(String host, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of("perl", "-e", PARENT, host));
        command.addAll(command(List.of(), arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return new GangwayProcess(builder.start());
    }

    /**
     * Starts it by {@code bin/gangway}; the class path of the tests comes before what the script gives.
     *
     * @param directory for a program that stands for java
     */
    static GangwayProcess startByScript(Path directory, String... arguments) throws IOException {
        return startByScript(directory, List.of(), Map.of(), arguments);
    }

    /**
     * The same with a program before it that becomes the script, and with more in the environment.
     *
     * @param directory for a program that stands for java
     */
    static GangwayProcess startByScript(
            Path directory, List<String> parent, Map<String, String> more, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(parent);
        command.addAll(List.of("sh", script(Path.of(more.getOrDefault(HOME, System.getProperty("gangway.home"))))));
        command.addAll(List.of(arguments));
        return startByScript(directory, System.getProperty("java.class.path"), more, command);
    }

    /** The same by root, with files that a user can read whom it becomes. */
    static GangwayProcess startByScript(Path directory, ForeignUser user, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", script(user.home())));
        command.addAll(List.of(arguments));
        return startByScript(directory, user.classPath(), Map.of(), command);
    }

    private static String script(Path home) {
        return home.resolve("bin").resolve("gangway").toString();
    }

    private static GangwayProcess startByScript(
            Path directory, String classPath, Map<String, String> more, List<String> command) throws IOException {
        Path java = directory.resolve("java");
        Files.writeString(java, JAVA);
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.put("JAVA_CMD", java.toString());
        environment.put(
                "TEST_JAVA",
                Path.of(System.getProperty("java.home"), "bin", "java").toString());
        environment.put("TEST_CLASS_PATH", classPath);
        environment.put("GANGWAY_CACHE", "");
        environment.put("JAVA_OPTS", "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        environment.putAll(more);
        return new GangwayProcess(builder.start());
    }

    /** Starts a program that stands for {@code gangway}, and that heeds SIGINT. */
    static GangwayProcess startIn(Path directory, String... program) throws IOException {
        List<String> command = new ArrayList<>(HEEDING_INTERRUPTS);
        command.addAll(List.of(program));
        return new GangwayProcess(
                new ProcessBuilder(command).directory(directory.toFile()).start());
    }

    /** Starts it so that it heeds SIGINT: a shell ignores that for all that it starts in the background. */
    static GangwayProcess startInterruptible(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(HEEDING_INTERRUPTS);
        command.addAll(command(List.of(), arguments));
        return new GangwayProcess(new ProcessBuilder(command).start());
    }

    private static List<String> command(List<String> jvmOptions, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dgangway.home=" + System.getProperty("gangway.home"),
                "-cp",
                System.getProperty("java.class.path"),
                "org.gangway.launcher.Main"));
        command.addAll(1, jvmOptions);
        command.addAll(List.of(arguments));
        return command;
    }

    long pid() {
        return process.pid();
    }

    /** Waits for a line of standard output. */
    String awaitOutput(Predicate<String> wanted) throws InterruptedException {
        return await(out, wanted);
    }

    /** Waits for a line of the log. */
    String awaitLog(Predicate<String> wanted) throws InterruptedException {
        return await(err, wanted);
    }

    /** What the ended process wrote to its log behind the line that was waited for. */
    List<String> restOfLog() throws InterruptedException {
        return rest(err);
    }

    /** What the ended process wrote to its standard output behind the line that was waited for. */
    List<String> restOfOutput() throws InterruptedException {
        return rest(out);
    }

    /** Sends SIGTERM; {@link Process#destroy()} would close what the process writes to as well. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** Sends SIGHUP. */
    void hangUp() throws IOException, InterruptedException {
        signal("HUP");
    }

    /** Sends the signal with this name. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).start().waitFor();
    }

    /** Sends SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still running after " + SECONDS + " s; it wrote " + seen);
        }
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        // Asked to end, it removes its temporary files.
        process.destroy();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private String await(BlockingQueue<String> lines, Predicate<String> wanted) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (true) {
            String line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null || line.equals(END)) {
                seen.addAll(out);
                seen.addAll(err);
                throw new AssertionError((line == null ? "timeout" : "end of output") + "; it wrote " + seen);
            }
            seen.add(line);
            if (wanted.test(line)) {
                return line;
            }
        }
    }

    private static List<String> rest(BlockingQueue<String> lines) throws InterruptedException {
        List<String> rest = new ArrayList<>();
        for (String line = lines.take(); !line.equals(END); line = lines.take()) {
            rest.add(line);
        }
        return rest;
    }

    private static BlockingQueue<String> read(String name, BufferedReader reader) {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        Thread thread = new Thread(
                () -> {
                    try (reader) {
                        reader.lines().forEach(lines::add);
                    } catch (IOException | UncheckedIOException e) {
                        lines.add(e.toString());
                    }
                    lines.add(END);
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return lines;
    }
}
