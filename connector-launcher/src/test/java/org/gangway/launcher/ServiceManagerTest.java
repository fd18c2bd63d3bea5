package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.gangway.jetty.fastcgi.WebServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The process as a service of systemd, for which a datagram socket and a parent that passes sockets stand. */
class ServiceManagerTest {
    /** Listens on Unix sockets, passes them on as systemd does, and becomes the program. */
    private static final String PARENT = """
            use strict; use Socket; use POSIX ();
            $^F = 100;
            my ($paths, @command) = @ARGV;
            my $fd = 3;
            my @listening;
            for my $path (split /,/, $paths) {
                socket(my $s, AF_UNIX, SOCK_STREAM, 0) or die "$!";
                bind($s, pack_sockaddr_un($path)) or die "$!";
                listen($s, 64) or die "$!";
                POSIX::dup2(fileno($s), $fd) if fileno($s) != $fd;
                push @listening, $s;
                $fd++;
            }
            $ENV{LISTEN_PID} = $$;
            $ENV{LISTEN_FDS} = @listening;
            $ENV{LISTEN_FDNAMES} = join ':', ('gangway.socket') x @listening;
            exec @command;
            """;

    @TempDir
    Path directory;

    private String war;
    private Path socket;

    @BeforeEach
    void makeWar() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/perl")) || "true".equals(System.getenv("CI")),
                "perl isn't there, and Java has no datagrams between processes");
        war = new WarBuilder().probe().pack(directory.resolve("app.war")).toString();
        socket = directory.resolve("x.sock");
    }

    private GangwayProcess start(Map<String, String> environment, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("run", war, "--socket=" + socket));
        arguments.addAll(List.of(more));
        return GangwayProcess.startByScript(directory, List.of(), environment, arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readinessReloadAndStopAreSaid(boolean abstractName) throws Exception {
        String name = abstractName
                ? "@gangway/" + directory
                : directory.resolve("notify").toString();
        try (NotifySocket systemd = new NotifySocket(name);
                GangwayProcess gangway = start(Map.of("NOTIFY_SOCKET", name))) {
            String ready = systemd.next();
            assertThat(ready).isEqualTo("READY=1|MAINPID=" + gangway.pid() + "|STATUS=" + war + " at unix:" + socket);
            assertThat(WebServer.get(socket, "/probe/").status()).isEqualTo(200);

            long before = System.nanoTime() / 1000;
            gangway.hangUp();
            String reloading = systemd.next();
            assertThat(reloading).startsWith("RELOADING=1|MONOTONIC_USEC=");
            assertThat(Long.parseLong(reloading.substring(reloading.lastIndexOf('=') + 1)))
                    .isBetween(before, System.nanoTime() / 1000);
            assertThat(systemd.next()).isEqualTo(ready);

            gangway.terminate();
            assertThat(systemd.next()).isEqualTo("STOPPING=1|STATUS=waiting for the running requests");
            assertThat(gangway.awaitExit()).isZero();
        }
    }

    @Test
    void readinessComesAfterTheDeployment() throws Exception {
        Path hold = Files.createDirectory(directory.resolve("hold"));
        war = new WarBuilder()
                .descriptor(WarBuilder.jakartaDescriptor("6.0")
                        .replaceFirst(
                                "></web-app>$",
                                "><context-param><param-name>hold</param-name><param-value>" + hold
                                        + "</param-value></context-param><listener><listener-class>"
                                        + "com.example.SlowListener</listener-class></listener></web-app>"))
                .bytes("WEB-INF/classes/com/example/SlowListener.class", WarBuilder.example("SlowListener"))
                .pack(directory.resolve("slow.war"))
                .toString();
        String name = directory.resolve("notify").toString();
        try (NotifySocket systemd = new NotifySocket(name);
                GangwayProcess gangway = start(Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "20000"))) {
            while (!Files.exists(hold.resolve("entered"))) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
            assertThat(systemd.poll(100)).isNull();
            Files.createFile(hold.resolve("go"));
            assertThat(systemd.next()).startsWith("READY=1|MAINPID=" + gangway.pid());
        }
    }

    @Test
    void watchdogIsQuietWhileNoThreadIsFree() throws Exception {
        String name = directory.resolve("notify").toString();
        try (NotifySocket systemd = new NotifySocket(name);
                GangwayProcess gangway =
                        start(Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "400000"), "--threads=8")) {
            systemd.await(datagram -> datagram.startsWith("READY=1|"));
            for (int i = 0; i < 3; i++) {
                assertThat(systemd.next()).isEqualTo("WATCHDOG=1");
            }

            List<Path> holds = new ArrayList<>();
            List<FutureTask<Integer>> requests = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                Path hold = Files.createDirectory(directory.resolve("hold" + i));
                holds.add(hold);
                FutureTask<Integer> request = new FutureTask<>(
                        () -> WebServer.get(socket, "/probe/?hold=" + hold).status());
                requests.add(request);
                new Thread(request, "web server").start();
            }
            assertThat(gangway.awaitLog(line -> line.contains("watchdog")))
                    .endsWith("No thread was free to answer systemd's watchdog for 200 ms; raise --threads, or find out"
                            + " with jstack what they do");
            while (systemd.poll(0) != null) {
                // Those before the last thread was taken.
            }
            assertThat(systemd.poll(600)).isNull();

            for (Path hold : holds) {
                Files.createFile(hold.resolve("go"));
            }
            assertThat(systemd.next()).isEqualTo("WATCHDOG=1");
            assertThat(systemd.next()).isEqualTo("WATCHDOG=1");
            for (FutureTask<Integer> request : requests) {
                assertThat(request.get(30, TimeUnit.SECONDS)).isEqualTo(200);
            }
        }
    }

    @Test
    void watchdogOfAnotherProcessIsLeftAlone() throws Exception {
        String name = directory.resolve("notify").toString();
        try (NotifySocket systemd = new NotifySocket(name);
                GangwayProcess gangway =
                        start(Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "20000", "WATCHDOG_PID", "1"))) {
            assertThat(systemd.next()).startsWith("READY=1|MAINPID=" + gangway.pid());
            assertThat(systemd.poll(200)).isNull();
        }
    }

    @Test
    void socketOfASocketUnitIsServed() throws Exception {
        Path configuration = Files.writeString(directory.resolve("shop.conf"), "# the shop\n" + war + '\n');
        try (GangwayProcess gangway = GangwayProcess.startByScript(
                directory,
                List.of("perl", "-e", PARENT, socket.toString()),
                Map.of(),
                "run",
                "--config=" + configuration)) {
            gangway.awaitLog(line -> line.contains("at file descriptor 0 (" + socket));
            assertThat(WebServer.get(socket, "/probe/").status()).isEqualTo(200);
            gangway.terminate();
            assertThat(gangway.awaitExit()).isZero();
            assertThat(socket).as("it is systemd's").exists();
        }
    }

    @Test
    void severalSocketsOfASocketUnitAreRefusedWithOneLine() throws Exception {
        try (GangwayProcess gangway = GangwayProcess.startByScript(
                directory,
                List.of("perl", "-e", PARENT, socket + "," + directory.resolve("y")),
                Map.of(),
                "run",
                war)) {
            assertThat(gangway.awaitExit()).isEqualTo(2);
            assertThat(gangway.restOfLog())
                    .containsExactly("gangway: systemd passes 2 sockets, and gangway listens on one; leave one"
                            + " ListenStream= in the socket unit, or start an instance for each");
        }
    }
}
