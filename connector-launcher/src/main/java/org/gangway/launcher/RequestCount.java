package org.gangway.launcher;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Counts requests, for those who want to know how busy a worker is. It belongs outside of all contexts. Thread-safe. */
final class RequestCount extends Handler.Wrapper {
    private final AtomicInteger active = new AtomicInteger();
    private final AtomicLong total = new AtomicLong();
    private volatile Runnable changed = () -> {};

    /**
     * Says who is told of each change.
     *
     * @param listener is called by the threads of the requests; it must return soon
     */
    void onChange(Runnable listener) {
        changed = listener;
    }

    /**
     * How many run now.
     *
     * @return 0 or more; a request that waits for something without a thread runs, too
     */
    int active() {
        return active.get();
    }

    /**
     * How many have begun.
     *
     * @return 0 or more
     */
    long total() {
        return total.get();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        active.incrementAndGet();
        total.incrementAndGet();
        changed.run();
        Request.addCompletionListener(request, failure -> {
            active.decrementAndGet();
            changed.run();
        });
        return super.handle(request, response, callback);
    }
}
