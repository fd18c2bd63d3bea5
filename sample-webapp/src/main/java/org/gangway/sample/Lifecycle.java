package org.gangway.sample;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What lives as long as the application: the timer of the asynchronous endpoints, the latch that ends the waiting ones,
 * and the SSE stream counters. Thread-safe.
 */
@WebListener
public final class Lifecycle implements ServletContextListener {
    private static final String ATTRIBUTE = Lifecycle.class.getName();
    private static final int TIMER_THREADS = 2;

    /** SSE streams that are open now. */
    final AtomicLong sseActive = new AtomicLong();
    /** SSE streams that sent all their events. */
    final AtomicLong sseCompleted = new AtomicLong();
    /** SSE streams whose client went away first. */
    final AtomicLong sseGone = new AtomicLong();

    private final CountDownLatch stopping = new CountDownLatch(1);
    private ScheduledThreadPoolExecutor timer;

    static Lifecycle of(ServletContext context) {
        return (Lifecycle) context.getAttribute(ATTRIBUTE);
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        timer = new ScheduledThreadPoolExecutor(TIMER_THREADS, task -> {
            Thread thread = new Thread(task, "sample-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        event.getServletContext().setAttribute(ATTRIBUTE, this);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        stopping.countDown();
        timer.shutdownNow();
        event.getServletContext().removeAttribute(ATTRIBUTE);
    }

    ScheduledThreadPoolExecutor timer() {
        return timer;
    }

    /** Waits {@code millis} milliseconds; true when the application was stopped meanwhile. */
    boolean awaitStop(long millis) {
        try {
            return stopping.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
