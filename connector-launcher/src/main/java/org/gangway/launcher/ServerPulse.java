package org.gangway.launcher;

import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.server.Connector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows that a server lives: a task goes the way of a request, through each selector and then to a thread of the pool. */
final class ServerPulse {
    private static final Logger LOG = LoggerFactory.getLogger(ServerPulse.class);

    private ServerPulse() {}

    /**
     * Sends a task on its way. Returns at once.
     *
     * @param connector whose selectors it passes
     * @param threads what runs it in the end
     * @param beat the task; it isn't run if the server hangs or stops
     */
    static void take(Connector connector, Executor threads, Runnable beat) {
        pass(connector.getContainedBeans(ManagedSelector.class).iterator(), threads, beat);
    }

    private static void pass(Iterator<ManagedSelector> selectors, Executor threads, Runnable beat) {
        if (selectors.hasNext()) {
            selectors.next().submit(selector -> pass(selectors, threads, beat));
            return;
        }
        try {
            threads.execute(beat);
        } catch (RejectedExecutionException e) {
            LOG.debug("The server stops", e);
        }
    }
}
