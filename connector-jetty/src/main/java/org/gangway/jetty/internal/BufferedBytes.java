package org.gangway.jetty.internal;

/**
 * Counts the bytes of bodies that wait to be read, on one connection and on all of its connector. A lone request reads
 * its body at its own pace; only requests that share a connection pile up what one of them does not read.
 */
@GuardedBy("connection")
final class BufferedBytes {
    /** Changes up to this many bytes aren't told to the connector, whose count is shared by all threads. */
    private static final long UNTOLD = 64 * 1024;

    private final ConnectorState state;
    private long bytes;
    private long told;

    BufferedBytes(ConnectorState state) {
        this.state = state;
    }

    void add(long change) {
        bytes += change;
        if (bytes == 0 ? told != 0 : Math.abs(bytes - told) > UNTOLD) {
            state.buffered(bytes - told);
            told = bytes;
        }
    }

    /** {@return the bytes that wait on this connection} */
    long bytes() {
        return bytes;
    }

    /** {@return whether all connections together hold more than they may, and this one a part that matters} */
    boolean isTooMuchForAll() {
        return told > 0 && state.buffered(0) > state.settings().getMaxBufferedBytesOfConnector();
    }
}
