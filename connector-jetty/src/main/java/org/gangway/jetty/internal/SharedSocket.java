package org.gangway.jetty.internal;

import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * File descriptor 0 among processes of the same kind, all of which accept from it: the workers of one supervisor. It is
 * non-blocking for all of them at once, since that belongs to the open file and not to the descriptor; a worker that is
 * woken for a connection which another was faster to take finds none.
 *
 * <p>As an {@link InheritedSocket} it is never closed: the JDK would point descriptors 0, 1 and 2 at /dev/null. Unlike one,
 * it needs no connection to itself to end an accept, which matters where its file has been renamed or removed.
 */
public final class SharedSocket implements ListeningSocket {
    private static final Logger LOG = LoggerFactory.getLogger(SharedSocket.class);

    private final ServerSocketChannel channel;
    private final SocketAddress address;
    private final Selector selector;
    private final BooleanSupplier last;
    private volatile boolean released;

    private SharedSocket(ServerSocketChannel channel, SocketAddress address, Selector selector, BooleanSupplier last) {
        this.channel = channel;
        this.address = address;
        this.selector = selector;
        this.last = last;
    }

    /**
     * Takes part in file descriptor 0.
     *
     * @param last whether nobody is left, at the end, to whom the queue could be left
     * @return the socket
     * @throws IOException if it isn't a listening socket, or the system can't watch it
     */
    public static SharedSocket open(BooleanSupplier last) throws IOException {
        if (!(System.inheritedChannel() instanceof ServerSocketChannel channel)) {
            throw new BindException("file descriptor 0 is no listening socket; a supervisor has to hand one over");
        }
        channel.configureBlocking(false);
        Selector selector = Selector.open();
        channel.register(selector, SelectionKey.OP_ACCEPT);
        return new SharedSocket(channel, channel.getLocalAddress(), selector, last);
    }

    @Override
    public ServerSocketChannel channel() {
        return channel;
    }

    @Override
    public SocketAddress address() {
        return address;
    }

    @Override
    public void publish() {
        // The supervisor does.
    }

    @Override
    public SocketChannel accept() throws IOException {
        if (released) {
            return null;
        }
        try {
            SocketChannel accepted = channel.accept();
            if (accepted != null) {
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

    @Override
    public void wakeup() {
        selector.wakeup();
    }

    @Override
    public void withdraw() {
        // The file is the supervisor's.
    }

    @Override
    public void drain(int acceptors, Consumer<SocketChannel> taker) {
        if (!last.getAsBoolean()) {
            return;
        }
        try {
            for (SocketChannel accepted = channel.accept(); accepted != null; accepted = channel.accept()) {
                taker.accept(accepted);
            }
        } catch (IOException e) {
            LOG.warn("connections waiting on {} are lost: {}", this, e.getMessage());
        }
    }

    @Override
    public void release() {
        released = true;
        selector.wakeup();
    }

    @Override
    public void close() {
        release();
        try {
            selector.close();
        } catch (IOException e) {
            LOG.debug("closing the selector of {}", this, e);
        }
    }

    @Override
    public String toString() {
        return "fd 0, shared: " + address;
    }
}
