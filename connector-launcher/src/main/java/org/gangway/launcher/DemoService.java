package org.gangway.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server, and a web server in front of it, with a directory for the socket between the two. */
final class DemoService implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(DemoService.class);

    private final Service gateway;
    private final DemoFront front;
    private final Path socket;

    /**
     * Puts them together.
     *
     * @param gateway what serves the WAR
     * @param front the web server
     * @param socket the socket between them, alone in a directory
     */
    DemoService(Service gateway, DemoFront front, Path socket) {
        this.gateway = gateway;
        this.front = front;
        this.socket = socket;
    }

    @Override
    public void start() throws UserError {
        gateway.start();
        front.start();
    }

    @Override
    public void reload(String why) throws UserError {
        gateway.reload(why);
    }

    @Override
    public List<Path> sources() {
        return gateway.sources();
    }

    @Override
    public void whenIdle(Runnable end) {
        gateway.whenIdle(end);
    }

    @Override
    public void probe(Runnable alive) {
        gateway.probe(alive);
    }

    @Override
    public String applications() {
        return gateway.applications();
    }

    @Override
    public String address() {
        return "http://127.0.0.1:" + front.port() + '/';
    }

    @Override
    public void abandon() {
        gateway.abandon();
        remove(socket);
    }

    @Override
    public void close() {
        try {
            front.close();
        } catch (Exception e) {
            LOG.warn("Could not stop cleanly: {}", UserError.oneLine(e.toString()));
        }
        gateway.close();
        remove(socket);
    }

    /**
     * Removes a socket and its directory.
     *
     * @param socket the socket
     */
    static void remove(Path socket) {
        try {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(socket.getParent());
        } catch (IOException e) {
            LOG.warn("Cannot remove {}: {}", socket.getParent(), e.toString());
        }
    }
}
