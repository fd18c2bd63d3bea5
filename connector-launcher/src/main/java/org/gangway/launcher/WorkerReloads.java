package org.gangway.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.gangway.launcher.prefork.WorkerState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One generation of workers after the other. The next one serves from the moment when all of it is ready; until then, and
 * if it can't start, the current one does. A reload is done when no worker of an older generation accepts any more. Confined
 * to the supervisor's thread.
 */
final class WorkerReloads {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerReloads.class);

    private final Workers workers;
    private final Duration mercy;
    private WorkerStart start;
    private int generation;
    private int lastGeneration;
    private WorkerReload running;
    /** Its generation serves, and older ones may do so, too. */
    private WorkerReload ending;

    private WorkerReload next;

    /**
     * @param workers all of them
     * @param mercy how long those of the last generation may take to finish their requests
     */
    WorkerReloads(Workers workers, Duration mercy) {
        this.workers = workers;
        this.mercy = mercy;
    }

    /**
     * Says how workers are started; to be called before the first reload.
     *
     * @param how it is done
     */
    void startBy(WorkerStart how) {
        start = how;
    }

    /** The generation that serves. */
    int generation() {
        return generation;
    }

    /** Whether a worker is one of the next generation. */
    boolean isOfNext(Worker worker) {
        return running != null && worker.generation() == running.generation();
    }

    /**
     * Begins one. Of those who ask while one runs, which may have read older files, all get the next one.
     *
     * @param done is told how it went
     */
    void ask(CompletableFuture<Void> done) {
        if (running == null && ending == null) {
            running = new WorkerReload(++lastGeneration, wanted());
            running.askedBy(done);
            launch(1);
        } else {
            if (next == null) {
                next = new WorkerReload(0, 0);
            }
            next.askedBy(done);
        }
    }

    /**
     * Goes on, as one of the next generation is ready. The first shows that the applications can be served at all; the
     * others follow.
     *
     * @return whether the next generation serves now
     */
    boolean goOn() {
        WorkerReload reload = running;
        List<Worker> made = workers.of(reload.generation());
        if (made.size() < reload.wanted()) {
            launch(reload.wanted() - made.size());
            return false;
        }
        if (!made.stream().allMatch(Worker::isReady)) {
            return false;
        }
        generation = reload.generation();
        long now = System.nanoTime();
        made.forEach(worker -> worker.serve(now));
        workers.stop(this::isFormer, mercy, false);
        running = null;
        ending = reload;
        workers.later(Workers.END_MILLIS, () -> {
            if (ending == reload) {
                workers.all().stream()
                        .filter(worker -> isFormer(worker) && !worker.isClosed())
                        .forEach(worker -> LOG.warn("{} doesn't say whether it still accepts connections", worker));
                finish();
            }
        });
        endIfClosed();
        return true;
    }

    /** A worker has accepted its last connection, or is gone. */
    void endIfClosed() {
        if (ending != null && workers.all().stream().filter(this::isFormer).allMatch(Worker::isClosed)) {
            finish();
        }
    }

    private boolean isFormer(Worker worker) {
        return worker.generation() != generation;
    }

    private void finish() {
        ending.done();
        ending = null;
        followUp();
    }

    /**
     * Gives the next generation up.
     *
     * @param reason why
     */
    void fail(String reason) {
        WorkerReload failed = running;
        running = null;
        workers.of(failed.generation()).forEach(Worker::kill);
        failed.failed(UserError.failed(reason));
        followUp();
    }

    /**
     * Tells all who ask that there is no more.
     *
     * @param reason why
     */
    void end(UserError reason) {
        if (ending != null) {
            ending.done();
        }
        if (running != null) {
            running.failed(reason);
        }
        if (next != null) {
            next.failed(reason);
        }
    }

    private void followUp() {
        if (next != null) {
            running = next.of(++lastGeneration, wanted());
            next = null;
            launch(1);
        }
    }

    /** As many as serve now. */
    private int wanted() {
        return (int) Math.max(
                1,
                workers.of(generation).stream()
                        .filter(worker -> worker.state() == WorkerState.SERVING)
                        .count());
    }

    private void launch(int count) {
        try {
            for (int i = 0; i < count; i++) {
                workers.launch(start, running.generation());
            }
        } catch (IOException e) {
            fail("cannot start a worker (" + e.getMessage() + ')');
        }
    }
}
