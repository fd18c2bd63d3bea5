package org.gangway.jetty.internal;

import org.eclipse.jetty.util.Callback;

/**
 * One {@code send} of a stream on its way out, whatever the protocol: who is told when it is over.
 *
 * <p>Used for one send at a time; the flusher orders its calls.
 */
abstract class GatewaySender implements GatewayFlusher.Entry {
    private Callback callback;
    private Runnable whenDone;

    /** Lets go of all buffers: the send is over. */
    abstract void release();

    /** A send begins. */
    final synchronized void begin(Callback sendCallback) {
        callback = sendCallback;
    }

    @Override
    public final void succeeded() {
        take().succeeded();
    }

    @Override
    public final void failed(Throwable x) {
        take().failed(x);
    }

    /**
     * Has something run when the send that is under way is over.
     *
     * @param task what to run
     * @return false if no send is under way
     */
    final synchronized boolean whenDone(Runnable task) {
        if (callback == null) {
            return false;
        }
        whenDone = task;
        return true;
    }

    /** Whether something waits for the send to be over. */
    final synchronized boolean isAbandoned() {
        return whenDone != null;
    }

    private Callback take() {
        release();
        Callback done;
        Runnable then;
        synchronized (this) {
            done = callback;
            then = whenDone;
            callback = null;
            whenDone = null;
        }
        if (then == null) {
            return done == null ? Callback.NOOP : done;
        }
        return Callback.from(done, then);
    }

    @Override
    public final InvocationType getInvocationType() {
        Callback waiting;
        synchronized (this) {
            waiting = callback;
        }
        return waiting == null ? InvocationType.NON_BLOCKING : waiting.getInvocationType();
    }
}
