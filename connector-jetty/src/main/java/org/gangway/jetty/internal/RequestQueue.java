package org.gangway.jetty.internal;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Requests on their way from the thread that reads them to those that serve them. To wake a thread costs as much as a
 * small request, so one is not woken for each: only if there is more to do than threads are at it, and none is coming
 * already. No task ever waits for another one that blocks.
 *
 * <p>Thread-safe.
 */
final class RequestQueue implements Runnable {
    private final Executor executor;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean coming = new AtomicBoolean();

    /**
     * @param executor has the threads
     */
    RequestQueue(Executor executor) {
        this.executor = executor;
    }

    /** Has another thread run a task. */
    void execute(Runnable task) {
        tasks.add(task);
        call();
    }

    private void call() {
        if (coming.compareAndSet(false, true)) {
            try {
                executor.execute(this);
            } catch (RejectedExecutionException stopped) {
                coming.set(false);
                throw stopped;
            }
        }
    }

    /** A thread is here. */
    @Override
    public void run() {
        coming.set(false);
        Runnable task;
        while ((task = tasks.poll()) != null) {
            if (!tasks.isEmpty()) {
                call();
            }
            task.run();
        }
    }
}
