package org.gangway.launcher;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gangway.launcher.process.ControlSocket;
import org.gangway.launcher.process.PidFile;
import org.gangway.launcher.process.ServiceNotification;
import org.gangway.launcher.process.Signals;
import org.gangway.launcher.process.StandardStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a service as a process: SIGTERM and Ctrl-C let the running requests finish, and the process ends with exit
 * status 0 (the JVM would say 143, which a web server takes for a crash; FastCGI 1.0, section 2.4); a second one ends it at
 * once. SIGHUP reloads, SIGUSR1 opens the logs anew. While it is ready, the pidfile is there and systemd knows. Thread-safe.
 */
final class Foreground implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Foreground.class);

    /** The order of {@code gangway reload}. */
    static final String RELOAD = "reload";

    /** How the answer to an order begins that could not be carried out. */
    static final String FAILED = "failed: ";

    private final CountDownLatch forever = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "gangway-stop");
    private final AtomicBoolean stopAsked = new AtomicBoolean();
    private final Service service;
    private final ProcessPlan plan;
    private final StandardStreams streams;
    private final PidFile pidFile;
    private final ServiceNotification systemd = ServiceNotification.of(System.getenv());
    private final Watchdog watchdog;
    private volatile ControlSocket control;
    private volatile boolean stopping;

    /**
     * Takes care of a service from now on, also while it starts.
     *
     * @param service what to close on a signal
     * @param plan the process among others
     * @param streams what to open anew on SIGUSR1
     * @param pidFile the pidfile, not published, or null; it is closed when the process ends
     */
    Foreground(Service service, ProcessPlan plan, StandardStreams streams, PidFile pidFile) {
        this.service = service;
        this.plan = plan;
        this.streams = streams;
        this.pidFile = pidFile;
        this.watchdog = new Watchdog(service, systemd);
        Runtime.getRuntime().addShutdownHook(hook);
        Signals.onStop(this::stopOrEnd);
        Signals.onUser1(this::reopenLogs);
        Signals.onHangup(() -> reload("SIGHUP"));
    }

    /**
     * Says that the service is ready, unless a signal came before: nobody reads "ready" behind "Stopping".
     *
     * @param announcement says it
     * @throws UserError if the pidfile can't be written
     */
    synchronized void announce(Runnable announcement) throws UserError {
        if (stopping) {
            return;
        }
        if (pidFile != null) {
            publishPidFile();
            takeOrders();
        }
        if (plan.daemon()) {
            // Whoever reads "ready" may send it at once. In the foreground the native call would keep that line
            // waiting.
            Signals.heedHangup();
        }
        announcement.run();
        Signals.heedHangup();
        systemd.ready(service.applications() + " at " + service.address());
        watchdog.start();
    }

    private void publishPidFile() throws UserError {
        try {
            pidFile.publish();
        } catch (IOException e) {
            throw UserError.failed(
                    "cannot write the pidfile " + plan.pidFile() + " (" + e.getMessage()
                            + "); choose another with --pidfile, or give this user the right to write there",
                    e);
        }
    }

    private void takeOrders() {
        try {
            control = ControlSocket.open(plan.pidFile(), this::carryOut);
        } catch (IOException e) {
            LOG.warn("gangway reload can't reach this process: {}", e.getMessage());
        }
    }

    private String carryOut(String order) {
        return order.equals(RELOAD) ? reload("gangway reload") : FAILED + "there is no order " + order;
    }

    /** Ends the process as a signal would. Returns at once. */
    void end() {
        new Thread(this::stopOrEnd, "gangway-end").start();
    }

    /**
     * Waits until a signal or {@link #end()} ends the process; doesn't return.
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

    /**
     * Reloads, and tells systemd of it; the service logs how it went.
     *
     * @param why what asked for it
     * @return the same in one line
     */
    String reload(String why) {
        if (stopping) {
            return FAILED + "the service is stopping";
        }
        long begin = System.nanoTime();
        systemd.reloading();
        try {
            service.reload(why);
            return "reloaded: " + service.applications() + " in "
                    + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) + " ms";
        } catch (UserError e) {
            return FAILED + e.getMessage();
        } catch (RuntimeException | Error e) {
            LOG.error("Not reloaded, the old application serves on", e);
            return FAILED + UserError.oneLine(e.toString());
        } finally {
            systemd.ready(service.applications() + " at " + service.address());
        }
    }

    private void reopenLogs() {
        LogSettings.reopen();
        reopen();
        service.reopenLogs();
        LOG.info("Opened the logs anew");
    }

    private void reopen() {
        try {
            streams.open();
        } catch (IOException e) {
            LOG.warn("Logs stay as they are: {}", e.getMessage());
        }
    }

    /** The first signal stops; whoever sends a second has no patience. */
    private void stopOrEnd() {
        if (stopAsked.compareAndSet(false, true)) {
            System.exit(0);
        } else {
            LOG.warn("Ending at once, as the second signal wants it");
            service.abandon();
            halt();
        }
    }

    private synchronized void beginStop() {
        stopping = true;
        LOG.info("Stopping: waiting for the running requests");
        systemd.stopping();
        watchdog.close();
    }

    private void stop() {
        beginStop();
        try {
            service.close();
            LOG.info("Stopped");
        } catch (Exception e) {
            LOG.warn("Could not stop cleanly: {}", UserError.oneLine(e.toString()));
        }
        halt();
    }

    private void halt() {
        ControlSocket listening = control;
        if (listening != null) {
            listening.close();
        }
        if (pidFile != null) {
            pidFile.close();
        }
        StartArchive.leave();
        Runtime.getRuntime().halt(0);
    }
}
