package org.gangway.launcher.prefork;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackOffTest {
    private static final Duration SOON = Duration.ofSeconds(3);

    private Duration now = Duration.ofDays(-3);
    private final BackOff backOff = new BackOff(() -> now.toNanos());

    @Test
    void nothingWaitsAtFirst() {
        assertThat(backOff.left()).isZero();
        assertThat(backOff.isFailing()).isFalse();
    }

    @Test
    void pauseGrowsWithEachEarlyDeath() {
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            backOff.died(SOON);
            pauses.add(backOff.left().toSeconds());
            now = now.plus(backOff.left());
            assertThat(backOff.left()).isZero();
        }
        assertThat(pauses).containsExactly(0L, 1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
    }

    @Test
    void lateDeathIsNoReasonToWait() {
        backOff.died(SOON);
        backOff.died(SOON);
        backOff.died(BackOff.SOON);
        assertThat(backOff.left()).isZero();
        assertThat(backOff.isFailing()).isFalse();
    }

    @Test
    void oneThatStaysEndsThePause() {
        backOff.died(SOON);
        backOff.died(SOON);
        backOff.stayed();
        assertThat(backOff.left()).isZero();
        backOff.died(SOON);
        assertThat(backOff.left()).isZero();
        backOff.died(SOON);
        assertThat(backOff.left()).isEqualTo(Duration.ofSeconds(1));
    }
}
