package org.gangway.jetty.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;
import org.gangway.forwarded.ProxyHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that may begin with the header of the PROXY protocol, and gives way to one that knows what it says. It
 * holds no buffer while it waits.
 */
public final class ProxyHeaderConnection extends AbstractConnection
        implements Connection.UpgradeFrom, Connection.UpgradeTo {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyHeaderConnection.class);

    private final ByteBufferPool bufferPool;
    private final Scheduler scheduler;
    private final long headTimeout;
    private final Function<ProxyHeader, Connection> next;
    private ByteBuffer bytes = BufferUtil.EMPTY_BUFFER;
    private Scheduler.Task timer;

    /**
     * @param connector where the connection was accepted
     * @param endPoint the transport
     * @param headTimeout how many milliseconds a header may take once it has begun
     * @param next makes the connection that follows, of the header or of null if there is none
     */
    public ProxyHeaderConnection(
            Connector connector, EndPoint endPoint, long headTimeout, Function<ProxyHeader, Connection> next) {
        super(endPoint, connector.getExecutor());
        this.bufferPool = connector.getByteBufferPool();
        this.scheduler = connector.getScheduler();
        this.headTimeout = headTimeout;
        this.next = next;
    }

    @Override
    public void onUpgradeTo(ByteBuffer buffer) {
        append(buffer);
    }

    private void append(ByteBuffer more) {
        bytes = ByteBuffer.allocate(bytes.remaining() + more.remaining())
                .put(bytes)
                .put(more)
                .flip();
    }

    @Override
    public void onOpen() {
        super.onOpen();
        if (!bytes.hasRemaining() || !proceed()) {
            fillInterested();
        }
    }

    @Override
    public void onFillable() {
        try {
            int filled = fill();
            if (filled < 0) {
                getEndPoint().close();
            } else if (filled == 0 || !proceed()) {
                fillInterested();
            }
        } catch (IOException x) {
            getEndPoint().close(x);
        }
    }

    private int fill() throws IOException {
        RetainableByteBuffer buffer = bufferPool.acquire(getInputBufferSize(), true);
        try {
            int filled = getEndPoint().fill(buffer.getByteBuffer());
            if (filled > 0) {
                append(buffer.getByteBuffer());
            }
            return filled;
        } finally {
            buffer.release();
        }
    }

    /** Whether the end point has its next connection, or was closed. */
    private boolean proceed() {
        ProxyHeader header = null;
        try {
            if (ProxyHeader.mayBegin(bytes)) {
                header = ProxyHeader.read(bytes);
                if (header == null) {
                    watch();
                    return false;
                }
            }
        } catch (IllegalArgumentException x) {
            LOG.info(
                    "HTTP/1.1 {}: no good header of the PROXY protocol: {}; closing",
                    HttpEndPoint.peer(getEndPoint()),
                    x.getMessage());
            getEndPoint().close();
            return true;
        }
        unwatch();
        getEndPoint().upgrade(next.apply(header));
        return true;
    }

    private synchronized void watch() {
        if (timer == null) {
            timer = scheduler.schedule(() -> getEndPoint().close(), headTimeout, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void unwatch() {
        if (timer != null) {
            timer.cancel();
        }
    }

    @Override
    public void onClose(Throwable cause) {
        unwatch();
        super.onClose(cause);
    }

    @Override
    public ByteBuffer onUpgradeFrom() {
        return bytes;
    }
}
