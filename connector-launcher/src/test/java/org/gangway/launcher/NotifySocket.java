package org.gangway.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** Stands for systemd's end of NOTIFY_SOCKET: a datagram socket, for which Java has no class. */
final class NotifySocket implements AutoCloseable {
    private static final long SECONDS = 60;
    private static final String SERVER = """
            use strict; use Socket;
            my $name = $ARGV[0];
            $name =~ s/^@/\\0/;
            socket(my $s, AF_UNIX, SOCK_DGRAM, 0) or die "$!";
            bind($s, pack_sockaddr_un($name)) or die "$!";
            $| = 1;
            print "bound\\n";
            while (defined recv($s, my $datagram, 65536, 0)) {
                $datagram =~ s/\\n/|/g;
                print "$datagram\\n";
            }
            """;

    private final Process process;
    private final BlockingQueue<String> datagrams = new LinkedBlockingQueue<>();

    /** Binds it to a path, or an abstract name that starts with @. */
    NotifySocket(String name) throws Exception {
        process = new ProcessBuilder("perl", "-e", SERVER, name)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread thread = new Thread(this::read, "notify socket");
        thread.setDaemon(true);
        thread.start();
        await("bound"::equals);
    }

    private void read() {
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                datagrams.add(line);
            }
        } catch (IOException e) {
            datagrams.add(e.toString());
        }
    }

    /** The next datagram, its lines separated by bars. */
    String next() throws Exception {
        String datagram = datagrams.poll(SECONDS, TimeUnit.SECONDS);
        if (datagram == null) {
            throw new TimeoutException("no datagram");
        }
        return datagram;
    }

    /** Drops datagrams until one is wanted. */
    String await(Predicate<String> wanted) throws Exception {
        while (true) {
            String datagram = next();
            if (wanted.test(datagram)) {
                return datagram;
            }
        }
    }

    /** The next datagram if there is one already or soon, else null. */
    String poll(long millis) throws InterruptedException {
        return datagrams.poll(millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
