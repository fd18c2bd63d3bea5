package org.gangway.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A running web server with a configuration and ports of its own. */
final class WebServer implements AutoCloseable {
    private final Path directory;
    private final Map<String, Integer> ports;
    private final ChildProcess process;
    private List<ProcessHandle> terminated = List.of();

    /**
     * Writes the configuration, starts the server and waits until all its ports accept.
     *
     * @param values what stands for the placeholders of the templates, but for DIR
     */
    WebServer(Server server, Path directory, Map<String, String> values) {
        this.directory = directory;
        Map<String, String> all = new HashMap<>(values);
        all.put("DIR", directory.toString());
        FreePorts free = new FreePorts();
        server.templates().forEach(name -> Template.of(name).write(directory, all, free::of));
        ports = free.release();
        process = new ChildProcess(
                server.command(directory), server.environment(directory), directory.resolve("console.log"));
        process.awaitReady(() -> ports.values().stream().allMatch(WebServer::accepts));
    }

    int port(String name) {
        Integer port = ports.get(name);
        if (port == null) {
            throw new IllegalArgumentException("the configuration has no port named " + name);
        }
        return port;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends SIGTERM to the applications that the server has started. */
    void terminateSpawned() {
        terminated = process.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("/java"))
                .toList();
        if (terminated.isEmpty()) {
            throw new IllegalStateException("the server has started no application");
        }
        terminated.forEach(ProcessHandle::destroy);
    }

    /** Waits until the applications have ended that were told to. */
    void awaitSpawnedEnded() {
        terminated.forEach(
                child -> child.onExit().orTimeout(30, TimeUnit.SECONDS).join());
    }

    /** The end of what the server wrote to its console and its error log. */
    String log() {
        return tail(process.output()) + tail(errorLog());
    }

    /** All that the server wrote to its console and its error log. */
    String wholeLog() {
        return process.output() + errorLog();
    }

    /** The running copies of a script that the server has started. */
    List<ProcessHandle> running(Path script) {
        return process.descendants()
                .filter(child ->
                        List.of(child.info().arguments().orElse(new String[0])).contains(script.toString()))
                .toList();
    }

    @Override
    public void close() {
        process.close();
    }

    private String errorLog() {
        Path file = directory.resolve("error.log");
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tail(String text) {
        return text.length() <= 4000 ? text : "..." + text.substring(text.length() - 4000);
    }

    static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
