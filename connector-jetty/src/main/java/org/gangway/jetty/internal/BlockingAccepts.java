package org.gangway.jetty.internal;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.StampedLock;

/**
 * Accepts in threads that get interrupted, but not while they do: the JDK forgets a connection that it has accepted when
 * the interrupt comes before accept has returned; it is neither returned nor closed, and its client waits. Up to JDK 22
 * this took an open listening channel, since then it happens also after its close. Thread-safe.
 */
public final class BlockingAccepts {
    private final StampedLock lock = new StampedLock();

    /**
     * Waits for the next connection.
     *
     * @param channel a listening channel in blocking mode
     * @return the connection
     * @throws IOException if the system can't accept now, or the channel is closed
     */
    public SocketChannel accept(ServerSocketChannel channel) throws IOException {
        long stamp = lock.readLock();
        try {
            return channel.accept();
        } finally {
            lock.unlockRead(stamp);
        }
    }

    /**
     * Interrupts threads when none is in {@link #accept} any more.
     *
     * @param interruption interrupts them; the channel must be closed before, or the threads would not come back
     */
    public void interrupt(Runnable interruption) {
        long stamp = lock.writeLock();
        try {
            interruption.run();
        } finally {
            lock.unlockWrite(stamp);
        }
    }
}
