package org.gangway.launcher;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.NanoTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when there was no request for long. One that runs, however quietly, is a request; a kept connection without
 * one isn't. It belongs outside of all contexts. Thread-safe.
 */
final class IdleWatch extends Handler.Wrapper {
    private static final Logger LOG = LoggerFactory.getLogger(IdleWatch.class);

    private final Duration patience;
    private final Object lock = new Object();
    private long running;
    private long idleSince;

    /**
     * @param patience how long no request may come, more than zero
     */
    IdleWatch(Duration patience) {
        this.patience = patience;
    }

    /**
     * Begins to watch; the time without a request counts from here.
     *
     * @param end called once, when that was too long
     */
    void begin(Runnable end) {
        synchronized (lock) {
            idleSince = NanoTime.now();
        }
        look(end);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        synchronized (lock) {
            running++;
        }
        Request.addCompletionListener(request, failure -> completed(request, response, failure));
        return super.handle(request, response, callback);
    }

    /** For Jetty a request that became a WebSocket is over; here it runs until that is closed. */
    private void completed(Request request, Response response, Throwable failure) {
        if (failure == null
                && response.getStatus() == HttpStatus.SWITCHING_PROTOCOLS_101
                && request.getAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE) instanceof Connection webSocket) {
            webSocket.addEventListener(new Connection.Listener() {
                @Override
                public void onClosed(Connection closed) {
                    completed();
                }
            });
        } else {
            // A WebSocket whose handshake failed is never opened, and never closed.
            completed();
        }
    }

    private void completed() {
        synchronized (lock) {
            running--;
            idleSince = NanoTime.now();
        }
    }

    private void look(Runnable end) {
        long left = nanosLeft();
        if (left > 0) {
            getServer().getScheduler().schedule(() -> look(end), left, TimeUnit.NANOSECONDS);
        } else {
            LOG.info("There was no request for {} s (--exit-when-idle)", patience.toMillis() / 1000.0);
            end.run();
        }
    }

    private long nanosLeft() {
        synchronized (lock) {
            return running > 0 ? patience.toNanos() : patience.toNanos() - NanoTime.since(idleSince);
        }
    }
}
