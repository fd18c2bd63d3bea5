package org.gangway.sample;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * One client's event stream. A timer makes events due; they are written as fast as the client takes them, without a
 * thread that waits for it. Thread-safe: the timer and the container both call it.
 */
final class SseStream implements WriteListener {
    private enum State {
        OPEN,
        COMPLETED,
        GONE
    }

    private final AsyncContext async;
    private final ServletOutputStream out;
    private final Lifecycle lifecycle;
    private final int count;
    private State state = State.OPEN;
    private ScheduledFuture<?> ticks;
    private int due;
    private int sent;
    private boolean unflushed;

    SseStream(AsyncContext async, Lifecycle lifecycle, int count) throws IOException {
        this.async = async;
        this.out = async.getResponse().getOutputStream();
        this.lifecycle = lifecycle;
        this.count = count;
    }

    synchronized void start(long intervalMillis) {
        lifecycle.sseActive.incrementAndGet();
        out.setWriteListener(this);
        ticks = lifecycle.timer().scheduleAtFixedRate(this::tick, 0, intervalMillis, TimeUnit.MILLISECONDS);
    }

    private synchronized void tick() {
        if (due == count) {
            ticks.cancel(false);
            return;
        }
        due++;
        write();
    }

    @Override
    public synchronized void onWritePossible() {
        write();
    }

    @Override
    public synchronized void onError(Throwable failure) {
        end(State.GONE);
    }

    private void write() {
        try {
            while (state == State.OPEN && out.isReady()) {
                if (unflushed) {
                    unflushed = false;
                    out.flush();
                } else if (sent < due) {
                    sent++;
                    out.write(event(sent));
                    unflushed = true;
                } else {
                    if (sent == count) {
                        end(State.COMPLETED);
                    }
                    return;
                }
            }
        } catch (IOException e) {
            end(State.GONE);
        }
    }

    private byte[] event(int number) {
        String text = "id: " + number + "\nevent: tick\ndata: {\"number\":" + number + ",\"count\":" + count
                + ",\"time\":" + System.currentTimeMillis() + "}\n\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void end(State last) {
        if (state != State.OPEN) {
            return;
        }
        state = last;
        if (ticks != null) {
            ticks.cancel(false);
        }
        lifecycle.sseActive.decrementAndGet();
        (last == State.GONE ? lifecycle.sseGone : lifecycle.sseCompleted).incrementAndGet();
        async.complete();
    }
}
