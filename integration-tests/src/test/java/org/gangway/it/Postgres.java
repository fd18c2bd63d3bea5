package org.gangway.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A PostgreSQL server with a cluster of its own, on a port of the loopback address. */
final class Postgres implements AutoCloseable {
    static final String USER = "gangway";
    static final String PASSWORD = "db-secret";

    /** Debian keeps the programs of each version apart, and only the client's on the PATH. */
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    private final ChildProcess server;
    private final int port;

    /**
     * Makes the cluster and starts the server.
     *
     * @param directory an empty directory that every user may write to
     */
    Postgres(Path directory) {
        Path data = directory.resolve("data");
        Path password = directory.resolve("password");
        write(password);
        List<String> init = command("initdb");
        init.addAll(List.of("-D", data.toString(), "-U", USER, "--auth=scram-sha-256", "--no-sync"));
        init.add("--pwfile=" + password);
        try (ChildProcess initdb = new ChildProcess(init, Map.of(), directory.resolve("initdb.log"))) {
            if (initdb.awaitEnd() != 0) {
                throw new IllegalStateException(initdb.output());
            }
        }
        FreePorts free = new FreePorts();
        port = free.of("postgres");
        List<String> start = command("postgres");
        start.addAll(List.of("-D", data.toString(), "-p", String.valueOf(port)));
        start.addAll(List.of("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="));
        free.release();
        server = new ChildProcess(start, Map.of("LC_ALL", "C"), directory.resolve("postgres.log"));
        server.awaitReady(() -> server.output().contains("ready to accept connections"));
    }

    /** What it takes to run the server that this machine doesn't have. */
    static Optional<String> missing() {
        return find("initdb").isPresent() && find("postgres").isPresent()
                ? Optional.empty()
                : Optional.of("postgresql is not installed");
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** Ends the server at once, as a crash does. */
    @Override
    public void close() {
        server.kill();
        server.close();
    }

    private static Optional<Path> find(String program) {
        if (!Files.isDirectory(DEBIAN)) {
            return Program.find(program);
        }
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            return versions.map(version -> version.resolve("bin").resolve(program))
                    .filter(Files::isExecutable)
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** PostgreSQL refuses to run as root; its Debian package brings a user for it. */
    private static List<String> command(String program) {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of(Program.get("setpriv").toString(), "--reuid=postgres", "--regid=postgres"));
            command.add("--clear-groups");
        }
        command.add(find(program).orElseThrow().toString());
        return command;
    }

    private static void write(Path password) {
        try {
            Files.writeString(password, PASSWORD + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
