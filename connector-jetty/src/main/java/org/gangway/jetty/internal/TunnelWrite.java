package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import org.eclipse.jetty.util.Callback;

/** What is written to a {@link Tunnel} at once. */
final class TunnelWrite implements OutputQueue.Entry {
    private final Tunnel tunnel;
    private final Wire wire;
    private final Callback callback;
    private final ByteBuffer[] buffers;

    TunnelWrite(Tunnel tunnel, Wire wire, Callback callback, ByteBuffer[] buffers) {
        this.tunnel = tunnel;
        this.wire = wire;
        this.callback = callback;
        this.buffers = buffers;
    }

    Callback callback() {
        return callback;
    }

    @Override
    public ByteBuffer[] next() {
        tunnel.notIdle();
        return wire.tunnel(buffers);
    }

    @Override
    public void succeeded() {
        if (tunnel.written(this)) {
            callback.succeeded();
        }
    }

    @Override
    public void failed(Throwable x) {
        if (tunnel.written(this)) {
            callback.failed(x);
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return callback.getInvocationType();
    }
}
