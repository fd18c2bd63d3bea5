package org.gangway.launcher.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.gangway.launcher.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OneAtATimeTest {
    private final OneAtATime turns = new OneAtATime();
    private final AtomicInteger done = new AtomicInteger();

    private static FutureTask<Void> inThread(OneAtATime turns, OneAtATime.Work work, List<Thread> threads) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            turns.run(work);
            return null;
        });
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return task;
    }

    @Test
    void whatIsAskedForMeanwhileIsDoneOnceAfterwards() throws Exception {
        List<Thread> threads = new ArrayList<>();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        FutureTask<Void> first = inThread(
                turns,
                () -> {
                    entered.countDown();
                    awaitUninterrupted(go);
                    done.incrementAndGet();
                },
                threads);
        entered.await();
        List<FutureTask<Void>> later = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            later.add(inThread(
                    turns,
                    () -> {
                        done.incrementAndGet();
                        throw UserError.failed("no");
                    },
                    threads));
        }
        for (Thread thread : threads.subList(1, threads.size())) {
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }
        assertThat(turns.awaitRest(1)).isFalse();
        go.countDown();

        first.get();
        for (FutureTask<Void> each : later) {
            assertThatThrownBy(each::get).isInstanceOf(ExecutionException.class).hasRootCauseMessage("no");
        }
        assertThat(done).hasValue(2);
        assertThat(turns.awaitRest(TimeUnit.SECONDS.toMillis(60))).isTrue();
    }

    @Test
    void failureIsForgottenByTheNextTime() throws Exception {
        assertThatThrownBy(() -> turns.run(() -> {
                    throw UserError.failed("no");
                }))
                .hasMessage("no");
        turns.run(done::incrementAndGet);
        turns.run(done::incrementAndGet);
        assertThat(done).hasValue(2);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
