package org.gangway.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gangway.launcher.prefork.Confinement;
import org.gangway.launcher.prefork.ControlChannel;
import org.gangway.launcher.prefork.Population;
import org.gangway.launcher.prefork.WorkerState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workers that live. Confined to the supervisor's thread. */
final class Workers {
    /** What a worker needs to end besides the time for its requests. */
    static final long END_MILLIS = 3_000;

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private final List<Worker> living = new ArrayList<>();
    private final Confinement thread;
    private final Consumer<Worker> exited;
    private long lastNumber;

    /**
     * @param thread the supervisor's
     * @param exited is told, in the thread, when the process of one has ended
     */
    Workers(Confinement thread, Consumer<Worker> exited) {
        this.thread = thread;
        this.exited = exited;
    }

    /**
     * Starts one.
     *
     * @param start how
     * @param generation that of the applications
     * @throws IOException if the system can't
     */
    void launch(WorkerStart start, int generation) throws IOException {
        int slot = IntStream.iterate(1, i -> i + 1)
                .filter(i -> living.stream().noneMatch(worker -> worker.slot() == i))
                .findFirst()
                .orElseThrow();
        Process process = start.start(slot);
        Worker worker = new Worker(++lastNumber, slot, generation, process);
        living.add(worker);
        LOG.debug("Started {}", worker);
        CompletableFuture<Void> unused = process.onExit().thenRun(() -> thread.run(() -> exited.accept(worker)));
    }

    /**
     * Takes a connection as that of a worker.
     *
     * @param line the first one that came
     * @param channel the connection
     * @return the worker, or null if there is none such; then the connection is closed
     */
    Worker introduced(String line, ControlChannel channel) {
        for (Worker worker : living) {
            if (line.equals(WorkerWords.WORKER + worker.slot())) {
                worker.connected(channel);
                return worker;
            }
        }
        channel.close();
        return null;
    }

    boolean remove(Worker worker) {
        return living.remove(worker);
    }

    boolean isEmpty() {
        return living.isEmpty();
    }

    List<Worker> all() {
        return List.copyOf(living);
    }

    List<Worker> of(int generation) {
        return living.stream()
                .filter(worker -> worker.generation() == generation)
                .toList();
    }

    List<Population.Member> members(int generation) {
        return of(generation).stream().map(Worker::member).toList();
    }

    /**
     * Whether the last that was started has stayed for so long.
     *
     * @param uptime how long it must have served
     * @return whether it has
     */
    boolean lastHasStayed(Duration uptime) {
        long now = System.nanoTime();
        return living.stream()
                .anyMatch(worker ->
                        worker.number() == lastNumber && worker.uptime(now).compareTo(uptime) > 0);
    }

    /**
     * Ends one, unless it ends already.
     *
     * @param number its number
     * @param patience how long its requests may take
     */
    void stop(long number, Duration patience) {
        stop(worker -> worker.number() == number, patience, false);
    }

    /**
     * Ends some, if they don't end already. One that doesn't serve has nothing to finish.
     *
     * @param which whom
     * @param patience how long their requests may take
     * @param last whether nobody is left to accept what is queued
     */
    void stop(Predicate<Worker> which, Duration patience, boolean last) {
        Stream<Worker> told = all().stream().filter(which).filter(worker -> worker.state() != WorkerState.STOPPING);
        told.forEach(worker -> {
            if (worker.state() == WorkerState.STARTING) {
                worker.kill();
                return;
            }
            worker.stop(patience, last);
            thread.later(patience.toMillis() + END_MILLIS, () -> {
                if (worker.process().isAlive()) {
                    LOG.warn("{} doesn't end; killing it", worker);
                    worker.kill();
                }
            });
        });
    }

    /**
     * Does something later, in the supervisor's thread.
     *
     * @param millis when
     * @param task what to do
     */
    void later(long millis, Runnable task) {
        thread.later(millis, task);
    }

    void killAll() {
        all().forEach(Worker::kill);
    }
}
