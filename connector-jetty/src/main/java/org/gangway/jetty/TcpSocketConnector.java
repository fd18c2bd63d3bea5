package org.gangway.jetty;

import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.annotation.ManagedObject;
import org.eclipse.jetty.util.annotation.Name;
import org.eclipse.jetty.util.thread.Scheduler;
import org.gangway.jetty.internal.SelectorOpens;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jetty's connector for TCP, but a new connection needs no thread of the pool: its selector opens it. A load balancer
 * that asks over AJP13 on a new connection whether the server lives (CPING) gets its answer also when all threads are
 * busy. Jetty's own {@link ServerConnector} would let it wait for the first that is free. Also, TCP asks a peer that has
 * been silent for long whether it is there (SO_KEEPALIVE). In all else it is the same.
 */
@ManagedObject("A connector for TCP, which opens connections also when all threads are busy")
public class TcpSocketConnector extends ServerConnector {
    private static final Logger LOG = LoggerFactory.getLogger(TcpSocketConnector.class);

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
    protected SelectorManager newSelectorManager(Executor executor, Scheduler scheduler, int selectors) {
        return new ServerConnectorManager(executor, scheduler, selectors) {
            @Override
            public void accept(SelectableChannel channel, Object attachment) {
                try {
                    super.accept(channel, attachment);
                } finally {
                    if (!isRunning()) {
                        // Jetty forgets what it accepts while it stops, and the web server would wait.
                        IO.close(channel);
                    }
                }
            }

            @Override
            public void connectionOpened(Connection connection, Object context) {
                super.connectionOpened(connection, context);
                if (!isRunning()) {
                    // Nor does it close what is opened meanwhile.
                    connection.close();
                }
            }

            @Override
            protected void execute(Runnable task) {
                if (SelectorOpens.isAccepted(task)) {
                    task.run();
                } else {
                    super.execute(task);
                }
            }
        };
    }
}
