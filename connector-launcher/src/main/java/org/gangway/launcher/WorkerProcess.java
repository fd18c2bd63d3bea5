package org.gangway.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.gangway.launcher.prefork.ControlChannel;
import org.gangway.launcher.process.Signals;
import org.gangway.launcher.process.StandardStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One JVM of several that serve the socket of a {@link Supervisor}, which it obeys and tells how busy it is. When that is
 * gone, it ends, too, once the running requests are over. Thread-safe.
 */
final class WorkerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);
    private static final long STATUS_MILLIS = 50;
    /** The limit of each is up to a fifth more, so that those started together don't end together. */
    private static final int JITTER = 5;

    private final ControlChannel supervisor;
    private final RequestCount requests = new RequestCount();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final long maxRequests;
    private volatile RunPlan plan;
    private volatile GatewayServer server;
    private volatile Thread reporter;
    private volatile boolean changed;
    private volatile boolean serving;
    private volatile int capacity;

    private WorkerProcess(ControlChannel supervisor, long maxRequests) {
        this.supervisor = supervisor;
        this.maxRequests = maxRequests;
    }

    /** Makes the plan of a worker. */
    @FunctionalInterface
    interface Planning {
        /**
         * Makes it.
         *
         * @return the plan
         * @throws UserError if the command line is wrong
         */
        RunPlan plan() throws UserError;
    }

    /**
     * Serves until the supervisor or a signal ends it.
     *
     * @param planning what to serve
     * @return the exit status, if it could not start
     * @throws InterruptedException if the thread is interrupted
     */
    static int run(Planning planning) throws InterruptedException {
        ControlChannel supervisor;
        try {
            supervisor = ControlChannel.connect(Path.of(System.getProperty(WorkerWords.CONTROL)));
        } catch (IOException e) {
            LOG.debug("The supervisor is gone", e);
            return UserError.FAILED;
        }
        WorkerProcess worker = new WorkerProcess(supervisor, limit(Long.getLong(WorkerWords.REQUESTS, 0)));
        supervisor.send(WorkerWords.WORKER + System.getProperty(WorkerWords.SLOT));
        return worker.serve(planning);
    }

    private static long limit(long requests) {
        return requests == 0
                ? Long.MAX_VALUE
                : requests + ThreadLocalRandom.current().nextLong(requests / JITTER + 1);
    }

    private int serve(Planning planning) throws InterruptedException {
        Signals.protect();
        Signals.onTerminate(this::end);
        supervisor.listen("gangway-supervised", this::obey, this::outlive);
        try {
            RunPlan given = planning.plan();
            ListenAddress.Descriptor descriptor = (ListenAddress.Descriptor) given.address();
            plan = given.at(new ListenAddress.Shared(descriptor.socket(), Boolean.getBoolean(WorkerWords.SPAWNED)));
            GatewayServer made = new GatewayServer(plan, requests);
            made.start();
            capacity = made.capacity();
            server = made;
            report();
            supervisor.send(WorkerWords.READY + capacity + ' ' + made.applications());
            StartArchive.prepare(plan);
        } catch (UserError e) {
            LOG.debug("Failed", e);
            supervisor.send(WorkerWords.REASON + e.getMessage());
            return e.exitStatus();
        }
        new CountDownLatch(1).await();
        return 0;
    }

    private void report() {
        Thread thread = new Thread(this::sendChanges, "gangway-status");
        thread.setDaemon(true);
        reporter = thread;
        requests.onChange(this::onChange);
        thread.start();
    }

    /** In the thread of a request. */
    private void onChange() {
        int active = requests.active();
        if (active == capacity || active == capacity - 1) {
            acceptWhileThereIsRoom();
        }
        if (!changed) {
            changed = true;
            LockSupport.unpark(reporter);
        }
    }

    /** Further connections are for others, or wait in the queue, from which a dying worker loses none. */
    private synchronized void acceptWhileThereIsRoom() {
        if (serving && !stopping.get()) {
            server.setAccepting(requests.active() < capacity);
        }
    }

    private void sendChanges() {
        boolean leaving = false;
        while (true) {
            while (!changed) {
                LockSupport.park(this);
            }
            changed = false;
            long total = requests.total();
            supervisor.send(WorkerWords.STATUS + requests.active() + ' ' + total);
            if (!leaving && total >= maxRequests) {
                leaving = true;
                supervisor.send(WorkerWords.LEAVING);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(STATUS_MILLIS));
        }
    }

    private void obey(String order) {
        if (order.equals(WorkerWords.SERVE)) {
            serving = true;
            acceptWhileThereIsRoom();
        } else if (order.equals(WorkerWords.REOPEN)) {
            reopenLogs();
        } else if (order.startsWith(WorkerWords.STOP)) {
            int end = order.lastIndexOf(' ');
            Duration patience = Duration.ofMillis(Long.parseLong(order.substring(WorkerWords.STOP.length(), end)));
            stop(patience, order.endsWith(WorkerWords.LAST));
        }
    }

    private void reopenLogs() {
        LogSettings.reopen();
        RunPlan known = plan;
        if (known != null) {
            ProcessPlan process = known.process();
            try {
                new StandardStreams(process.outLog(), process.errLog(), false).open();
            } catch (IOException e) {
                LOG.warn("Logs stay as they are: {}", e.getMessage());
            }
        }
    }

    /** SIGTERM to this worker alone; the second one has no patience. */
    private void end() {
        supervisor.send(WorkerWords.ENDING);
        stop(null, false);
        Runtime.getRuntime().halt(0);
    }

    private void outlive() {
        if (!stopping.get()) {
            LOG.warn("The supervisor is gone; ending");
        }
        stop(null, true);
    }

    private void stop(Duration patience, boolean last) {
        if (!stopping.compareAndSet(false, true)) {
            return;
        }
        // The supervisor waits for no more than the word that this one is closed.
        StartArchive.leave();
        GatewayServer started = server;
        if (started != null) {
            Duration time = patience == null ? plan.server().stopTimeout() : patience;
            started.close(time, last, () -> supervisor.send(WorkerWords.CLOSED));
        }
        Runtime.getRuntime().halt(0);
    }
}
