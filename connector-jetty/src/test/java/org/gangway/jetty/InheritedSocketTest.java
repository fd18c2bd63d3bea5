package org.gangway.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.SocketClient.until;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rules F-1, F-2 and F-5, with child processes that get one thing or another as file descriptor 0. */
@Timeout(120)
class InheritedSocketTest {
    /** A parent as web servers have one: makes descriptor 0, then becomes the program, or several with one socket. */
    private static final String PARENT = """
            use strict; use Socket; use POSIX ();
            my ($kind, $at, $names, @command) = @ARGV;
            my ($s, $t);
            if ($kind eq 'unix') {
                socket($s, AF_UNIX, SOCK_STREAM, 0) && bind($s, sockaddr_un($at)) && listen($s, 64) or die "$!";
            } elsif ($kind eq 'tcp' || $kind eq 'any') {
                my $host = $kind eq 'tcp' ? INADDR_LOOPBACK : INADDR_ANY;
                socket($s, AF_INET, SOCK_STREAM, 0) && bind($s, sockaddr_in(0, $host)) && listen($s, 64) or die "$!";
            } elsif ($kind eq 'connected') {
                socketpair($s, $t, AF_UNIX, SOCK_STREAM, PF_UNSPEC) or die "$!";
            } elsif ($kind eq 'datagram') {
                socket($s, AF_INET, SOCK_DGRAM, 0) && bind($s, sockaddr_in(0, INADDR_LOOPBACK)) or die "$!";
            }
            POSIX::close(0);
            POSIX::dup2(fileno($s), 0) if defined $s;
            my @names = split /,/, $names;
            my $last = pop @names;
            foreach my $name (@names) {
                exec map { $_ eq 'NAME' ? $name : $_ } @command if !fork;
            }
            exec map { $_ eq 'NAME' ? $last : $_ } @command;
            """;

    @TempDir
    Path directory;

    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void findPerl() {
        boolean found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(place -> Files.isExecutable(Path.of(place, "perl")));
        assumeTrue(
                found || "true".equals(System.getenv("CI")),
                "perl isn't there, and Java can't hand a listening socket to a child");
    }

    @AfterEach
    void endProcesses() throws Exception {
        for (Process process : processes) {
            List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
            all.add(process.toHandle());
            for (ProcessHandle handle : all) {
                handle.destroy();
            }
            boolean ended = process.waitFor(20, TimeUnit.SECONDS);
            for (ProcessHandle handle : all) {
                handle.destroyForcibly();
            }
            assertThat(ended).as("ended by SIGTERM").isTrue();
        }
    }

