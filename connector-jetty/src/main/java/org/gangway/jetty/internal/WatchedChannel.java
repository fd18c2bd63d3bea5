package org.gangway.jetty.internal;

import java.io.IOException;
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
 * A listening channel in non-blocking mode. Acceptors wait in a selector and not in a blocking accept, because a blocked
 * accept can only be ended by closing the channel, and that resets the connections in its queue. Thread-safe.
 */
final class WatchedChannel {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedChannel.class);

    private final ServerSocketChannel channel;
    private final Selector selector;
    private volatile boolean released;

    private WatchedChannel(ServerSocketChannel channel, Selector selector) {
        this.channel = channel;
        this.selector = selector;
    }

    static WatchedChannel of(ServerSocketChannel channel) throws IOException {
        Selector selector = Selector.open();
        try {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_ACCEPT);
        } catch (IOException e) {
            selector.close();
            throw e;
        }
        return new WatchedChannel(channel, selector);
    }

    ServerSocketChannel channel() {
        return channel;
    }

    /** As {@link ListeningSocket#accept()}. */
    SocketChannel accept() throws IOException {
        try {
            SocketChannel accepted = acceptUnlessReleased();
            if (accepted != null || released) {
                return accepted;
            }
            selector.select();
            selector.selectedKeys().clear();
            return null;
        } catch (ClosedChannelException | ClosedSelectorException e) {
            LOG.trace("released", e);
            return null;
        }
    }

    private synchronized SocketChannel acceptUnlessReleased() throws IOException {
        return released ? null : channel.accept();
    }

    void wakeup() {
        selector.wakeup();
    }

    /** Takes what is queued. */
    void drain(Consumer<SocketChannel> taker) {
        try {
            for (SocketChannel accepted = channel.accept(); accepted != null; accepted = channel.accept()) {
                taker.accept(accepted);
            }
        } catch (ClosedChannelException e) {
            LOG.trace("closed while draining", e);
        } catch (IOException e) {
            LOG.warn("connections waiting on {} are lost: {}", channel, e.getMessage());
        }
    }

    /** When it returns, {@link #accept} has accepted its last connection. */
    void release() {
        synchronized (this) {
            released = true;
        }
        selector.wakeup();
    }

    /** Ends the watch, which is also what makes the system close a channel that is closed already. */
    void close() {
        release();
        try {
            selector.close();
        } catch (IOException e) {
            LOG.debug("closing the selector of {}", channel, e);
        }
    }
}
