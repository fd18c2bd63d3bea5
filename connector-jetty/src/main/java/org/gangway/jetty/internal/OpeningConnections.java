package org.gangway.jetty.internal;

import java.nio.channels.SelectableChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.util.IO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections that are accepted and not yet open. Jetty forgets those that come or are opened while their selectors
 * stop, and the web server would wait for an answer; here each is opened or closed. Thread-safe.
 */
public final class OpeningConnections {
    private static final Logger LOG = LoggerFactory.getLogger(OpeningConnections.class);
    private static final long OPEN_MILLIS = 2_000;

    private final SelectorManager selectors;
    private final Set<SelectableChannel> channels = ConcurrentHashMap.newKeySet();

    /**
     * @param selectors opens the connections
     */
    public OpeningConnections(SelectorManager selectors) {
        this.selectors = selectors;
    }

    /**
     * A connection comes. If it isn't handed over, or to selectors that stop, it is closed.
     *
     * @param channel the accepted channel
     * @param handover hands it over to a selector
     */
    public void accept(SelectableChannel channel, Runnable handover) {
        channels.add(channel);
        if (!selectors.isRunning()) {
            failed(channel);
            return;
        }
        try {
            handover.run();
        } catch (RuntimeException e) {
            // The selectors have stopped since.
            LOG.debug("lost an accepted connection", e);
            failed(channel);
        }
    }

    /**
     * A connection is open. If its selectors stop, it is closed: they may have closed all that they know of.
     *
     * @param connection the connection
     */
    public void opened(Connection connection) {
        if (connection.getEndPoint().getTransport() instanceof SelectableChannel channel) {
            channels.remove(channel);
        }
        if (!selectors.isRunning()) {
            connection.close();
        }
    }

    /**
     * A connection can't be opened; it is closed.
     *
     * @param channel the accepted channel
     */
    public void failed(SelectableChannel channel) {
        channels.remove(channel);
        IO.close(channel);
    }

    /** The selectors have stopped: what they have forgotten is closed. */
    public void stopped() {
        channels.forEach(this::failed);
    }

    /**
     * Waits until those that have come are open or closed, 2 seconds at most. Jetty counts a connection only once it is
     * open; a graceful stop would let go of those on their way.
     */
    public void await() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(OPEN_MILLIS);
        while (!channels.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /**
     * Tells which of a selector's tasks opens an accepted connection. That never blocks, so the selector can do it, and
     * mod_jk's CPING on a new connection is answered also where no thread is free.
     *
     * @param task what a selector wants to be executed
     * @return whether it opens a connection: of the selector's updates, only that of an accepted channel is executed,
     *     too
     */
    public static boolean isOpenedBy(Runnable task) {
        return task instanceof ManagedSelector.SelectorUpdate;
    }
}
