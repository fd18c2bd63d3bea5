package org.gangway.launcher.prefork;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that may touch something, so that it needs no locks. Thread-safe. */
public final class Confinement {
    private static final Logger LOG = LoggerFactory.getLogger(Confinement.class);

    private final ScheduledThreadPoolExecutor executor;

    /**
     * @param name of the thread
     */
    public Confinement(String name) {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
    }

    /**
     * Runs something in the thread; in the order of the calls.
     *
     * @param task what to do; a failure of it is logged
     * @return whether it will be run, or the thread has ended
     */
    public boolean run(Runnable task) {
        try {
            executor.execute(guarded(task));
            return true;
        } catch (RejectedExecutionException e) {
            LOG.trace("Over", e);
            return false;
        }
    }

    /**
     * The same later, unless the thread has ended by then.
     *
     * @param millis when
     * @param task what to do
     */
    public void later(long millis, Runnable task) {
        try {
            Future<?> unused = executor.schedule(guarded(task), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.trace("Over", e);
        }
    }

    /**
     * The same again and again.
     *
     * @param millis how long between two
     * @param task what to do
     */
    public void every(long millis, Runnable task) {
        Future<?> unused = executor.scheduleWithFixedDelay(guarded(task), millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Ends the thread; nothing more is run. */
    public void end() {
        executor.shutdownNow();
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("A fault of Gangway; please report it", e);
            }
        };
    }
}
