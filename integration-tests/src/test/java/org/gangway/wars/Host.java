package org.gangway.wars;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.gangway.it.ChildProcess;

/** A process that runs one WAR, in a directory of its own. */
final class Host implements AutoCloseable {
    private static final String HEAP = "-Xmx384m";

    private final ChildProcess process;
    private final Path log;

    private Host(
            ForeignWar war,
            List<String> command,
            Map<String, String> environment,
            Path directory,
            BooleanSupplier ready) {
        log = directory.resolve("console.log");
        copyFiles(war, directory);
        List<String> inDirectory =
                new ArrayList<>(List.of("/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", directory.toString()));
        inDirectory.addAll(command);
        process = new ChildProcess(inDirectory, environment, log).awaitReady(ready);
    }

    /**
     * Starts a stock Jetty with its own HTTP connector.
     *
     * @param home of Jetty, as it was unpacked
     * @param directory to become Jetty's base
     */
    static Host http(Path home, Path directory, ForeignWar war, Path file, String contextPath, int port) {
        JettyBase base = new JettyBase(home, directory, war);
        base.deploy(file, contextPath);
        base.add("http");
        return new Host(
                war,
                command(war, directory, base.start("jetty.http.host=" + Site.HOST, "jetty.http.port=" + port)),
                war.environment(directory),
                directory,
                () -> base.isStarted() && WebServers.accepts(port));
    }

    /**
     * Starts a stock Jetty with Gangway's FastCGI module.
     *
     * @param modules what is unpacked into Jetty's base
     * @param socket the Unix socket to listen on
     */
    static Host fastCgi(
            Path home, Path modules, Path directory, ForeignWar war, Path file, String contextPath, Path socket) {
        JettyBase base = new JettyBase(home, directory, war);
        base.deploy(file, contextPath);
        base.unpack(modules);
        base.add("gangway-fastcgi");
        return new Host(
                war,
                command(
                        war,
                        directory,
                        base.start("gangway.fastcgi.socket=" + socket, "gangway.fastcgi.socketMode=0666")),
                war.environment(directory),
                directory,
                () -> base.isStarted() && accepts(socket));
    }

    /**
     * Starts {@code gangway run}.
     *
     * @param distribution the program
     * @param socket the Unix socket to listen on
     */
    static Host runner(Path distribution, Path directory, ForeignWar war, Path file, String contextPath, Path socket) {
        try {
            Files.createDirectories(directory);
            Files.writeString(JettyBase.users(directory), JettyBase.USERS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>(List.of(
                distribution.resolve("bin/gangway").toString(),
                "run",
                file.toString(),
                "--socket",
                socket.toString(),
                "--socket-mode",
                "0666"));
        if (!war.realm().isEmpty()) {
            command.addAll(List.of("--realm", war.realm() + '=' + JettyBase.users(directory)));
        }
        if (!contextPath.isEmpty()) {
            command.addAll(List.of("--context-path", contextPath));
        }
        Map<String, String> environment = new HashMap<>(war.environment(directory));
        List<String> options = new ArrayList<>(List.of(HEAP));
        options.addAll(war.options(directory));
        environment.put("JAVA_OPTS", String.join(" ", options));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        return new Host(war, command, environment, directory, () -> accepts(socket));
    }

    private static void copyFiles(ForeignWar war, Path directory) {
        for (String file : war.files()) {
            Path target = directory.resolve(file);
            try (InputStream in = Host.class.getResourceAsStream("/wars/" + war.artifact() + '/' + file)) {
                Files.createDirectories(target.getParent());
                Files.copy(Objects.requireNonNull(in, file), target);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Ends the process and keeps what it has said. */
    void close(Path kept) {
        close();
        try {
            Files.createDirectories(kept.getParent());
            Files.copy(log, kept, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }

    private static List<String> command(ForeignWar war, Path directory, List<String> start) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), HEAP));
        command.addAll(war.options(directory));
        command.addAll(start);
        return command;
    }

    private static boolean accepts(Path socket) {
        if (!Files.exists(socket)) {
            return false;
        }
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
