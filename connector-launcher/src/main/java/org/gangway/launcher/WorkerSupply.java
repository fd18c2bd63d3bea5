package org.gangway.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.gangway.launcher.prefork.BackOff;
import org.gangway.launcher.prefork.Confinement;
import org.gangway.launcher.prefork.Population;
import org.gangway.launcher.prefork.Spares;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that there are as many workers as there are to be: starts what is missing, not too fast where they die soon,
 * and ends those that aren't needed. Confined to the supervisor's thread.
 */
final class WorkerSupply {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerSupply.class);
    private static final int AT_ONCE = Math.max(1, Runtime.getRuntime().availableProcessors());

    private static final double MILLIS_OF_A_SECOND = 1_000;

    private final Workers workers;
    private final WorkerReloads reloads;
    private final Confinement thread;
    private final Spares spares;
    private final Duration patience;
    private final BackOff backOff = new BackOff(System::nanoTime);
    private WorkerStart start;
    private boolean retrying;
    private boolean exhausted;
    private boolean over;

    /**
     * @param workers those that there are
     * @param reloads knows which generation serves
     * @param thread the supervisor's
     * @param spares how many there are to be
     * @param patience how long one that isn't needed may take to finish its requests
     */
    WorkerSupply(Workers workers, WorkerReloads reloads, Confinement thread, Spares spares, Duration patience) {
        this.workers = workers;
        this.reloads = reloads;
        this.thread = thread;
        this.spares = spares;
        this.patience = patience;
    }

    /**
     * Begins, as the first worker serves.
     *
     * @param how workers are started
     */
    void begin(WorkerStart how) {
        start = how;
        balance();
    }

    /** Ends: the workers that there are are the last. */
    void end() {
        over = true;
    }

    /**
     * One has died unasked.
     *
     * @param worker the worker
     * @param reason why it couldn't start, if it couldn't
     */
    void died(Worker worker, String reason) {
        switch (worker.state()) {
            case STARTING -> {
                LOG.warn("{} could not start: {}", worker, reason);
                backOff.died(Duration.ZERO);
            }
            case STOPPING -> LOG.debug("{} has ended", worker);
            default -> {
                LOG.warn(
                        "{} died with status {}; another takes its place",
                        worker,
                        worker.process().exitValue());
                backOff.died(worker.uptime(System.nanoTime()));
            }
        }
    }

    /** Lets go of what is too much; to be called again and again. */
    void tick() {
        if (!isAtWork()) {
            return;
        }
        if (backOff.isFailing() && workers.lastHasStayed(BackOff.SOON)) {
            backOff.stayed();
        }
        Population.excess(members(), spares).ifPresent(member -> workers.stop(member.number(), patience));
        balance();
    }

    /** Starts what is missing, and lets go of those that have successors. */
    void balance() {
        if (!isAtWork()) {
            return;
        }
        List<Population.Member> members = members();
        warnOnceIfExhausted(members);
        Population.succeeded(members).forEach(member -> workers.stop(member.number(), patience));
        int missing = Population.missing(members, spares, backOff.isFailing() ? 1 : AT_ONCE);
        Duration pause = backOff.left();
        if (missing > 0 && !pause.isZero()) {
            retry(pause);
        } else {
            launch(missing);
        }
    }

    private boolean isAtWork() {
        return start != null && !over;
    }

    private void warnOnceIfExhausted(List<Population.Member> members) {
        boolean now = Population.isExhausted(members, spares);
        if (now && !exhausted) {
            LOG.warn(
                    "All {} workers are busy, and requests wait; raise --max-children or --threads", spares.children());
        }
        exhausted = now;
    }

    private void launch(int count) {
        for (int i = 0; i < count; i++) {
            try {
                workers.launch(start, reloads.generation());
            } catch (IOException e) {
                LOG.warn("Cannot start a worker: {}", e.getMessage());
                backOff.died(Duration.ZERO);
            }
        }
    }

    private void retry(Duration pause) {
        if (!retrying) {
            retrying = true;
            LOG.info(
                    "The next worker is started in {} s, as the last ones died soon",
                    Math.round(pause.toMillis() / MILLIS_OF_A_SECOND));
            thread.later(pause.toMillis() + 1, () -> {
                retrying = false;
                balance();
            });
        }
    }

    private List<Population.Member> members() {
        return workers.members(reloads.generation());
    }
}
