package org.gangway.launcher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A home directory with {@code gangway.fcgi} as {@code mysite.fcgi}, as a user would install it, but with a program in
 * the place of {@code bin/gangway} that needs no JVM: it answers each SCGI request with its process id and the body.
 */
final class Relay implements AutoCloseable {
    private static final String PARENT = """
            use strict; use Socket; use POSIX ();
            my ($where, @command) = @ARGV;
            socket(my $s, $where =~ m{/} ? AF_UNIX : AF_INET, SOCK_STREAM, 0) or die "$!";
            bind($s, $where =~ m{/} ? sockaddr_un("$where.new") : sockaddr_in(0, inet_aton($where))) or die "$!";
            listen($s, 64) or die "$!";
            rename "$where.new", $where;
            POSIX::dup2(fileno($s), 0);
            exec @command;
            """;
    private static final String GANGWAY = """
            #!/usr/bin/perl
            use strict; use Socket;
            open my $starts, '>>', "$ENV{HOME}/starts"; print $starts "$$\\n"; close $starts;
            print "gangway: no luck today\\n" and exit 1 if -e "$ENV{HOME}/broken";
            my ($path) = map { /^--socket=(.*)/ } @ARGV;
            socket(my $s, AF_UNIX, SOCK_STREAM, 0); bind($s, sockaddr_un("$path.$$")) && listen($s, 64) or exit 1;
            rename "$path.$$", $path;
            $SIG{TERM} = sub { exit 0 };
            $SIG{CHLD} = 'IGNORE';
            while (1) {
                accept(my $c, $s) or next;
                next if fork;
                $SIG{TERM} = 'IGNORE';
                my ($in, $length) = ('', 0);
                while (sysread $c, $in, 65536, length $in) {
                    last if $in =~ /^(\\d+):/ && length $in >= length($1) + $1 + 2 + ($in =~ /CONTENT_LENGTH\\0(\\d+)/)[0];
                }
                exit if $in =~ /QUIET/;
                print {$c} "Status: 200 OK\\r\\n\\r\\n", getppid, "\\n", substr $in, ($in =~ /^(\\d+)/)[0] + 2 + index $in, ':';
                exit;
            }
            """;

    private final Path home;
    private final List<Process> processes = new ArrayList<>();

    Relay(Path home) throws IOException {
        this.home = home;
        Files.createDirectories(home.resolve("gangway/bin"));
        Files.createDirectories(home.resolve("gangway/lib"));
        executable(home.resolve("gangway/bin/gangway"), GANGWAY);
        Files.writeString(home.resolve("mysite.war"), "a WAR");
        install(home.resolve("mysite.fcgi"), "");
    }

    /** Puts a copy of the relay there, with settings of its own. */
    static void install(Path script, String settings) throws IOException {
        String text = Files.readString(Path.of("src/main/dist/share/gangway.fcgi"));
        executable(
                script,
                text.replaceFirst(
                                "(?m)^my \\$home = .*$",
                                "my \\$home = '" + script.getParent() + "'; \\$ENV{HOME} = \\$home;")
                        .replace("# ---- End of the settings.", settings + "\n# ---- End of the settings."));
    }

    static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    /** Starts a copy as a web server would; returns its socket. */
    Path spawn(String script) throws IOException {
        Path socket = home.resolve("web" + processes.size());
        start(socket.toString(), script);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!Files.exists(socket) && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return socket;
    }

    /** Starts a copy with file descriptor 0 listening at a path or an IPv4 address. */
    Process start(String where, String script) throws IOException {
        Process process = new ProcessBuilder(
                        "perl", "-e", PARENT, where, home.resolve(script).toString())
                .redirectError(
                        ProcessBuilder.Redirect.appendTo(home.resolve("errors").toFile()))
                .start();
        processes.add(process);
        return process;
    }

    Process last() {
        return processes.get(processes.size() - 1);
    }

    /** What the web server's error log would have. */
    String errors() throws IOException {
        return Files.readString(home.resolve("errors"));
    }

    /** The process ids of the application's starts. */
    List<Long> starts() throws IOException {
        Path file = home.resolve("starts");
        return Files.exists(file)
                ? Files.readAllLines(file).stream().map(Long::valueOf).toList()
                : List.of();
    }

    static String scgi(Path socket, String body) throws IOException {
        return scgi(socket, "GET", body, false);
    }

    static String scgi(Path socket, String method, String body, boolean halfClose) throws IOException {
        String head = "CONTENT_LENGTH\0" + body.length() + "\0SCGI\0" + "1\0REQUEST_METHOD\0" + method + "\0";
        return send(socket, head.length() + ":" + head + "," + body, halfClose);
    }

    static String send(Path socket, String request, boolean halfClose) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1));
            while (out.hasRemaining()) {
                channel.write(out);
            }
            if (halfClose) {
                channel.shutdownOutput();
            }
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            ByteBuffer in = ByteBuffer.allocate(65536);
            while (channel.read(in) >= 0) {
                all.write(in.array(), 0, in.position());
                in.clear();
            }
            return all.toString(StandardCharsets.ISO_8859_1);
        }
    }

    @Override
    public void close() {
        // One may just be starting another.
        for (List<ProcessHandle> left = left(); !left.isEmpty(); left = left()) {
            left.forEach(ProcessHandle::destroyForcibly);
            left.forEach(process -> process.onExit().join());
        }
    }

    private List<ProcessHandle> left() {
        return ProcessHandle.allProcesses()
                .filter(process -> Stream.of(process.info().arguments().orElse(new String[0]))
                        .anyMatch(word -> word.startsWith(home.toString())))
                .toList();
    }
}
