package org.gangway.jetty.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * A connection whose protocol isn't known: it reads until the first bytes tell, and gives way to one of that protocol.
 * It holds no buffer while it waits.
 */
public final class DetectingConnection extends AbstractConnection implements Connection.UpgradeFrom {
    /** Makes the connection of the protocol that the first bytes tell. */
    public interface Detector {
        /**
         * @param bytes the first bytes, at least one; not to be consumed
         * @return whether the end point has its next connection, or was closed; if not, more bytes are needed
         */
        boolean proceed(ByteBuffer bytes);
    }

    private final ByteBufferPool bufferPool;
    private final Detector detector;
    private ByteBuffer bytes = BufferUtil.EMPTY_BUFFER;

    /**
     * @param connector where the connection was accepted
     * @param endPoint the transport
     * @param detector decides
     */
    public DetectingConnection(Connector connector, EndPoint endPoint, Detector detector) {
        super(endPoint, connector.getExecutor());
        this.bufferPool = connector.getByteBufferPool();
        this.detector = Objects.requireNonNull(detector, "detector");
    }

    @Override
    public void onOpen() {
        super.onOpen();
        fillInterested(new Fillable());
    }

    /** Where no thread is free, the selector's reads, and what it makes ready is handed over. */
    private final class Fillable implements Callback {
        @Override
        public void succeeded() {
            onFillable();
        }

        @Override
        public void failed(Throwable x) {
            onFillInterestedFailed(x);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.EITHER;
        }
    }

    @Override
    public void onFillable() {
        try {
            int filled = fill();
            if (filled < 0) {
                getEndPoint().close();
            } else if (filled == 0 || !detector.proceed(bytes.asReadOnlyBuffer())) {
                fillInterested(new Fillable());
            }
        } catch (IOException | RuntimeException x) {
            getEndPoint().close(x);
        }
    }

    private int fill() throws IOException {
        RetainableByteBuffer buffer = bufferPool.acquire(getInputBufferSize(), true);
        try {
            ByteBuffer input = buffer.getByteBuffer();
            int filled = getEndPoint().fill(input);
            if (filled > 0) {
                ByteBuffer all = ByteBuffer.allocate(bytes.remaining() + filled);
                bytes = all.put(bytes).put(input).flip();
            }
            return filled;
        } finally {
            buffer.release();
        }
    }

    @Override
    public ByteBuffer onUpgradeFrom() {
        return bytes;
    }
}
