package org.gangway.jetty.internal;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.util.thread.AutoLock;

/** The exchanges of one connection, from the first byte of their request until their answer is out, and their counts. */
@GuardedBy("connection")
final class ActiveExchanges {
    private final AutoLock lock;
    private final List<Exchange> exchanges = new ArrayList<>(1);
    /** Written under the lock, read by anybody; so is the next. */
    private volatile long begun;

    private volatile long ended;

    ActiveExchanges(AutoLock lock) {
        this.lock = lock;
    }

    @Override
    public String toString() {
        return exchanges.toString();
    }

    /** How many requests there have been; takes no lock. */
    long begun() {
        return begun;
    }

    /** How many responses there have been; takes no lock. */
    long ended() {
        return ended;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
    void begin(Exchange exchange) {
        assert lock.isHeldByCurrentThread();
        begun++;
        exchanges.add(exchange);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
    void end(Exchange exchange) {
        assert lock.isHeldByCurrentThread();
        ended++;
        exchanges.remove(exchange);
    }

    /** Jetty never heard of it. */
    void forget(Exchange exchange) {
        assert lock.isHeldByCurrentThread();
        exchanges.remove(exchange);
    }

    boolean isEmpty() {
        assert lock.isHeldByCurrentThread();
        return exchanges.isEmpty();
    }

    int count() {
        assert lock.isHeldByCurrentThread();
        return exchanges.size();
    }

    /** Whether somebody waits for input who is woken without blocking. */
    boolean isWakerWaiting() {
        assert lock.isHeldByCurrentThread();
        for (int i = 0; i < exchanges.size(); i++) {
            if (exchanges.get(i).isWaker()) {
                return true;
            }
        }
        return false;
    }

    /** All of them, kept from being used again while somebody holds on to them. */
    List<Exchange> pinned() {
        assert lock.isHeldByCurrentThread();
        List<Exchange> all = List.copyOf(exchanges);
        all.forEach(Exchange::pin);
        return all;
    }
}
