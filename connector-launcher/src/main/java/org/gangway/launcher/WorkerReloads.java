package org.gangway.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.gangway.launcher.prefork.WorkerState;

/**
 * One generation of workers after the other. The next one serves from the moment when all of it is ready; until then, and
 * if it can't start, the current one does. Confined to the supervisor's thread.
 */
final class WorkerReloads {
    private final Workers workers;
    private final Duration mercy;
    private WorkerStart start;
    private int generation;
    private int lastGeneration;
    private WorkerReload running;
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
        if (running == null) {
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
        workers.stop(worker -> worker.generation() != generation, mercy, false);
        running = null;
        reload.done();
        followUp();
        return true;
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
