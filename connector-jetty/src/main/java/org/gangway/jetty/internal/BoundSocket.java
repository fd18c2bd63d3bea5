package org.gangway.jetty.internal;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Unix socket of our own, with its {@link SocketFile}. */
public final class BoundSocket implements ListeningSocket {
    private static final Logger LOG = LoggerFactory.getLogger(BoundSocket.class);

    private final SocketFile file;
    private final WatchedChannel watched;

    private BoundSocket(SocketFile file, WatchedChannel watched) {
        this.file = file;
        this.watched = watched;
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
            return new BoundSocket(file, WatchedChannel.of(channel));
        } catch (IOException e) {
            file.withdraw();
            channel.close();
            throw e;
        }
    }

    @Override
    public ServerSocketChannel channel() {
        return watched.channel();
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
        return watched.accept();
    }

    @Override
    public void wakeup() {
        watched.wakeup();
    }

    @Override
    public void withdraw() {
        file.withdraw();
    }

    @Override
    public void drain(int acceptors, Consumer<SocketChannel> taker) {
        watched.drain(taker);
    }

    @Override
    public void release() {
        watched.release();
    }

    @Override
    public void close() {
        try {
            channel().close();
        } catch (IOException e) {
            LOG.debug("closing {}", file, e);
        }
        watched.close();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
