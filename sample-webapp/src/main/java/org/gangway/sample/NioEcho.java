package org.gangway.sample;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/**
 * Copies a request body to its response without blocking: it reads only while the response can take more, and flushes when
 * it waits for input, so that a client may talk in turns. Thread-safe, as the container may call from several threads.
 */
final class NioEcho implements ReadListener, WriteListener {
    private enum State {
        COPYING,
        INPUT_ENDED,
        DONE
    }

    private final AsyncContext async;
    private final ServletInputStream in;
    private final ServletOutputStream out;
    private final byte[] buffer = new byte[16 * 1024];
    private State state = State.COPYING;
    private boolean unflushed;

    NioEcho(AsyncContext async) throws IOException {
        this.async = async;
        this.in = async.getRequest().getInputStream();
        this.out = async.getResponse().getOutputStream();
    }

    synchronized void start() {
        in.setReadListener(this);
        out.setWriteListener(this);
    }

    @Override
    public synchronized void onDataAvailable() throws IOException {
        copy();
    }

    @Override
    public synchronized void onWritePossible() throws IOException {
        copy();
    }

    @Override
    public synchronized void onAllDataRead() throws IOException {
        if (state == State.COPYING) {
            state = State.INPUT_ENDED;
        }
        copy();
    }

    @Override
    public synchronized void onError(Throwable failure) {
        end();
    }

    private void copy() throws IOException {
        while (state != State.DONE && out.isReady()) {
            if (state == State.INPUT_ENDED) {
                end();
            } else if (in.isReady()) {
                int n = in.read(buffer);
                if (n < 0) {
                    state = State.INPUT_ENDED;
                } else {
                    out.write(buffer, 0, n);
                    unflushed = true;
                }
            } else if (unflushed) {
                unflushed = false;
                out.flush();
            } else {
                return;
            }
        }
    }

    private void end() {
        if (state != State.DONE) {
            state = State.DONE;
            async.complete();
        }
    }
}
