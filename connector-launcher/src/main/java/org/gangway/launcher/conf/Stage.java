package org.gangway.launcher.conf;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The directory of a trial with what runs in it; all of it ends with the trial, and with this process. */
final class Stage implements AutoCloseable {
    private final List<Child> children = new ArrayList<>();
    private final Thread hook = new Thread(this::end, "trial-end");
    private final Path directory;
    private final Bench bench;
    private boolean ended;

    /**
     * Makes the directory and writes the configuration.
     *
     * @param configuration of the web server
     * @param site what it is for
     * @param ownMember whether Gangway listens at a place of the trial's own
     * @param modules where Apache's modules may lie
     * @param program the server's program
     */
    Stage(Configuration configuration, Site site, boolean ownMember, List<Path> modules, Path program)
            throws IOException, InterruptedException, Unfit {
        String user = Bench.serverUser();
        directory = Bench.newDirectory(user != null);
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            Listen listen = new Listen("127.0.0.1", freePort());
            Start start = new Start(
                    site.start().program(), site.start().java(), site.start().war(), directory, null);
            Site tried = site.on(
                    listen,
                    ownMember ? ownMember(configuration.abilities(), site) : site.members(),
                    site.tls() == null ? null : certificate(site),
                    site.users() == null
                            ? null
                            : new Account(directory, program)
                                    .in(configuration.abilities().name(), site.users()),
                    start);
            bench = new Bench(directory, user, tried, modules);
            configuration.program().prepare(bench, configuration.files(tried));
        } catch (IOException | InterruptedException | Unfit | RuntimeException e) {
            close();
            throw e;
        }
    }

    Bench bench() {
        return bench;
    }

    synchronized void owns(Child child) {
        children.add(child);
        if (ended) {
            // Ctrl-C came while it was being started.
            end();
        }
    }

    private List<Member> ownMember(Abilities server, Site site) throws IOException {
        if (server.starts()) {
            return List.of();
        }
        boolean unix = site.members().stream().anyMatch(Member::isUnix);
        return List.of(unix ? new Member(directory.resolve("gangway.sock"), null, 0, null) : Trial.ownPlace());
    }

    private Certificate certificate(Site site) throws IOException, InterruptedException {
        return Files.isReadable(site.tls().certificate())
                        && Files.isReadable(site.tls().key())
                ? site.tls()
                : SelfSigned.in(directory, site.name() == null ? "localhost" : site.name());
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // Ctrl-C: the hook does the same.
            return;
        }
    }

    private synchronized void end() {
        ended = true;
        for (int i = children.size() - 1; i >= 0; i--) {
            children.get(i).close();
        }
        children.clear();
        Bench.remove(directory);
    }
}
