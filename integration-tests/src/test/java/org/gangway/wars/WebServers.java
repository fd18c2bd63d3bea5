package org.gangway.wars;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gangway.it.ChildProcess;
import org.gangway.it.FreePorts;
import org.gangway.it.Program;
import org.gangway.it.Template;

/** nginx and Apache, with one port for each {@link Front}; behind all of them is one Unix socket. */
final class WebServers implements AutoCloseable {
    private static final String APACHE_MODULES = "/usr/lib/apache2/modules";

    private final Path directory;
    private final Map<String, Integer> ports;
    private final ChildProcess nginx;
    private final ChildProcess apache;

    /**
     * Writes the configurations, starts both and waits until they accept.
     *
     * @param directory that all users may write to
     * @param socket the application's
     */
    WebServers(Path directory, Path socket) {
        this.directory = directory;
        boolean root = System.getProperty("user.name").equals("root");
        String user = root ? "www-data" : System.getProperty("user.name");
        Map<String, String> values = new HashMap<>();
        values.put("DIR", directory.toString());
        values.put("SOCKET", socket.toString());
        values.put("USER", user);
        values.put("GROUP", user);
        values.put("BASE", directory.toString());
        values.put("MODULES", APACHE_MODULES);
        FreePorts free = new FreePorts();
        try {
            Files.createDirectories(directory.resolve("www"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String template : List.of("gangway_params", "wars-nginx.conf", "apache-common.conf", "wars-apache.conf")) {
            Template.of(template).write(directory, values, free::of);
        }
        ports = free.release();
        nginx = new ChildProcess(
                List.of(
                        Program.get("nginx").toString(),
                        "-p",
                        directory.toString(),
                        "-e",
                        directory.resolve("nginx-error.log").toString(),
                        "-c",
                        directory.resolve("wars-nginx.conf").toString()),
                Map.of(),
                directory.resolve("nginx-console.log"));
        apache = new ChildProcess(
                List.of(
                        Program.get("apache2").toString(),
                        "-d",
                        directory.toString(),
                        "-f",
                        directory.resolve("wars-apache.conf").toString(),
                        "-DFOREGROUND"),
                Map.of(),
                directory.resolve("apache-console.log"));
        try {
            nginx.awaitReady(() -> accept("nginx"));
            apache.awaitReady(() -> accept("apache"));
        } catch (IllegalStateException e) {
            close();
            throw e;
        }
    }

    Site site(Front front) {
        return new Site(ports.get(front.port()), front.mount());
    }

    /** Ends both and keeps their logs. */
    void close(Path kept) throws IOException {
        close();
        Files.createDirectories(kept);
        for (String log : List.of("nginx-error.log", "error.log")) {
            if (Files.exists(directory.resolve(log))) {
                Files.copy(directory.resolve(log), kept.resolve(log), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Override
    public void close() {
        nginx.close();
        apache.close();
    }

    private boolean accept(String server) {
        return ports.entrySet().stream()
                .filter(port -> port.getKey().startsWith(server))
                .allMatch(port -> accepts(port.getValue()));
    }

    static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
