package org.gangway.jetty.internal;

import java.nio.ByteBuffer;

/** Packets that belong to no response: CPONG_REPLY or some GET_BODY_CHUNK. Used once. */
final class AjpPacket implements GatewayFlusher.Entry {
    private final Runnable then;
    private ByteBuffer packet;

    /**
     * @param packet the bytes
     */
    AjpPacket(ByteBuffer packet) {
        this(packet, () -> {});
    }

    /**
     * @param packet the bytes
     * @param then done when they are out
     */
    AjpPacket(ByteBuffer packet, Runnable then) {
        this.packet = packet;
        this.then = then;
    }

    @Override
    public ByteBuffer[] next() {
        ByteBuffer next = packet;
        packet = null;
        return next == null ? null : new ByteBuffer[] {next};
    }

    @Override
    public void succeeded() {
        then.run();
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
