package org.gangway.launcher.prefork;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where workers find their supervisor: a Unix socket in a directory that only its user may enter. Thread-safe. */
public final class ControlServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

    private final Path path;
    private final ServerSocketChannel listening;

    private ControlServer(Path path, ServerSocketChannel listening) {
        this.path = path;
        this.listening = listening;
    }

    /**
     * Listens from now on.
     *
     * @param path the socket
     * @param taker gets each new channel
     * @return the server
     * @throws IOException if it can't listen there
     */
    public static ControlServer open(Path path, Consumer<ControlChannel> taker) throws IOException {
        ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listening.bind(UnixDomainSocketAddress.of(path));
        } catch (IOException | RuntimeException e) {
            listening.close();
            throw new IOException("cannot listen at " + path + " (" + e.getMessage() + ")", e);
        }
        ControlServer server = new ControlServer(path, listening);
        Thread thread = new Thread(() -> server.accept(taker), "gangway-workers");
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    /**
     * The socket.
     *
     * @return its path
     */
    public Path path() {
        return path;
    }

    private void accept(Consumer<ControlChannel> taker) {
        while (listening.isOpen()) {
            try {
                taker.accept(new ControlChannel(listening.accept()));
            } catch (IOException e) {
                LOG.debug("No more workers", e);
            }
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.debug("Closing {}", path, e);
        }
    }
}
