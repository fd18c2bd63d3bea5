package org.gangway.jetty.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.eclipse.jetty.util.thread.AutoLock;

/**
 * The exchanges of one connection, from the first byte of their request until their answer is out, and their counts.
 * Each exchange knows the one that began after it, so that a connection at rest has no list.
 */
@GuardedBy("connection")
final class ActiveExchanges {
    private static final AtomicLongFieldUpdater<ActiveExchanges> BEGUN =
            AtomicLongFieldUpdater.newUpdater(ActiveExchanges.class, "begun");
    private static final AtomicLongFieldUpdater<ActiveExchanges> ENDED =
            AtomicLongFieldUpdater.newUpdater(ActiveExchanges.class, "ended");

    private static final AtomicReferenceFieldUpdater<ActiveExchanges, Exchange> FIRST =
            AtomicReferenceFieldUpdater.newUpdater(ActiveExchanges.class, Exchange.class, "first");

    private final AutoLock lock;
    /** Written under the lock, read by anybody; so are the next two. */
    private volatile Exchange first;

    private volatile long begun;
    private volatile long ended;

    ActiveExchanges(AutoLock lock) {
        this.lock = lock;
    }

    @Override
    public String toString() {
        return all().toString();
    }

    /** How many requests there have been; takes no lock. */
    long begun() {
        return begun;
    }

    /** Whether there is none, as far as can be told without the lock: one that began or ended just now may be missed. */
    boolean isAtRest() {
        return first == null;
    }

    /** How many responses there have been; takes no lock. */
    long ended() {
        return ended;
    }

    void begin(Exchange exchange) {
        assert lock.isHeldByCurrentThread();
        BEGUN.lazySet(this, begun + 1);
        if (first == null) {
            FIRST.lazySet(this, exchange);
            return;
        }
        Exchange last = first;
        while (last.next() != null) {
            last = last.next();
        }
        last.setNext(exchange);
    }

    void end(Exchange exchange) {
        assert lock.isHeldByCurrentThread();
        ENDED.lazySet(this, ended + 1);
        remove(exchange);
    }

    /**
     * Jetty never heard of it.
     *
     * @return whether it may serve another request; else somebody is about to tell it something
     */
    boolean forget(Exchange exchange) {
        assert lock.isHeldByCurrentThread();
        remove(exchange);
        return exchange.isUnpinned();
    }

    @SuppressWarnings("ReferenceEquality") // the same exchange is meant
    private void remove(Exchange exchange) {
        if (first == exchange) {
            FIRST.lazySet(this, exchange.next());
        } else {
            Exchange before = first;
            while (before != null && before.next() != exchange) {
                before = before.next();
            }
            if (before != null) {
                before.setNext(exchange.next());
            }
        }
        exchange.setNext(null);
    }

    /** The one that began first, or null; {@link Exchange#next()} leads to the others. */
    Exchange first() {
        assert lock.isHeldByCurrentThread();
        return first;
    }

    boolean isEmpty() {
        assert lock.isHeldByCurrentThread();
        return first == null;
    }

    int count() {
        assert lock.isHeldByCurrentThread();
        int count = 0;
        for (Exchange exchange = first; exchange != null; exchange = exchange.next()) {
            count++;
        }
        return count;
    }

    /** Whether somebody waits for input who is woken without blocking. */
    boolean isWakerWaiting() {
        assert lock.isHeldByCurrentThread();
        for (Exchange exchange = first; exchange != null; exchange = exchange.next()) {
            if (exchange.isWaker()) {
                return true;
            }
        }
        return false;
    }

    /** All of them, in a list of its own. */
    List<Exchange> all() {
        assert lock.isHeldByCurrentThread();
        List<Exchange> all = new ArrayList<>();
        for (Exchange exchange = first; exchange != null; exchange = exchange.next()) {
            all.add(exchange);
        }
        return all;
    }

    /** All of them, kept from being used again while somebody holds on to them. */
    List<Exchange> pinned() {
        List<Exchange> all = all();
        all.forEach(Exchange::pin);
        return all;
    }
}
