package org.gangway.launcher.reload;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.gangway.launcher.UserError;

/**
 * Does a piece of work for all who ask, one at a time. What is asked for while it is being done is done once more
 * afterwards, for all of them together. Thread-safe.
 */
public final class OneAtATime {
    /** What is done. */
    @FunctionalInterface
    public interface Work {
        /**
         * Does it.
         *
         * @throws UserError if it can't be done
         */
        void run() throws UserError;
    }

    private final AtomicLong asked = new AtomicLong();
    private final ReentrantLock doing = new ReentrantLock();
    private long done;
    private UserError failure;

    /**
     * Does the work, or waits until it was done for another who asked later than this.
     *
     * @param work the work
     * @throws UserError if it can't be done; all who waited for it get the same
     */
    public void run(Work work) throws UserError {
        long mine = asked.incrementAndGet();
        doing.lock();
        try {
            if (done < mine) {
                done = asked.get();
                failure = UserError.failed("it failed; the log has the details");
                work.run();
                failure = null;
            } else if (failure != null) {
                throw failure;
            }
        } catch (UserError e) {
            failure = e;
            throw e;
        } finally {
            doing.unlock();
        }
    }

    /**
     * Waits until the work that is being done is done.
     *
     * @param millis how long to wait
     * @return whether that was long enough
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean awaitRest(long millis) throws InterruptedException {
        if (!doing.tryLock(millis, TimeUnit.MILLISECONDS)) {
            return false;
        }
        doing.unlock();
        return true;
    }
}
