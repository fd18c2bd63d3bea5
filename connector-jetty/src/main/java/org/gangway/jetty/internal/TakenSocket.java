package org.gangway.jetty.internal;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * The listening socket that a connector has taken, from that until it is given up. Before and after there is none:
 * nothing is accepted then, and there is nothing to withdraw or to close.
 *
 * <p>Thread-safe: acceptors may be at it while it is given up.
 */
public final class TakenSocket {
    private volatile ListeningSocket socket;

    /**
     * @return whether there is one
     */
    public boolean isTaken() {
        return socket != null;
    }

    /**
     * @return whether there is one, and it isn't closed
     */
    public boolean isOpen() {
        ListeningSocket listening = socket;
        return listening != null && listening.channel().isOpen();
    }

    /**
     * @param taken the socket, which clients can't see yet
     */
    public void take(ListeningSocket taken) {
        socket = taken;
    }

    /**
     * Lets clients find it.
     *
     * @throws IOException if the place is taken; the message gives cause and remedy
     */
    public void publish() throws IOException {
        socket.publish();
    }

    /**
     * Lets another user publish and withdraw it.
     *
     * @param user the number of the user
     * @param group the number of the user's group
     * @throws IOException if the system doesn't allow it
     */
    public void handOver(int user, int group) throws IOException {
        ListeningSocket listening = socket;
        if (listening != null) {
            listening.handOver(user, group);
        }
    }

    /**
     * @return the channel, or null
     */
    public ServerSocketChannel channel() {
        ListeningSocket listening = socket;
        return listening == null ? null : listening.channel();
    }

    /**
     * @return the address that clients connect to, or null
     */
    public SocketAddress address() {
        ListeningSocket listening = socket;
        return listening == null ? null : listening.address();
    }

    /**
     * Waits for the next connection.
     *
     * @return a connection in blocking mode, or null if there is a reason to look whether to go on
     * @throws IOException if the system can't accept now
     */
    public SocketChannel accept() throws IOException {
        ListeningSocket listening = socket;
        return listening == null ? null : listening.accept();
    }

    /** Brings back an acceptor that waits, where that is possible. */
    public void wakeup() {
        ListeningSocket listening = socket;
        if (listening != null) {
            listening.wakeup();
        }
    }

    /** Lets every acceptor return, now and from here on. */
    public void release() {
        ListeningSocket listening = socket;
        if (listening != null) {
            listening.release();
        }
    }

    /**
     * Hides it from new clients, and takes what others have queued already.
     *
     * @param acceptors how many threads accept
     * @param taker gets the connections, unless the acceptors get them
     */
    public void withdraw(int acceptors, Consumer<SocketChannel> taker) {
        ListeningSocket listening = socket;
        if (listening != null) {
            listening.withdraw();
            listening.drain(acceptors, taker);
        }
    }

    /** Ends accepting for good; the address is still known. */
    public void close() {
        ListeningSocket listening = socket;
        if (listening != null) {
            listening.close();
        }
    }

    /** Gives it up. */
    public void discard() {
        ListeningSocket listening = socket;
        if (listening != null) {
            listening.withdraw();
            listening.release();
            listening.close();
            socket = null;
        }
    }

    @Override
    public String toString() {
        return String.valueOf(socket);
    }
}
