package org.gangway.jetty.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.junit.jupiter.api.Test;

class RequestQueueTest {
    private final Queue<Runnable> called = new ArrayDeque<>();
    private final List<Integer> done = new ArrayList<>();
    private final AtomicInteger rejected = new AtomicInteger();

    @Test
    void noTaskWaitsForOneThatBlocks() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            RequestQueue queue = new RequestQueue(threads);
            for (int round = 0; round < 100; round++) {
                CountDownLatch all = new CountDownLatch(16);
                for (int i = 0; i < 16; i++) {
                    execute(queue, () -> {
                        all.countDown();
                        try {
                            all.await();
                        } catch (InterruptedException x) {
                            Thread.currentThread().interrupt();
                        }
                    });
                }
                assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aThreadIsCalledForManyTasks() {
        RequestQueue queue = new RequestQueue(called::add);
        for (int i = 0; i < 10; i++) {
            int number = i;
            execute(queue, () -> done.add(number));
        }
        assertThat(called).hasSize(1);
        called.remove().run();
        assertThat(done).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        // Had the first one blocked, another would have done the rest.
        assertThat(called).hasSize(1);
        called.remove().run();
        execute(queue, () -> done.add(10));
        assertThat(called).hasSize(1);
    }

    @Test
    void aThreadThatIsAloneCallsNone() {
        RequestQueue queue = new RequestQueue(called::add);
        execute(queue, () -> done.add(0));
        called.remove().run();
        assertThat(done).containsExactly(0);
        assertThat(called).isEmpty();
    }

    @Test
    void aTaskThatThrowsTakesNoOtherWithIt() {
        RequestQueue queue = new RequestQueue(called::add);
        execute(queue, () -> {
            throw new IllegalStateException("on purpose");
        });
        execute(queue, () -> done.add(1));
        Runnable first = called.remove();
        assertThatThrownBy(first::run).hasMessage("on purpose");
        called.remove().run();
        assertThat(done).containsExactly(1);
    }

    @Test
    void aTaskThatThePoolDoesNotTakeIsToldAndNotKept() {
        RequestQueue queue = new RequestQueue(task -> {
            called.add(task);
            if (called.size() == 1) {
                throw new RejectedExecutionException("full");
            }
        });
        execute(queue, () -> done.add(0));
        assertThat(rejected).hasValue(1);
        execute(queue, () -> done.add(1));
        assertThat(called).hasSize(2);
        new ArrayList<>(called).forEach(Runnable::run);
        assertThat(done).containsExactly(1);
    }

    @Test
    void whatWaitsIsToldWhenNoThreadComesForIt() {
        RequestQueue queue = new RequestQueue(task -> {
            if (!called.isEmpty()) {
                throw new RejectedExecutionException("full");
            }
            called.add(task);
        });
        execute(queue, () -> done.add(0));
        execute(queue, () -> done.add(1));
        execute(queue, () -> done.add(2));
        called.peek().run();
        assertThat(done).containsExactly(0);
        assertThat(rejected).hasValue(2);
    }

    @Test
    void whoReliesOnTheThreadOfAnotherIsToldWithIt() {
        AtomicReference<RequestQueue> queue = new AtomicReference<>();
        queue.set(new RequestQueue(task -> {
            execute(queue.get(), () -> done.add(1));
            throw new RejectedExecutionException("full");
        }));
        execute(queue.get(), () -> done.add(0));
        assertThat(done).isEmpty();
        assertThat(rejected).hasValue(2);
    }

    @Test
    void whatAThreadIsComingForIsNotRejected() {
        FullPool pool = new FullPool();
        RequestQueue queue = new RequestQueue(pool);
        for (int i = 0; i < 5; i++) {
            int number = i;
            execute(queue, () -> done.add(number));
        }
        assertThat(called).hasSize(3);
        assertThat(rejected).hasValue(2);
        // The place of this one is taken by something else.
        pool.more = 0;
        called.remove().run();
        assertThat(rejected).hasValue(2);
        called.forEach(Runnable::run);
        assertThat(done).containsExactly(0, 1, 2);
    }

    /** Has few places left. */
    private final class FullPool implements ThreadPool {
        private int more = 3;

        @Override
        public void execute(Runnable task) {
            if (more-- <= 0) {
                throw new RejectedExecutionException("full");
            }
            called.add(task);
        }

        @Override
        public void join() {
            // It has no thread.
        }

        @Override
        public int getThreads() {
            return 1;
        }

        @Override
        public int getIdleThreads() {
            return 0;
        }

        @Override
        public boolean isLowOnThreads() {
            return true;
        }
    }

    @Test
    void theBoundOfThePoolsQueueHolds() throws Exception {
        QueuedThreadPool pool = new QueuedThreadPool(4, 4, 60_000, 0, new ArrayBlockingQueue<>(2), null);
        pool.setReservedThreads(0);
        pool.start();
        CountDownLatch release = new CountDownLatch(1);
        try {
            RequestQueue queue = new RequestQueue(pool);
            CountDownLatch begun = new CountDownLatch(4);
            for (int i = 0; i < 20; i++) {
                execute(queue, () -> {
                    begun.countDown();
                    try {
                        release.await();
                    } catch (InterruptedException x) {
                        Thread.currentThread().interrupt();
                    }
                });
                if (i == 3) {
                    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
                }
            }
            assertThat(rejected.get()).isBetween(12, 14);
        } finally {
            release.countDown();
            pool.stop();
        }
    }

    private void execute(RequestQueue queue, Runnable work) {
        queue.execute(new RequestQueue.Task() {
            @Override
            public void run() {
                work.run();
            }

            @Override
            public void onRejected() {
                rejected.incrementAndGet();
            }
        });
    }
}
