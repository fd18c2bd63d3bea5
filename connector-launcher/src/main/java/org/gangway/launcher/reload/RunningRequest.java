package org.gangway.launcher.reload;

import java.util.function.Consumer;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/**
 * A request that runs in a generation: until its response is complete and its handler has returned. Thread-safe.
 *
 * <p>A channel and a thread serve other requests later. So whoever ends a request does it while the request can't go.
 */
final class RunningRequest implements Consumer<Throwable> {
    private static final String REASON = "ended by a reload (--mercy)";

    private final Generation generation;
    private final Request request;
    private final Callback callback;
    private Thread thread = Thread.currentThread();
    private boolean interrupted;
    private boolean completed;

    RunningRequest(Generation generation, Request request, Callback callback) {
        this.generation = generation;
        this.request = request;
        this.callback = callback;
    }

    /** The response is complete. */
    @Override
    public void accept(Throwable failure) {
        boolean over;
        synchronized (this) {
            completed = true;
            over = thread == null;
        }
        if (over) {
            generation.leave(this);
        }
    }

    /** The handler has returned; the response may follow. */
    void returned() {
        boolean over;
        synchronized (this) {
            thread = null;
            over = completed;
            if (interrupted) {
                // Whatever the thread does next isn't meant.
                Thread.interrupted();
            }
        }
        if (over) {
            generation.leave(this);
        }
    }

    /** Completes it whatever the application does: one may leave an asynchronous request alone for ever. */
    void fail() {
        boolean open;
        synchronized (this) {
            open = !completed;
        }
        if (open) {
            callback.failed(new EofException(REASON));
        }
    }

    /** Fails it as if the web server had gone away, and interrupts its thread. */
    void end() {
        Runnable task = null;
        synchronized (this) {
            if (!completed && request.getComponents() instanceof HttpChannel channel) {
                task = channel.onFailure(new EofException(REASON));
            }
        }
        if (task != null) {
            task.run();
        }
        synchronized (this) {
            if (thread != null) {
                interrupted = true;
                thread.interrupt();
            }
        }
    }
}
