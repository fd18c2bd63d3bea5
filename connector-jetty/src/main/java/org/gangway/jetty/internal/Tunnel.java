package org.gangway.jetty.internal;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritePendingException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.AutoLock;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * What a request becomes that is answered with 101: an end point of Jetty's, whose bytes are those that the web server
 * sends and takes behind the handshake. Over SCGI they are the rest of the connection, over FastCGI the records of STDIN
 * and STDOUT with the request's id, beside other requests where the connection is multiplexed.
 *
 * <p>It is made for each request that asks for a WebSocket, for Jetty takes the end point before it answers; where
 * nothing passes through the web server it has an objection, and stays closed. No thread waits for anything here.
 */
final class Tunnel extends AbstractEndPoint {
    private final Exchange exchange;
    private final GatewayConnection connection;
    private final StreamMetaData addresses;
    private final Wire wire;
    private final String objection;
    private final RequestBody input = new RequestBody();
    private final AtomicReference<TunnelWrite> writing = new AtomicReference<>();
    private final Runnable fillable = this::onFillable;

    /** Whether the 101 is on its way. */
    private volatile boolean answered;

    /** What the application has made of the request; written before {@link #answered}. */
    private Connection upgradeTo;

    @GuardedBy("connection")
    private boolean opened;

    @GuardedBy("connection")
    private boolean closed;

    /** Why it is closed, or null; written before {@link #closed}. */
    private volatile Throwable failure;

    /** What is read next, perhaps a part of a chunk. */
    @GuardedBy("connection")
    private Content.Chunk chunk;

    /**
     * @param exchange the request
     * @param addresses tells who is at the other end
     * @param wire puts what is written into buffers
     * @param objection why there can be no tunnel, or null
     */
    @SuppressWarnings("this-escape") // the connection only keeps it
    Tunnel(Exchange exchange, StreamMetaData addresses, Wire wire, String objection) {
        super(exchange.connection().connector().getScheduler());
        this.exchange = exchange;
        this.connection = exchange.connection();
        this.addresses = addresses;
        this.wire = wire;
        this.objection = objection;
        setConnection(new Handshake(this, connection));
    }

    /** Jetty's way to the end point, until the connection that it makes takes its place. */
    private static final class Handshake extends AbstractConnection {
        Handshake(EndPoint endPoint, GatewayConnection connection) {
            super(endPoint, connection.connector().getExecutor());
        }

        @Override
        public void onFillable() {
            throw new IllegalStateException("the handshake is not answered");
        }
    }

    /** Why there can be no tunnel, or null. */
    String objection() {
        return objection;
    }

    /** What the web server sends behind the request; null where nothing can come. */
    @GuardedBy("connection")
    RequestBody input() {
        return objection == null ? input : null;
    }

    /**
     * The 101 is about to be sent.
     *
     * @param made what the application has made of the request
     */
    void answer(Connection made) {
        upgradeTo = made;
        answered = true;
    }

    /** Whether the 101 is on its way, or was: the request is over for Jetty, and the tunnel isn't. */
    boolean isAnswered() {
        return answered;
    }

    /**
     * The 101 is out: from here on the web server passes on what comes. A connection whose peer is gone by now is opened,
     * too, and then closed: whoever counts it, or keeps something for it, waits for both.
     */
    void open() {
        try {
            upgrade(upgradeTo);
        } finally {
            boolean gone;
            try (AutoLock ignored = connection.lock().lock()) {
                opened = true;
                gone = closed;
            }
            if (gone) {
                tellOfClose();
            }
        }
    }

    private void tellOfClose() {
        connection.state().tell(Invocable.from(Invocable.InvocationType.BLOCKING, () -> upgradeTo.onClose(failure)));
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return addresses.getLocalSocketAddress();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return addresses.getRemoteSocketAddress();
    }

    @Override
    public Object getTransport() {
        return exchange;
    }

