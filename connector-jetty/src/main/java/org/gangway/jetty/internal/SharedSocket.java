package org.gangway.jetty.internal;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * File descriptor 0 among processes of the same kind, all of which accept from it: the workers of one supervisor. It is
 * non-blocking for all of them at once, since that belongs to the open file and not to the descriptor; a worker that is
 * woken for a connection which another was faster to take finds none.
 *
 * <p>As an {@link InheritedSocket} it is never closed: the JDK would point descriptors 0, 1 and 2 at /dev/null. Unlike one,
 * it needs no connection to itself to end an accept, which matters where its file has been renamed or removed.
 */
public final class SharedSocket implements ListeningSocket {
    private final WatchedChannel watched;
    private final SocketAddress address;
    private final BooleanSupplier last;

    private SharedSocket(WatchedChannel watched, SocketAddress address, BooleanSupplier last) {
        this.watched = watched;
        this.address = address;
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
        ServerSocketChannel channel = InheritedSocket.channel("a supervisor has to hand one over");
        return new SharedSocket(WatchedChannel.of(channel), channel.getLocalAddress(), last);
    }

    @Override
    public ServerSocketChannel channel() {
        return watched.channel();
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
        return watched.accept();
    }

    @Override
    public void wakeup() {
        watched.wakeup();
    }

    @Override
    public void withdraw() {
        // The file is the supervisor's.
    }

    @Override
    public void drain(int acceptors, Consumer<SocketChannel> taker) {
        if (last.getAsBoolean()) {
            watched.drain(taker);
        }
    }

    /** When it returns, this process has accepted its last connection: the next ones are for the others. */
    @Override
    public void release() {
        watched.release();
    }

    @Override
    public void close() {
        watched.close();
    }

    @Override
    public String toString() {
        return "fd 0, shared: " + address;
    }
}
