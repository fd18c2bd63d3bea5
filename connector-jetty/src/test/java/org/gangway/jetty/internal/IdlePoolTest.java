package org.gangway.jetty.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that are not in use. */
class IdlePoolTest {
    private final AtomicInteger made = new AtomicInteger();

    @Test
    void givesWhatCameBackLast() {
        IdlePool<Integer> pool = new IdlePool<>(8, made::incrementAndGet);
        int first = pool.acquire();
        int second = pool.acquire();
        pool.release(first);
        pool.release(second);
        assertThat(pool.acquire()).isEqualTo(second);
        assertThat(pool.acquire()).isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({"8, 16", "127, 254", "2147483647, 256"})
    void keepsTwiceAsManyAsTheThreadsCanServeAtOnce(int served, int kept) {
        IdlePool<Integer> pool = new IdlePool<>(served, made::incrementAndGet);
        for (int i = 0; i < 300; i++) {
            pool.release(0);
        }
        for (int i = 0; i < 300; i++) {
            pool.acquire();
        }
        assertThat(300 - made.get()).isEqualTo(kept);
    }
}
