package org.gangway.jetty.internal;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.util.IO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes endpoints and connections of accepted channels, and closes what it can't make one of. */
public final class AcceptedConnections extends SelectorManager {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptedConnections.class);

    private final AbstractConnector connector;
    private final Consumer<EndPoint> opened;
    private final Consumer<EndPoint> closed;
    private final OpeningConnections opening = new OpeningConnections(this);
    private volatile SocketAddress localAddress;
    private volatile AllowedPeers peers;

    /**
     * @param connector the connector that accepts
     * @param selectors the number of selectors, or -1 for Jetty's choice
     * @param opened is told of each new endpoint
     * @param closed is told of each closed one
     */
    public AcceptedConnections(
            AbstractConnector connector, int selectors, Consumer<EndPoint> opened, Consumer<EndPoint> closed) {
        super(connector.getExecutor(), connector.getScheduler(), selectors);
        this.connector = connector;
        this.opened = opened;
        this.closed = closed;
    }

    /**
     * Says where the connections come from; to be called before the first.
     *
     * @param localAddress the address that clients connect to
     * @param peers who may connect, or null for all
     * @throws BindException if peers can't be told apart there
     */
    public void listensOn(SocketAddress localAddress, AllowedPeers peers) throws BindException {
        if (peers != null && !(localAddress instanceof UnixDomainSocketAddress)) {
            throw new BindException("allowedPeers needs a Unix socket, but file descriptor 0 listens on " + localAddress
                    + "; remove allowedPeers or limit the addresses of the clients");
        }
        this.localAddress = localAddress;
        this.peers = peers;
    }

    /**
     * Takes a connection over, or closes it if its peer isn't allowed or it is already broken.
     *
     * @param channel an accepted channel
     */
    public void take(SocketChannel channel) {
        AllowedPeers allowed = peers;
        if (allowed != null && !allowed.allows(channel)) {
            IO.close(channel);
            return;
        }
        try {
            channel.configureBlocking(false);
            if (localAddress instanceof InetSocketAddress) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            accept(channel);
        } catch (IOException e) {
            LOG.debug("lost an accepted connection", e);
            IO.close(channel);
        }
    }

    /** Waits until those taken are open or closed, 2 seconds at most. */
    public void awaitOpened() {
        opening.await();
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

    @Override
    protected EndPoint newEndPoint(SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
        LocalEndPoint endPoint = new LocalEndPoint((SocketChannel) channel, selector, key);
        endPoint.setIdleTimeout(connector.getIdleTimeout());
        return endPoint;
    }

    @Override
    public Connection newConnection(SelectableChannel channel, EndPoint endPoint, Object attachment) {
        return connector.getDefaultConnectionFactory().newConnection(connector, endPoint);
    }

    @Override
    protected void endPointOpened(EndPoint endPoint) {
        super.endPointOpened(endPoint);
        opened.accept(endPoint);
        if (connector.isShutdown()) {
            // Jetty did it for those that it knew of by then.
            endPoint.setIdleTimeout(connector.getShutdownIdleTimeout());
        }
    }

    @Override
    protected void endPointClosed(EndPoint endPoint) {
        closed.accept(endPoint);
        super.endPointClosed(endPoint);
    }

    @Override
    protected void onAcceptFailed(SelectableChannel channel, Throwable cause) {
        opening.failed(channel);
        super.onAcceptFailed(channel, cause);
    }

    /** Knows the path that clients connect to; the system would name the one that the socket was made at. */
    private final class LocalEndPoint extends SocketChannelEndPoint {
        LocalEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
            super(channel, selector, key, connector.getScheduler());
        }

        @Override
        public SocketAddress getLocalSocketAddress() {
            SocketAddress listening = localAddress;
            return listening instanceof UnixDomainSocketAddress ? listening : super.getLocalSocketAddress();
        }
    }
}
