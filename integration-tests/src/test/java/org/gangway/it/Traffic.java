package org.gangway.it;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Visitors with sessions that send GET and POST requests until it is closed; whatever isn't answered by 200 is noted. */
final class Traffic implements AutoCloseable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> losses = new ConcurrentLinkedQueue<>();
    private final AtomicInteger served = new AtomicInteger();
    private volatile boolean over;

    Traffic(List<Visitor> visitors) {
        for (Visitor visitor : visitors) {
            Thread thread = new Thread(() -> visit(visitor), "traffic");
            threads.add(thread);
            thread.start();
        }
    }

    private void visit(Visitor visitor) {
        for (int i = 0; !over; i++) {
            try {
                Visitor.Page page =
                        i % 2 == 0 ? visitor.get("/page?session=1") : visitor.post("/page?session=1&read=1", "a=b");
                if (page.status() == 200) {
                    served.incrementAndGet();
                } else {
                    losses.add(page.status() + " " + page.text());
                }
            } catch (IOException | RuntimeException e) {
                losses.add(e.toString());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Waits until so many requests more are served. */
    void await(int more) {
        int goal = served.get() + more;
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (served.get() < goal && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        if (served.get() < goal) {
            throw new AssertionError("too few requests are served: " + served + ", lost " + losses);
        }
    }

    /** What was not answered by 200. */
    List<String> losses() {
        return List.copyOf(losses);
    }

    @Override
    public void close() {
        over = true;
        try {
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(60));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
