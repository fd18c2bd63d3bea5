package org.gangway.launcher.reload;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one generation of handlers and changes over to the next one without losing a request: a request that has begun
 * in one ends there, and each later one begins in the next. Requests of a {@link WarmUp} reach a generation that isn't
 * served yet. Serving is thread-safe; changes are made by one thread at a time.
 */
public final class Generations extends Handler.AbstractContainer {
    private static final Logger LOG = LoggerFactory.getLogger(Generations.class);

    /** For requests that were told to end. */
    private static final Duration LAST_CHANCE = Duration.ofSeconds(1);

    private final Set<Generation> ending = ConcurrentHashMap.newKeySet();
    private volatile Generation current;
    private volatile Generation next;

    /**
     * @param first what is served first; it starts and stops with this
     */
    public Generations(Handler first) {
        current = new Generation(first);
        addBean(first, true);
    }

    @Override
    public List<Handler> getHandlers() {
        return List.of(current.handler());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (next != null && WarmUp.asks(request)) {
            Generation warming = next;
            return warming != null && warming.handle(request, response, callback);
        }
        Generation generation = current;
        RunningRequest running = generation.enter(request, callback);
        while (running == null) {
            generation = current;
            running = generation.enter(request, callback);
        }
        try {
            Request.addCompletionListener(request, running);
            return generation.handle(request, response, callback);
        } finally {
            running.returned();
        }
    }

    /**
     * Starts the next generation beside the one that is served. It is to be {@link #change() served} or, also if it
     * could not start, {@link #dropNext() dropped}.
     *
     * @param handler what will be served
     * @throws Exception if it can't start
     */
    public void startNext(Handler handler) throws Exception {
        handler.setServer(getServer());
        next = new Generation(handler);
        // Not managed yet: a stop would wait for its start.
        addBean(handler, false);
        handler.start();
    }

    /** Stops the next generation instead of serving it. */
    public void dropNext() {
        Generation dropped = next;
        next = null;
        remove(dropped);
    }

    /**
     * Serves the next generation from now on.
     *
     * @return the former one, to be {@link #end ended}
     */
    public Generation change() {
        Generation former = current;
        ending.add(former);
        manage(next.handler());
        current = next;
        next = null;
        former.retire();
        return former;
    }

    /**
     * Hides a generation that ends from what looks for parts of this server, such as sessions by their id.
     *
     * @param former the generation
     */
    public void hide(Generation former) {
        unmanage(former.handler());
    }

    /**
     * Waits for the requests of a former generation, and stops it.
     *
     * @param former the generation
     * @param mercy how long to wait; then the requests are ended
     * @throws InterruptedException if the thread is interrupted; the generation is stopped all the same
     */
    public void end(Generation former, Duration mercy) throws InterruptedException {
        try {
            if (!former.awaitEnd(mercy)) {
                LOG.warn(
                        "{} of the old application still run after {} ms (--mercy); ending them",
                        former.requests() == 1 ? "1 request" : former.requests() + " requests",
                        mercy.toMillis());
                former.endRequests();
                if (!former.awaitEnd(LAST_CHANCE)) {
                    former.failRequests();
                }
                if (!former.awaitEnd(LAST_CHANCE)) {
                    LOG.warn(
                            "Requests of the old application can't be ended ({} of them): their threads don't heed the"
                                    + " interrupt, and keep its memory",
                            former.requests());
                }
            }
        } finally {
            remove(former);
            former.forgetChannels();
            ending.remove(former);
        }
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        for (Generation generation : ending) {
            stop(generation);
        }
    }

    private void remove(Generation generation) {
        stop(generation);
        removeBean(generation.handler());
        try {
            generation.handler().destroy();
        } catch (RuntimeException e) {
            LOG.debug("Cannot destroy {}", generation.handler(), e);
        }
    }

    private static void stop(Generation generation) {
        try {
            WebSockets.goAway(generation.handler());
            generation.handler().stop();
        } catch (Exception | LinkageError e) {
            LOG.warn("The old application did not stop cleanly: {}", e.toString());
        }
    }
}
