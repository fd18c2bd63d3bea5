package org.gangway.jetty.internal;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.NanoTime;

/**
 * How many lines of the log one connection may cause. A peer that sends nonsense, request after request on a connection
 * that is kept, would fill the disk.
 *
 * <p>Thread-safe.
 */
final class Complaints {
    /** What a line of the log may be. */
    enum Turn {
        /** It is to be logged. */
        LOGGED,
        /** It is to be logged, and that there will be no more for a while. */
        LAST,
        /** It is for those who look for it. */
        DEBUG
    }

    static final int MOST = 20;
    private static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);

    private long begun;
    private int count;

    /** Asks for a line. */
    synchronized Turn next() {
        long now = NanoTime.now();
        if (count == 0 || NanoTime.elapsed(begun, now) > PERIOD_NANOS) {
            begun = now;
            count = 0;
        }
        if (count >= MOST) {
            return Turn.DEBUG;
        }
        count++;
        return count == MOST ? Turn.LAST : Turn.LOGGED;
    }
}
