package org.gangway.jetty.internal;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * What a connector accepts connections from: a socket of its own ({@link BoundSocket}) or one that the parent process
 * passed on as file descriptor 0 ({@link InheritedSocket}, or {@link SharedSocket} among processes like this one).
 *
 * <p>The order of calls is {@link #publish()} once, {@link #accept()} by each acceptor thread in a loop, then
 * {@link #withdraw()}, {@link #drain}, {@link #release()}, {@link #close()} by one thread.
 */
public interface ListeningSocket {
    /**
     * @return the channel, for those who look and don't touch
     */
    ServerSocketChannel channel();

    /**
     * @return the address that clients connect to
     */
    SocketAddress address();

    /**
     * Lets another user publish and withdraw it. One that is inherited is nobody's to withdraw.
     *
     * @param user the number of the user
     * @param group the number of the user's group
     * @throws IOException if the system doesn't allow it
     */
    default void handOver(int user, int group) throws IOException {}

    /**
     * Lets clients find the socket.
     *
     * @throws IOException if the place is taken; the message gives cause and remedy
     */
    void publish() throws IOException;

    /**
     * Waits for the next connection.
     *
     * @return a connection in blocking mode, or null if there is a reason to look whether to go on
     * @throws IOException if the system can't accept now
     */
    SocketChannel accept() throws IOException;

    /** Brings an acceptor that waits in {@link #accept()} back where that is possible; connections stay queued. */
    void wakeup();

    /** Makes the socket unfindable for new clients, as far as it is ours to do so. */
    void withdraw();

    /**
     * Takes what clients have already queued, so that closing loses none of them.
     *
     * @param acceptors how many threads are in {@link #accept()}
     * @param taker gets the connections, unless the acceptor threads get them
     */
    void drain(int acceptors, Consumer<SocketChannel> taker);

    /** Lets every acceptor thread return from {@link #accept()} now and from here on. */
    void release();

    /** Ends accepting for good. */
    void close();
}
