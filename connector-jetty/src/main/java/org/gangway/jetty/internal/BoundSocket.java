package org.gangway.jetty.internal;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Unix socket of our own, with its {@link SocketFile}.
 *
 * <p>Acceptors wait in a selector and not in a blocking accept, because a blocked accept can only be ended by closing
 * the channel, and that resets the connections in its queue.
 */
public final class BoundSocket implements ListeningSocket {
    private static final Logger LOG = LoggerFactory.getLogger(BoundSocket.class);

    private final SocketFile file;
    private final ServerSocketChannel channel;
    private final Selector selector;

    private BoundSocket(SocketFile file, ServerSocketChannel channel, Selector selector) {
        this.file = file;
        this.channel = channel;
        this.selector = selector;
    }

    /**
     * Makes the socket, unseen by clients until {@link #publish()}.
     *
     * @param file where
     * @param backlog the length of the accept queue
     * @return the socket
     * @throws IOException if it can't be made; the message gives cause and remedy
     */
    public static BoundSocket open(SocketFile file, int backlog) throws IOException {
        ServerSocketChannel channel = file.bind(backlog);
        try {
            Selector selector = Selector.open();
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_ACCEPT);
            return new BoundSocket(file, channel, selector);
        } catch (IOException e) {
            file.withdraw();
            channel.close();
            throw e;
        }
    }

    @Override
    public ServerSocketChannel channel() {
        return channel;
    }

    @Override
    public SocketAddress address() {
        return file.address();
    }

    @Override
    public void handOver(int user, int group) throws IOException {
        file.handOver(user, group);
    }

    @Override
    public void publish() throws IOException {
        file.publish();
    }

    @Override
    public SocketChannel accept() throws IOException {
        try {
            SocketChannel accepted = channel.accept();
            if (accepted != null) {
                return accepted;
            }
            selector.select();
            selector.selectedKeys().clear();
            return channel.accept();
        } catch (ClosedChannelException | ClosedSelectorException e) {
            return null;
        }
    }

    @Override
    public void wakeup() {
        selector.wakeup();
    }

    @Override
    public void withdraw() {
        file.withdraw();
    }

    @Override
    public void drain(int acceptors, Consumer<SocketChannel> taker) {
        try {
            for (SocketChannel accepted = channel.accept(); accepted != null; accepted = channel.accept()) {
                taker.accept(accepted);
            }
        } catch (ClosedChannelException e) {
            LOG.trace("closed while draining", e);
        } catch (IOException e) {
            LOG.warn("connections waiting on {} are lost: {}", file, e.getMessage());
        }
    }

    @Override
    public void release() {
        selector.wakeup();
    }

    @Override
    public void close() {
        try {
            channel.close();
            // Only now does the system close the socket: a registered channel stays open until its selector lets go.
            selector.close();
        } catch (IOException e) {
            LOG.debug("closing {}", file, e);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
