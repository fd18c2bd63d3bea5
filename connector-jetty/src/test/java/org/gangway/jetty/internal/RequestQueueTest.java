package org.gangway.jetty.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HandoverTest {
    private final Queue<Runnable> called = new ArrayDeque<>();
    private final List<Integer> done = new ArrayList<>();

    @Test
    void noTaskWaitsForOneThatBlocks() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            RequestQueue queue = new RequestQueue(threads);
            for (int round = 0; round < 100; round++) {
                CountDownLatch all = new CountDownLatch(16);
                for (int i = 0; i < 16; i++) {
                    queue.execute(() -> {
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
            queue.execute(() -> done.add(number));
        }
        assertThat(called).hasSize(1);
        called.remove().run();
        assertThat(done).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        // Had the first one blocked, another would have done the rest.
        assertThat(called).hasSize(1);
        called.remove().run();
        queue.execute(() -> done.add(10));
        assertThat(called).hasSize(1);
    }

    @Test
    void aThreadThatIsAloneCallsNone() {
        RequestQueue queue = new RequestQueue(called::add);
        queue.execute(() -> done.add(0));
        called.remove().run();
        assertThat(done).containsExactly(0);
        assertThat(called).isEmpty();
    }

    @Test
    void aTaskThatThrowsTakesNoOtherWithIt() {
        RequestQueue queue = new RequestQueue(called::add);
        queue.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        queue.execute(() -> done.add(1));
        Runnable first = called.remove();
        assertThatThrownBy(first::run).hasMessage("on purpose");
        called.remove().run();
        assertThat(done).containsExactly(1);
    }

    @Test
    void aThreadThatIsRefusedIsAskedForAgain() {
        RequestQueue queue = new RequestQueue(task -> {
            if (called.isEmpty()) {
                called.add(task);
                throw new RejectedExecutionException("full");
            }
            called.add(task);
        });
        assertThatThrownBy(() -> queue.execute(() -> done.add(0))).isInstanceOf(RejectedExecutionException.class);
        queue.execute(() -> done.add(1));
        assertThat(called).hasSize(2);
        new ArrayList<>(called).forEach(Runnable::run);
        assertThat(done).containsExactly(0, 1);
    }
}
