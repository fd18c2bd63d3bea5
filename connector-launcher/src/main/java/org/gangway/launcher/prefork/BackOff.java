package org.gangway.launcher.prefork;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long to wait with the next start when workers die soon after theirs: the first that does is replaced at once, then
 * the pause grows from 1 s to 30 s. Not thread-safe.
 */
public final class BackOff {
    /** A worker that has lived for so long has stayed. */
    public static final Duration SOON = Duration.ofSeconds(10);

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofSeconds(30);

    private final LongSupplier clock;
    private Duration pause = Duration.ZERO;
    private boolean failing;
    private long end;

    /**
     * @param clock nanoseconds, as of {@link System#nanoTime()}
     */
    public BackOff(LongSupplier clock) {
        this.clock = clock;
        this.end = clock.getAsLong();
    }

    /**
     * A worker has died unasked.
     *
     * @param uptime how long it served, zero if it didn't get so far
     */
    public void died(Duration uptime) {
        if (uptime.compareTo(SOON) >= 0) {
            stayed();
            return;
        }
        if (failing) {
            Duration longer = pause.isZero() ? FIRST : pause.multipliedBy(2);
            pause = longer.compareTo(MOST) > 0 ? MOST : longer;
        }
        failing = true;
        end = clock.getAsLong() + pause.toNanos();
    }

    /** A worker that was started after the last death has stayed: all is well again. */
    public void stayed() {
        failing = false;
        pause = Duration.ZERO;
        end = clock.getAsLong();
    }

    /**
     * Whether a worker has died soon, and none has stayed since.
     *
     * @return whether it is so
     */
    public boolean isFailing() {
        return failing;
    }

    /**
     * How long the next start has to wait.
     *
     * @return zero or more
     */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, end - clock.getAsLong()));
    }
}
