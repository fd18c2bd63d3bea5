package org.gangway.jetty.internal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.thread.AutoLock;
import org.eclipse.jetty.util.thread.Invocable;
import org.gangway.cgi.CgiRequest;
import org.gangway.jetty.request.FastCgiAttributes;

/**
 * The file that a request in the Filter role brings along (FastCGI specification, section 6.4): the DATA stream, which
 * a servlet finds as an {@link InputStream} in a request attribute.
 *
 * <p>The web server sends DATA after STDIN, so reading it gives up what is unread of the request body.
 */
final class FilterData implements Content.Source {
    private final FastCgiHead head;
    private final RequestBody data;
    private final GatewayConnection connection;
    private Runnable demand;
    private InputStream inputStream;
    private boolean closed;

    FilterData(FastCgiHead head, GatewayConnection connection) {
        this.head = head;
        this.data = head.streams().data();
        this.connection = connection;
    }

    /** The length that the web server announced, or -1. */
    static long length(CgiRequest request) {
        return number(request.variable("FCGI_DATA_LENGTH"));
    }

    void describe(Request jettyRequest, CgiRequest request) {
        inputStream = new OneAtATime(Content.Source.asInputStream(this));
        jettyRequest.setAttribute(FastCgiAttributes.FILTER_DATA, inputStream);
        jettyRequest.setAttribute(FastCgiAttributes.FILTER_DATA_LENGTH, length(request));
        jettyRequest.setAttribute(
                FastCgiAttributes.FILTER_DATA_LAST_MODIFIED, number(request.variable("FCGI_DATA_LAST_MOD")));
    }

    private static long number(String text) {
        if (text == null
                || text.isEmpty()
                || text.length() > 18
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return Long.parseLong(text);
    }

    /** The request is over; the stream may serve another one. What the application has not read is released. */
    void close() {
        Runnable waiting;
        try (AutoLock ignored = connection.lock().lock()) {
            closed = true;
            data.discard();
            waiting = demand;
            demand = null;
        }
        if (waiting != null) {
            waiting.run();
        }
        IO.close(inputStream);
    }

    @Override
    public Content.Chunk read() {
        Content.Chunk chunk = take();
        if (chunk == null) {
            connection.pump().pull(data);
            chunk = take();
        }
        return chunk;
    }

    private Content.Chunk take() {
        try (AutoLock ignored = connection.lock().lock()) {
            if (closed) {
                return Content.Chunk.from(new EofException("the request is over"), true);
            }
            head.exchange().body().discard();
            return data.read();
        }
    }

    @Override
    public void demand(Runnable demandCallback) {
        boolean waiting;
        Invocable.InvocationType type = Invocable.getInvocationType(demandCallback);
        try (AutoLock ignored = connection.lock().lock()) {
            waiting = !closed && data.demand(type);
            if (waiting) {
                demand = demandCallback;
            }
        }
        if (waiting) {
            connection.pump().resume();
        } else {
            demandCallback.run();
        }
    }

    /** Tells an application that waits for data that there is some. */
    @GuardedBy("connection")
    void tellOfInput() {
        boolean waker = data.isWaker();
        if (data.takeDemand()) {
            Runnable callback = demand;
            demand = null;
            if (waker) {
                connection.pump().afterwards(callback);
            } else {
                connection.pump().ready(connection.state().mayBlock(callback));
            }
        }
    }

    @Override
    public void fail(Throwable failure) {
        try (AutoLock ignored = connection.lock().lock()) {
            if (!closed) {
                data.discard();
                data.fail(failure);
            }
        }
    }

    /** Closed while another thread may still read, which is woken before: each release of a chunk happens once. */
    private static final class OneAtATime extends FilterInputStream {
        private OneAtATime(InputStream wrapped) {
            super(wrapped);
        }

        @Override
        public synchronized int read() throws IOException {
            return super.read();
        }

        @Override
        public synchronized int read(byte[] bytes, int offset, int length) throws IOException {
            return super.read(bytes, offset, length);
        }

        @Override
        public synchronized void close() throws IOException {
            super.close();
        }
    }
}
