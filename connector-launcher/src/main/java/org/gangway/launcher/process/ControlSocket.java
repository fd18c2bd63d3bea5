package org.gangway.launcher.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a running service takes orders: a Unix socket beside its pidfile that only its user may connect to. An order is a
 * line, the answer another; one is carried out at a time. Thread-safe.
 */
public final class ControlSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);
    private static final String SUFFIX = ".control";
    private static final int MAX_ORDER = 256;

    private final Path path;
    private final Object inode;
    private final ServerSocketChannel listening;
    private final UnaryOperator<String> orders;

    private ControlSocket(Path path, Object inode, ServerSocketChannel listening, UnaryOperator<String> orders) {
        this.path = path;
        this.inode = inode;
        this.listening = listening;
        this.orders = orders;
    }

    /**
     * Listens from now on.
     *
     * @param pidFile the pidfile, which is written already: whatever lies beside it is stale
     * @param orders carries an order out and says how it went
     * @return the socket
     * @throws IOException if it can't be made
     */
    public static ControlSocket open(Path pidFile, UnaryOperator<String> orders) throws IOException {
        Path path = beside(pidFile);
        Path hidden = path.resolveSibling("." + path.getFileName());
        Files.deleteIfExists(hidden);
        ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        Object inode;
        try {
            listening.bind(UnixDomainSocketAddress.of(hidden));
            Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("rw-------"));
            inode = inode(hidden);
            Files.move(hidden, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            listening.close();
            Files.deleteIfExists(hidden);
            throw new IOException("cannot listen at " + path + " (" + e.getMessage() + ")", e);
        }
        ControlSocket socket = new ControlSocket(path, inode, listening, orders);
        Thread thread = new Thread(socket::serve, "gangway-control");
        thread.setDaemon(true);
        thread.start();
        return socket;
    }

    /**
     * Gives an order to a service, and waits until it is carried out.
     *
     * @param pidFile the pidfile of the service
     * @param order one line
     * @return the answer
     * @throws IOException if there is none
     */
    public static String ask(Path pidFile, String order) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(beside(pidFile)));
                BufferedReader reader = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            send(channel, order);
            String answer = reader.readLine();
            if (answer == null) {
                throw new IOException("it ended");
            }
            return answer;
        }
    }

    /** Stops to listen, and removes the socket unless a successor has put its own there: its pidfile was removed. */
    @Override
    public void close() {
        try {
            // As long as it is open, the system can't give its inode to another file.
            if (inode.equals(inode(path))) {
                Files.deleteIfExists(path);
            }
            listening.close();
        } catch (IOException e) {
            LOG.warn("Cannot remove {}: {}", path, e.toString());
        }
    }

    private static Object inode(Path file) throws IOException {
        try {
            return Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            LOG.trace("{} is gone", file, e);
            return null;
        }
    }

    private static Path beside(Path pidFile) {
        return pidFile.resolveSibling(pidFile.getFileName() + SUFFIX);
    }

    private void serve() {
        while (listening.isOpen()) {
            try (SocketChannel channel = listening.accept();
                    BufferedReader reader = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
                String order = line(reader);
                send(channel, orders.apply(order));
            } catch (IOException e) {
                LOG.debug("An order that nobody waits for", e);
            }
        }
    }

    private static String line(BufferedReader reader) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = reader.read(); c >= 0 && c != '\n' && line.length() < MAX_ORDER; c = reader.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    private static void send(SocketChannel channel, String line) throws IOException {
        OutputStream out = Channels.newOutputStream(channel);
        out.write((line.replace('\n', ' ') + '\n').getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
