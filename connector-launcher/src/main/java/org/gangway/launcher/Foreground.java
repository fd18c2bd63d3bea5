package org.gangway.launcher;

import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs in the foreground: SIGTERM and Ctrl-C let the running requests finish, and the process ends with exit status 0.
 * The JVM would say 143, which a web server takes for a crash (FastCGI 1.0, section 2.4).
 */
final class Foreground implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Foreground.class);

    private final CountDownLatch forever = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "gangway-stop");
    private final AutoCloseable service;
    private boolean stopping;

    /**
     * Takes care of a service from now on, also while it starts.
     *
     * @param service what to close on a signal
     */
    Foreground(AutoCloseable service) {
        this.service = service;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Says that the service is ready, unless a signal came before: nobody reads "ready" behind "Stopping".
     *
     * @param announcement says it
     */
    synchronized void announce(Runnable announcement) {
        if (!stopping) {
            announcement.run();
        }
    }

    /**
     * Waits until a signal ends the process; doesn't return.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    void await() throws InterruptedException {
        forever.await();
    }

    /** Leaves the service to the caller again, for instance because it could not start. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("A signal is being handled", e);
        }
    }

    private synchronized void beginStop() {
        stopping = true;
        LOG.info("Stopping: waiting for the running requests");
    }

    private void stop() {
        beginStop();
        try {
            service.close();
            LOG.info("Stopped");
        } catch (Exception e) {
            LOG.warn("Could not stop cleanly: {}", UserError.oneLine(e.toString()));
        }
        Runtime.getRuntime().halt(0);
    }
}