    /** Tells whoever waits for input that there is some, or no more to come. */
    @GuardedBy("connection")
    void tellOfInput() {
        boolean waker = input.isWaker();
        if (!input.takeDemand()) {
            return;
        }
        if (waker) {
            connection.pump().afterwards(fillable);
        } else {
            connection.pump().ready(connection.state().mayBlock(fillable));
        }
    }

    private void onFillable() {
        getFillInterest().fillable();
    }

    @Override
    protected void needsFillInterest() {
        boolean waiting;
        try (AutoLock ignored = connection.lock().lock()) {
            waiting = input.demand(getFillInterest().getCallbackInvocationType());
        }
        if (waiting) {
            connection.pump().resume();
        } else {
            // Not here: the caller may do so again and again.
            connection.state().queue().execute(connection.state().mayBlock(fillable));
        }
    }

    @Override
    public int fill(ByteBuffer buffer) {
        int filled = take(buffer);
        if (filled == 0) {
            connection.pump().pull(input);
            filled = take(buffer);
        }
        if (filled > 0) {
            notIdle();
        } else if (filled < 0) {
            shutdownInput();
        }
        return filled;
    }

    /** Takes what is here; -1 at the end, which a peer that is gone looks like. */
    private int take(ByteBuffer buffer) {
        int taken;
        boolean resume;
        try (AutoLock ignored = connection.lock().lock()) {
            if (chunk == null) {
                chunk = input.read();
            }
            if (chunk == null) {
                return 0;
            }
            if (!chunk.hasRemaining() && chunk.isLast()) {
                return -1;
            }
            taken = BufferUtil.append(buffer, chunk.getByteBuffer());
            if (!chunk.hasRemaining()) {
                releaseChunk();
            }
            // Reading may have paused because much had piled up.
            resume = connection.pump().isToResume();
        }
        if (resume) {
            connection.pump().resume();
        }
        return taken;
    }

    private void releaseChunk() {
        if (chunk != null) {
            chunk.release();
            chunk = null;
        }
    }

    @Override
    public void write(Callback callback, ByteBuffer... buffers) {
        TunnelWrite write = new TunnelWrite(this, wire, callback, buffers);
        if (!writing.compareAndSet(null, write)) {
            throw new WritePendingException();
        }
        if (isOutputShutdown()) {
            write.failed(new ClosedChannelException());
        } else {
            connection.output().send(write);
        }
    }

    @Override
    public boolean flush(ByteBuffer... buffers) {
        throw new UnsupportedOperationException("use write");
    }

    @Override
    protected void onIncompleteFlush() {
        throw new IllegalStateException();
    }

    @Override
    public Callback cancelWrite(Throwable cause) {
        TunnelWrite write = writing.get();
        boolean cancelled = write != null && connection.output().cancel(write) && written(write);
        return cancelled ? write.callback() : null;
    }

    /** A write is over; false if it was before. */
    boolean written(TunnelWrite write) {
        return writing.compareAndSet(write, null);
    }

    /** Nobody takes what is written: a peer that doesn't read is told nothing any more. */
    @Override
    protected void onIdleExpired(TimeoutException timeout) {
        TunnelWrite stuck = writing.get();
        super.onIdleExpired(timeout);
        if (stuck != null) {
            close(timeout);
        }
    }

    /** Nothing is sent: nginx and lighttpd take the end of one direction for that of both, and the client may answer. */
    @Override
    protected void doShutdownOutput() {}

    @Override
    public void onClose(Throwable reason) {
        if (!answered) {
            super.onClose(reason);
            return;
        }
        Throwable cause = reason == null ? new ClosedChannelException() : reason;
        failure = reason;
        boolean tell;
        try (AutoLock ignored = connection.lock().lock()) {
            input.abandon(cause);
            releaseChunk();
            closed = true;
            tell = opened;
        }
        TunnelWrite write = writing.get();
        super.onClose(reason);
        if (tell) {
            tellOfClose();
        }
        if (write != null) {
            if (!connection.output().cancel(write) && connection.output().isHalfOut(write)) {
                // Nothing can follow it.
                connection.close(cause);
            }
            write.failed(cause);
        }
        exchange.upgrade().end();
    }
}