    private static List<String> program(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                InheritedServer.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private Process start(ProcessBuilder builder) throws IOException {
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        processes.add(process);
        return process;
    }

    private Process startByParent(String kind, String names, String... more) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("perl", "-e", PARENT, kind, directory.resolve("s").toString(), names));
        List<String> arguments = new ArrayList<>(List.of("NAME", directory.toString()));
        arguments.addAll(List.of(more));
        command.addAll(program(arguments.toArray(String[]::new)));
        return start(new ProcessBuilder(command));
    }

    private String report(String name) throws IOException {
        Path report = directory.resolve(name);
        until(name + "'s report; it logged to " + directory, () -> Files.exists(report));
        return Files.readString(report);
    }

    private String log() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    /** The flags of a process's open file description of descriptor 0. */
    private static int flags(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/fdinfo/0"))) {
            if (line.startsWith("flags:")) {
                return Integer.parseInt(line.substring(6).trim(), 8);
            }
        }
        throw new IOException("no flags");
    }

    @Test
    void f1ServesAnInheritedUnixSocketAndLeavesItToItsParent() throws Exception {
        Path path = directory.resolve("s");
        Process process = startByParent("unix", "child");
        assertThat(report("child")).isEqualTo("serving " + path);
        Object inode = Files.getAttribute(path, "unix:ino");
        Object mode = Files.getAttribute(path, "unix:mode");
        for (int i = 0; i < 20; i++) {
            assertThat(SocketClient.get(path)).isEqualTo("child at " + path);
        }
        assertThat(flags(process.pid()) & 04000).as("O_NONBLOCK").isZero();

        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.getAttribute(path, "unix:ino")).isEqualTo(inode);
        assertThat(Files.getAttribute(path, "unix:mode")).isEqualTo(mode);
        assertThat(log())
                .contains("Started oejs.Server", "the last log line")
                .doesNotContain("Exception")
                .doesNotContain("closing file descriptor 0");
    }

    @Test
    void f1ServesAnInheritedTcpSocket() throws Exception {
        for (String kind : List.of("tcp", "any")) {
            Process process = startByParent(kind, kind);
            String report = report(kind);
            assertThat(report).startsWith("serving /").contains(kind.equals("tcp") ? "127.0.0.1:" : "0.0.0.0:");
            int port = Integer.parseInt(report.substring(report.lastIndexOf(':') + 1));
            SocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            assertThat(SocketClient.get(address)).isEqualTo(kind + " at /127.0.0.1:" + port);
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(log()).contains("the last log line").doesNotContain("Exception");
        }
    }

    /** An acceptor that is interrupted in its accept would close the descriptor, and the log with it. */
    @Test
    void f1LeavesTheSocketOpenIfItStopsInAPause() throws Exception {
        Process process = startByParent("unix", "paused");
        report("paused");
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(log())
                .contains("the last log line")
                .doesNotContain("Exception")
                .doesNotContain("closing file descriptor 0");
    }

    @Test
    void f2SaysWhatFileDescriptor0Is() throws Exception {
        Path file = Files.writeString(directory.resolve("input"), "text");
        start(new ProcessBuilder(program("file", directory.toString())).redirectInput(file.toFile()));
        start(new ProcessBuilder(program("pipe", directory.toString())));
        startByParent("connected", "connected");
        startByParent("datagram", "datagram");
        startByParent("closed", "closed");
        assertThat(report("file")).startsWith("false file descriptor 0 is the file " + file + ", not a listening");
        assertThat(report("pipe")).startsWith("false file descriptor 0 is a pipe, not");
        assertThat(report("connected")).startsWith("false file descriptor 0 is a connected socket, as a CGI or inetd");
        assertThat(report("datagram")).startsWith("false file descriptor 0 is a datagram socket, not");
        assertThat(report("closed")).startsWith("false file descriptor 0 is closed, not");
        for (String kind : List.of("file", "pipe", "connected", "datagram", "closed")) {
            assertThat(report(kind)).contains("mod_fcgid", "socket path").doesNotContain("\n");
        }
    }

    @Test
    void servesWhatWasQueuedBeforeSigterm() throws Exception {
        Path path = directory.resolve("s");
        Process process = startByParent("unix", "child");
        report("child");
        signal(process, "STOP");
        List<SocketChannel> clients = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            SocketChannel client = SocketClient.connect(path);
            SocketClient.send(client);
            clients.add(client);
        }
        process.destroy();
        signal(process, "CONT");
        for (SocketChannel client : clients) {
            assertThat(SocketClient.receive(client)).isEqualTo("child at " + path);
            client.close();
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(log()).contains("the last log line").doesNotContain("Exception");
    }

    private static void signal(Process process, String name) throws Exception {
        Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start();
        assertThat(kill.waitFor()).isZero();
    }

    @Test
    void f5SharesTheSocketWithItsSiblings() throws Exception {
        Path path = directory.resolve("s");
        Process last = startByParent("unix", "one,two");
        assertThat(report("one")).isEqualTo("serving " + path);
        assertThat(report("two")).isEqualTo("serving " + path);
        Set<String> names = new HashSet<>();
        until("answers of both", () -> {
            try {
                names.add(SocketClient.get(path).substring(0, 3));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return names.size() == 2;
        });

        // "two" is the process that the parent became; "one" is its child.
        ProcessHandle one = last.children().findFirst().orElseThrow();
        one.destroy();
        until("the end of one", () -> {
            try {
                assertThat(SocketClient.get(path)).isNotEmpty();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return log("the last log line");
        });
        assertThat(last.isAlive()).isTrue();
        for (int i = 0; i < 20; i++) {
            assertThat(SocketClient.get(path)).isNotEmpty();
        }
        assertThat(flags(last.pid()) & 04000).as("O_NONBLOCK").isZero();
    }

    private boolean log(String part) {
        try {
            return log().contains(part);
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void r39LimitsThePeersOfAnInheritedUnixSocketOnly() throws Exception {
        startByParent("unix", "unix", "54321");
        report("unix");
        try (SocketChannel client = SocketClient.connect(directory.resolve("s"))) {
            assertThat(SocketClient.receive(client)).isEmpty();
        }
        startByParent("tcp", "tcp", "54321");
        assertThat(report("tcp")).startsWith("true allowedPeers needs a Unix socket");
    }
}
