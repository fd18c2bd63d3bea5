package org.gangway.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The program under test as a process of its own: {@code gangway run APP.war --protocol ...}. */
final class Gangway implements AutoCloseable {
    private final ChildProcess process;

    private Gangway(ChildProcess process) {
        this.process = process;
    }

    /**
     * Starts it on a Unix socket and waits until it accepts.
     *
     * @param log the file for its output
     */
    static Gangway onSocket(
            Path distribution, Path war, Protocol protocol, Path socket, List<String> options, Path log) {
        return start(
                distribution,
                war,
                protocol,
                List.of("--socket", socket.toString()),
                options,
                log,
                UnixDomainSocketAddress.of(socket));
    }

    /** Starts it on a TCP port of the loopback address and waits until it accepts. */
    static Gangway onPort(Path distribution, Path war, Protocol protocol, int port, List<String> options, Path log) {
        return start(
                distribution,
                war,
                protocol,
                List.of("--host", "127.0.0.1", "--port", String.valueOf(port)),
                options,
                log,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private static Gangway start(
            Path distribution,
            Path war,
            Protocol protocol,
            List<String> where,
            List<String> options,
            Path log,
            SocketAddress address) {
        List<String> command = new ArrayList<>();
        command.add(distribution.resolve("bin/gangway").toString());
        command.addAll(List.of("run", war.toString(), "--protocol", protocol.option()));
        command.addAll(where);
        command.addAll(options);
        ChildProcess process = new ChildProcess(command, Map.of("JAVA_HOME", System.getProperty("java.home")), log);
        process.awaitReady(() -> process.output().contains("ready") && accepts(address));
        return new Gangway(process);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Sends SIGTERM. */
    void terminate() {
        process.terminate();
    }

    /** Sends SIGHUP. */
    void hangUp() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-HUP", String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    int awaitEnd() {
        return process.awaitEnd();
    }

    String log() {
        String text = process.output();
        return text.length() <= 4000 ? text : "..." + text.substring(text.length() - 4000);
    }

    @Override
    public void close() {
        process.close();
    }

    private static boolean accepts(SocketAddress address) {
        try (SocketChannel channel = SocketChannel.open(address)) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
