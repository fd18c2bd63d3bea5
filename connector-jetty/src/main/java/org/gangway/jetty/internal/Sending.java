package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import org.eclipse.jetty.util.Callback;

/**
 * One part of a response on its way out: who is told when it is over. Used again for the next part, and for the next
 * request. Thread-safe.
 */
final class Sending implements OutputQueue.Entry {
    private final Wire wire;
    private Callback callback;
    private Runnable whenOver;

    Sending(Wire wire) {
        this.wire = wire;
    }

    /** The part that the wire has prepared is about to be sent. */
    synchronized void begin(Callback sendCallback) {
        callback = sendCallback;
    }

    @Override
    public ByteBuffer[] next() {
        return wire.next();
    }

    @Override
    public void succeeded() {
        take().succeeded();
    }

    @Override
    public void failed(Throwable x) {
        take().failed(x);
    }

    private Callback take() {
        wire.release();
        Callback done;
        Runnable then;
        synchronized (this) {
            done = callback;
            then = whenOver;
            callback = null;
            whenOver = null;
        }
        if (then == null) {
            return done == null ? Callback.NOOP : done;
        }
        return Callback.from(done, then);
    }

    /**
     * Has something run when the part that is under way is over.
     *
     * @return false if no part is under way
     */
    synchronized boolean whenOver(Runnable task) {
        if (callback == null) {
            return false;
        }
        whenOver = task;
        return true;
    }

    /** Whether something waits for the part to be over, after which nobody looks for a timeout. */
    synchronized boolean isAbandoned() {
        return whenOver != null;
    }

    @Override
    public InvocationType getInvocationType() {
        Callback waiting;
        synchronized (this) {
            waiting = callback;
        }
        return waiting == null ? InvocationType.NON_BLOCKING : waiting.getInvocationType();
    }
}
