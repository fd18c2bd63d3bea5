package org.gangway.jetty.internal;

import java.nio.ByteBuffer;

/** Bytes that belong to no response, or end one. Used once. */
final class Packet implements OutputQueue.Entry {
    private final Runnable whenOut;
    private final Runnable whenFailed;
    private ByteBuffer bytes;

    /**
     * @param bytes the bytes
     */
    Packet(ByteBuffer bytes) {
        this(bytes, () -> {}, () -> {});
    }

    /**
     * @param bytes the bytes
     * @param whenOut run when they are out, not under a lock; doesn't block
     * @param whenFailed run when they will never be, likewise
     */
    Packet(ByteBuffer bytes, Runnable whenOut, Runnable whenFailed) {
        this.bytes = bytes;
        this.whenOut = whenOut;
        this.whenFailed = whenFailed;
    }

    @Override
    public ByteBuffer[] next() {
        ByteBuffer next = bytes;
        bytes = null;
        return next == null ? null : new ByteBuffer[] {next};
    }

    @Override
    public void succeeded() {
        whenOut.run();
    }

    @Override
    public void failed(Throwable x) {
        whenFailed.run();
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
