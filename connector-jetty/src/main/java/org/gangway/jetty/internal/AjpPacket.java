package org.gangway.jetty.internal;

import java.nio.ByteBuffer;

/** Packets that belong to no response: CPONG_REPLY or some GET_BODY_CHUNK. Used once. */
final class AjpPacket implements GatewayFlusher.Entry {
    private ByteBuffer packet;

    /**
     * @param packet its bytes
     */
    AjpPacket(ByteBuffer packet) {
        this.packet = packet;
    }

    @Override
    public ByteBuffer[] next() {
        ByteBuffer next = packet;
        packet = null;
        return next == null ? null : new ByteBuffer[] {next};
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
