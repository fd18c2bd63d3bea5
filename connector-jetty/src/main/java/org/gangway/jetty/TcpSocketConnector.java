package org.gangway.jetty;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.annotation.ManagedObject;
import org.eclipse.jetty.util.annotation.Name;
import org.eclipse.jetty.util.thread.Scheduler;
import org.gangway.jetty.internal.BlockingAccepts;
import org.gangway.jetty.internal.Farewell;
import org.gangway.jetty.internal.OpeningConnections;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jetty's connector for TCP, but a new connection needs no thread of the pool: its selector opens it. A load balancer
 * that asks over AJP13 on a new connection whether the server lives (CPING) gets its answer also when all threads are
 * busy. Jetty's own {@link ServerConnector} would let it wait for the first that is free. Also, TCP asks a peer that has
 * been silent for long whether it is there (SO_KEEPALIVE), and a connection that is being accepted at a stop is closed,
 * where the JDK may forget it. In all else it is the same.
 *
 * <p>Leave {@link #setAcceptedSendBufferSize} alone: with less than 64 KiB one segment of the loopback interface fills the
 * buffer, Linux may acknowledge each only after 40 ms, and a large response then takes a second per 1.5 MB.
 */
@ManagedObject("A connector for TCP, which opens connections also when all threads are busy")
public class TcpSocketConnector extends ServerConnector {
    private static final Logger LOG = LoggerFactory.getLogger(TcpSocketConnector.class);

    private final BlockingAccepts accepts = new BlockingAccepts();

    /**
     * @param server the server to serve for
     * @param factories the protocols, the default one first
     */
    public TcpSocketConnector(@Name("server") Server server, @Name("factories") ConnectionFactory... factories) {
        this(server, -1, -1, factories);
    }

    /**
     * @param server the server to serve for
     * @param acceptors the number of acceptor threads, or -1 for Jetty's choice; 0 lets a selector accept
     * @param selectors the number of selectors, or -1 for Jetty's choice
     * @param factories the protocols, the default one first
     */
    public TcpSocketConnector(
            @Name("server") Server server,
            @Name("acceptors") int acceptors,
            @Name("selectors") int selectors,
            @Name("factories") ConnectionFactory... factories) {
        super(server, null, null, null, acceptors, selectors, factories);
    }

    /** A web server's machine that has gone without a word is noticed: a connection may rest for ever. */
    @Override
    protected void configure(Socket socket) {
        super.configure(socket);
        try {
            socket.setKeepAlive(true);
        } catch (SocketException e) {
            LOG.debug("No keep-alive for {}", socket, e);
        }
    }

    @Override
    public void accept(int acceptorID) throws IOException {
        if (getTransport() instanceof ServerSocketChannel listening && listening.isOpen()) {
            SocketChannel channel = accepts.accept(listening);
            channel.configureBlocking(false);
            configure(channel.socket());
            getSelectorManager().accept(channel);
        }
    }

    /** Jetty has closed the listening channel by now, so that all acceptors come back from it. */
    @Override
    protected void interruptAcceptors() {
        accepts.interrupt(super::interruptAcceptors);
    }

    @Override
    public CompletableFuture<Void> shutdown() {
        CompletableFuture<Void> done = super.shutdown();
        Farewell.to(this);
        return done;
    }

    @Override
    protected SelectorManager newSelectorManager(Executor executor, Scheduler scheduler, int selectors) {
        return new Selectors(executor, scheduler, selectors);
    }

    /** Jetty's, but no connection is forgotten, and none needs a thread. */
    private final class Selectors extends ServerConnectorManager {
        private final OpeningConnections opening = new OpeningConnections(this);

        Selectors(Executor executor, Scheduler scheduler, int selectors) {
            super(executor, scheduler, selectors);
        }

        @Override
        public void accept(SelectableChannel channel, Object attachment) {
            opening.accept(channel, () -> super.accept(channel, attachment));
        }

        @Override
        public void connectionOpened(Connection connection, Object context) {
            super.connectionOpened(connection, context);
            opening.opened(connection);
        }

        @Override
        protected void onAcceptFailed(SelectableChannel channel, Throwable cause) {
            opening.failed(channel);
            super.onAcceptFailed(channel, cause);
        }

        @Override
        protected void execute(Runnable task) {
            if (OpeningConnections.isOpenedBy(task)) {
                task.run();
            } else {
                super.execute(task);
            }
        }

        @Override
        protected void doStop() throws Exception {
            super.doStop();
            opening.stopped();
        }
    }
}
