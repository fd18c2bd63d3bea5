package org.gangway.jetty.internal;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.thread.ThreadPool;

/**
 * Requests on their way from the thread that reads them to those that serve them. To wake a thread costs as much as a
 * small request, so one is not woken for each: only if there is more to do than threads are at it, and none is coming
 * already. No task ever waits for another one that blocks, and none stays here that the pool will not take.
 *
 * <p>Thread-safe.
 */
final class RequestQueue implements Runnable {
    /** Something that may block. */
    interface Task extends Runnable {
        /** The pool takes nothing more: there will be no thread. Must not block. */
        void onRejected();
    }

    private final Executor executor;
    private final ThreadPool pool;
    private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();
    /** How many threads were asked for and are not here yet. */
    private final AtomicInteger coming = new AtomicInteger();

    /**
     * @param executor has the threads
     */
    RequestQueue(Executor executor) {
        this.executor = executor;
        this.pool = executor instanceof ThreadPool threads ? threads : null;
    }

    /** Has another thread run a task. */
    void execute(Task task) {
        tasks.add(task);
        // Where threads are scarce each task asks for one, so that the bound of the pool's own queue holds.
        if (isLowOnThreads()) {
            coming.incrementAndGet();
            callThread(task);
        } else if (coming.compareAndSet(0, 1)) {
            callThread(task);
        }
    }

    /**
     * @param latest what the thread is called for
     */
    private void callThread(Task latest) {
        try {
            executor.execute(this);
        } catch (RejectedExecutionException full) {
            boolean last = coming.decrementAndGet() == 0;
            if (tasks.remove(latest)) {
                latest.onRejected();
            }
            if (last) {
                rejectAll();
            }
        }
    }

    /** Whether the pool has no thread left for another task. */
    boolean isLowOnThreads() {
        return pool != null && pool.isLowOnThreads();
    }

    /**
     * Takes a task back.
     *
     * @return false if it is being run, or has been
     */
    boolean remove(Task task) {
        return tasks.remove(task);
    }

    /** A thread is here. */
    @Override
    public void run() {
        coming.decrementAndGet();
        Task task;
        while ((task = tasks.poll()) != null) {
            Task next = tasks.peek();
            if (next != null && coming.compareAndSet(0, 1)) {
                callThread(next);
            }
            task.run();
        }
    }

    /** No thread is coming: who relied on one is told. */
    private void rejectAll() {
        Task task;
        while ((task = tasks.poll()) != null) {
            task.onRejected();
        }
    }
}
