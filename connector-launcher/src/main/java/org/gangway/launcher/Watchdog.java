package org.gangway.launcher;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.gangway.launcher.process.ServiceNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd that the service is alive, as often as it wants to hear it, but only after the service itself has run a
 * task: a thread that lives in a server that hangs proves nothing. Thread-safe.
 */
final class Watchdog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Service service;
    private final ServiceNotification systemd;
    private final Duration interval;

    /**
     * @param service what must be alive
     * @param systemd who wants to know, at its {@link ServiceNotification#watchdogInterval()}
     */
    Watchdog(Service service, ServiceNotification systemd) {
        this.service = service;
        this.systemd = systemd;
        this.interval = systemd.watchdogInterval();
    }

    /** Begins, if systemd wants it. */
    void start() {
        if (!interval.isZero()) {
            Thread thread = new Thread(this::watch, "gangway-watchdog");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void watch() {
        try {
            do {
                CountDownLatch answered = new CountDownLatch(1);
                service.probe(answered::countDown);
                if (awaitAnswer(answered)) {
                    systemd.alive();
                }
            } while (!closed.await(interval.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            LOG.debug("No more word to systemd", e);
        }
    }

    /** However long it takes; systemd has its own idea of what is too long. */
    private boolean awaitAnswer(CountDownLatch answered) throws InterruptedException {
        boolean warned = false;
        while (!answered.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
            if (closed.getCount() == 0) {
                return false;
            }
            if (!warned) {
                LOG.warn(
                        "No thread was free to answer systemd's watchdog for {} ms; raise --threads, or find out with"
                                + " jstack what they do",
                        interval.toMillis());
                warned = true;
            }
        }
        return true;
    }

    /** Ends it. */
    @Override
    public void close() {
        closed.countDown();
    }
}
