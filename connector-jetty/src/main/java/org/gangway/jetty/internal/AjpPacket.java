package org.gangway.jetty.internal;

import java.nio.ByteBuffer;

/** A packet that belongs to no response: CPONG_REPLY or GET_BODY_CHUNK. Used once. */
final class AjpPacket implements GatewayFlusher.Entry {
    private final AjpConnection connection;
    private ByteBuffer packet;

    /**
     * @param connection where it is sent
     * @param packet its bytes
     */
    AjpPacket(AjpConnection connection, ByteBuffer packet) {
        this.connection = connection;
        this.packet = packet;
    }

    @Override
    public ByteBuffer[] next() {
        ByteBuffer next = packet;
        packet = null;
        return next == null ? null : new ByteBuffer[] {next};
    }

    @Override
    public void failed(Throwable x) {
        connection.getEndPoint().close(x);
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
