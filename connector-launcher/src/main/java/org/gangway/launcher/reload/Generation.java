package org.gangway.launcher.reload;

import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Components;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Attributes;
import org.eclipse.jetty.util.Callback;

/**
 * What is served for a time, and the requests that run in it. A request belongs to one generation from its beginning to
 * its end. Thread-safe.
 */
public final class Generation {
    private static final String TOKEN = Generation.class.getName();

    private final Handler handler;
    private final Object token = new Object();
    private final Set<Components> channels =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    private final Set<RunningRequest> running = ConcurrentHashMap.newKeySet();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean retired;

    /**
     * @param handler serves the requests
     */
    Generation(Handler handler) {
        this.handler = handler;
    }

    Handler handler() {
        return handler;
    }

    /**
     * Lets a request in, unless the time of this generation is over.
     *
     * @param request the request
     * @param callback completes it
     * @return the request as one that runs here, or null if it belongs to a later generation
     */
    RunningRequest enter(Request request, Callback callback) {
        remember(request.getComponents());
        RunningRequest entered = new RunningRequest(this, request, callback);
        running.add(entered);
        // In this order: who retires the generation sees the request, or the request sees that it is retired.
        if (retired) {
            leave(entered);
            return null;
        }
        return entered;
    }

    /** Once for each channel: that of a kept connection serves many requests. */
    private void remember(Components channel) {
        Attributes cache = channel.getCache();
        if (cache.getAttribute(TOKEN) != token) {
            cache.setAttribute(TOKEN, token);
            // The channel of a connection that isn't kept has no cache.
            if (cache.getAttribute(TOKEN) == token) {
                channels.add(channel);
            }
        }
    }

    /** Lets go what kept connections have in store for their next request to an application of this generation. */
    void forgetChannels() {
        for (Components channel : channels.toArray(Components[]::new)) {
            if (channel != null) {
                channel.getCache().clearAttributes();
            }
        }
        channels.clear();
    }

    boolean handle(Request request, Response response, Callback callback) throws Exception {
        return handler.handle(request, response, callback);
    }

    void leave(RunningRequest request) {
        running.remove(request);
        if (retired && running.isEmpty()) {
            over.countDown();
        }
    }

    /** Lets no further request in. */
    void retire() {
        retired = true;
        if (running.isEmpty()) {
            over.countDown();
        }
    }

    /**
     * How many requests run in it.
     *
     * @return the number, which may have changed already
     */
    public int requests() {
        return running.size();
    }

    boolean awaitEnd(Duration time) throws InterruptedException {
        return over.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    void failRequests() {
        running.forEach(RunningRequest::fail);
    }

    void endRequests() {
        running.forEach(RunningRequest::end);
    }
}
