package org.gangway.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.gangway.launcher.prefork.Confinement;
import org.gangway.launcher.prefork.ControlChannel;
import org.gangway.launcher.prefork.ControlServer;
import org.gangway.launcher.prefork.WorkerState;
import org.gangway.launcher.process.Identity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several JVMs that serve one socket, which is this process's. It serves nothing itself: it starts workers, replaces those
 * that die, and ends those that aren't needed. Thread-safe: all it knows belongs to one thread of its own.
 */
final class Supervisor implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final long TICK_MILLIS = 1_000;
    /** A dead worker's last words may come after the news of its death. */
    private static final long LAST_WORDS_MILLIS = 300;

    private final RunPlan plan;
    private final WorkDirectory ownDirectory;
    private final WorkDirectory givenDirectory;
    private final List<Argument> arguments;
    private final Confinement thread = new Confinement("gangway-supervisor");
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile SupervisedSocket socket;
    private volatile String applications = "";

    // Of the one thread.
    private final Workers workers = new Workers(thread, this::exited);
    private final WorkerReloads reloads;
    private final WorkerSupply supply;
    private WorkerStart command;
    private ControlServer control;
    private boolean stopping;

    /**
     * Prepares it.
     *
     * @param plan what to serve, and where
     * @param arguments the command line that says so
     * @throws UserError if there is no room for temporary files
     */
    Supervisor(RunPlan plan, List<Argument> arguments) throws UserError {
        this.plan = plan;
        this.arguments = arguments;
        this.reloads = new WorkerReloads(workers, plan.reload().mercy());
        this.supply = new WorkerSupply(
                workers, reloads, thread, plan.prefork().spares(), plan.server().stopTimeout());
        if (plan.process().identity() != null) {
            // What is made from here on belongs to that user.
            this.socket = takeAndBecome(plan.process().identity());
        }
        WorkDirectory own = null;
        try {
            own = WorkDirectory.open(null);
            Path given = plan.server().workDirectory();
            this.givenDirectory = given == null ? null : WorkDirectory.open(given);
        } catch (UserError | RuntimeException e) {
            if (own != null) {
                own.close();
            }
            if (socket != null) {
                socket.close();
            }
            throw e;
        }
        this.ownDirectory = own;
    }

    private SupervisedSocket takeAndBecome(Identity identity) throws UserError {
        SupervisedSocket taken = SupervisedSocket.open(plan.address());
        try {
            taken.handOver(identity);
            identity.become();
            return taken;
        } catch (IOException e) {
            taken.close();
            throw ConnectorAddress.cannotBecome(e);
        }
    }

    /** Takes the socket, and returns when the first worker serves. */
    @Override
    public void start() throws UserError {
        takeAddress();
        thread.run(this::begin);
        await(started);
    }

    /** Not once it is being closed: nobody would give it up. */
    private synchronized void takeAddress() throws UserError {
        if (socket == null && !closed.get()) {
            socket = SupervisedSocket.open(plan.address());
        }
    }

    private synchronized void stopListening() {
        stopping = true;
        supply.end();
        if (socket != null) {
            socket.close();
        }
    }

    private void begin() {
        if (stopping) {
            return;
        }
        try {
            control = ControlServer.open(ownDirectory.of("control"), this::meet);
            Path work = givenDirectory == null ? ownDirectory.of("work") : givenDirectory.of("");
            command = new WorkerStart(plan, arguments, control.path(), work, ownDirectory.of("sessions"));
            if (!WorkerStart.hasSessionStore(arguments)) {
                LOG.info(
                        "Sessions are shared among the workers, and end with this process; --session-store keeps them");
            }
            reloads.startBy(command);
            workers.launch(command, reloads.generation());
        } catch (IOException e) {
            started.completeExceptionally(
                    UserError.failed("cannot start a worker (" + e.getMessage() + "); see the manual on prefork", e));
        }
        thread.every(TICK_MILLIS, supply::tick);
    }

    /** In the thread of the control server. */
    private void meet(ControlChannel channel) {
        Worker[] known = new Worker[1];
        channel.listen(
                "gangway-worker",
                line -> thread.run(() -> {
                    if (known[0] == null) {
                        known[0] = workers.introduced(line, channel);
                    } else {
                        heard(known[0], line);
                    }
                }),
                () -> thread.run(() -> {
                    channel.close();
                    if (known[0] != null) {
                        lost(known[0]);
                    }
                }));
    }

    private void heard(Worker worker, String line) {
        if (!worker.heard(line)) {
            return;
        }
        if (line.startsWith(WorkerWords.READY)) {
            ready(worker);
        } else if (line.equals(WorkerWords.CLOSED)) {
            reloads.endIfClosed();
        } else {
            supply.balance();
        }
    }

    private void ready(Worker worker) {
        if (worker.state() != WorkerState.STARTING) {
            return;
        }
        if (reloads.isOfNext(worker)) {
            if (reloads.goOn()) {
                applications = worker.applications();
                supply.balance();
            }
            return;
        }
        applications = worker.applications();
        if (!started.isDone()) {
            try {
                socket.publish();
            } catch (UserError e) {
                started.completeExceptionally(e);
                return;
            }
        }
        worker.serve(System.nanoTime());
        if (started.complete(null)) {
            supply.begin(command);
        }
        supply.balance();
    }

    private void exited(Worker worker) {
        if (worker.isSilent()) {
            gone(worker);
        } else {
            thread.later(LAST_WORDS_MILLIS, () -> gone(worker));
        }
    }

    private void lost(Worker worker) {
        worker.disconnected();
        if (!worker.process().isAlive()) {
            gone(worker);
        }
    }

    private void gone(Worker worker) {
        if (!workers.remove(worker)) {
            return;
        }
        worker.close();
        if (stopping) {
            endIfAlone();
            return;
        }
        String reason = worker.failure() == null
                ? "it ended with status " + worker.process().exitValue() + "; the log says more"
                : worker.failure();
        if (!started.isDone()) {
            started.completeExceptionally(UserError.failed(
                    worker.failure() == null ? "the first worker could not start: " + reason : reason));
        } else if (reloads.isOfNext(worker)) {
            reloads.fail(reason);
        } else {
            supply.died(worker, reason);
        }
        reloads.endIfClosed();
        supply.balance();
    }

    @Override
    public void reload(String why) throws UserError {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (!thread.run(() -> ask(done))) {
            throw UserError.failed("the service is stopping; start it again");
        }
        await(done);
    }

    private void ask(CompletableFuture<Void> done) {
        if (stopping) {
            done.completeExceptionally(UserError.failed("the service is stopping; start it again"));
        } else {
            reloads.ask(done);
        }
    }

    @Override
    public List<Path> sources() {
        return plan.applications().stream()
                .flatMap(application -> Stream.of(application.source(), application.war()))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    @Override
    public void probe(Runnable answer) {
        thread.run(answer);
    }

    @Override
    public void reopenLogs() {
        thread.run(() -> workers.all().forEach(Worker::reopenLogs));
    }

    @Override
    public String applications() {
        return applications;
    }

    @Override
    public String address() {
        SupervisedSocket taken = socket;
        return String.valueOf(taken == null ? plan.address() : taken.address());
    }

    /** Hides the socket, and lets the workers serve what is queued and what runs. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        Duration patience = plan.server().stopTimeout();
        thread.run(() -> endAll(patience));
        try {
            ended.get(patience.toMillis() + 2 * Workers.END_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Could not end all workers: {}", e.toString());
        }
        clear();
    }

    private void endAll(Duration patience) {
        stopListening();
        started.complete(null);
        reloads.end(UserError.failed("the service is stopping; start it again"));
        workers.stop(worker -> true, patience, true);
        // Those that were told before may have been given more time.
        thread.later(patience.toMillis() + Workers.END_MILLIS, workers::killAll);
        endIfAlone();
    }

    private void endIfAlone() {
        if (workers.isEmpty()) {
            ended.complete(null);
        }
    }

    @Override
    public void abandon() {
        closed.set(true);
        thread.run(() -> {
            stopListening();
            workers.killAll();
            endIfAlone();
        });
        try {
            ended.get(Workers.END_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("Killed workers take their time", e);
        }
        clear();
    }

    private void clear() {
        thread.end();
        if (control != null) {
            control.close();
        }
        if (givenDirectory != null) {
            givenDirectory.close();
        }
        ownDirectory.close();
    }

    private static void await(CompletableFuture<Void> future) throws UserError {
        try {
            future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.failed("interrupted while it waited for the workers; try again", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UserError error) {
                throw error;
            }
            throw UserError.failed(String.valueOf(e.getCause()), e);
        }
    }
}
