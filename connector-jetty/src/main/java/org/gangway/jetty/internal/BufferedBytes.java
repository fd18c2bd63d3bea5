package org.gangway.jetty.internal;

import org.gangway.jetty.settings.GatewaySettings;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;

/**
 * Counts the bytes that wait on one connection, and on all of its connector: of bodies that nobody reads, and of heads
 * that are not complete. A lone request reads its body at its own pace; only requests that share a connection pile up
 * what one of them does not read.
 */
@GuardedBy("connection")
final class BufferedBytes {
    /** Changes up to this many bytes aren't told to the connector, whose count is shared by all threads. */
    private static final long UNTOLD = 4 * 1024;
    /** A connection that holds no more is spared, unless there is twice as much as may be. */
    private static final long SPARED = 64 * 1024;

    private final ConnectorState state;
    private long bodies;
    private long heads;
    private long told;

    BufferedBytes(ConnectorState state) {
        this.state = state;
    }

    /** Counts bytes of a body. */
    void add(long change) {
        bodies += change;
        tell();
    }

    /** Counts bytes of the head of a request while it is incomplete. */
    void addHead(long change) {
        heads += change;
        tell();
    }

    private void tell() {
        long bytes = bodies + heads;
        if (bytes == 0 ? told != 0 : Math.abs(bytes - told) > UNTOLD) {
            state.buffered(bytes - told);
            told = bytes;
        }
    }

    /** {@return the bytes of bodies that wait on this connection} */
    long bytes() {
        return bodies;
    }

    /**
     * Asked when more has come. Heads have to be read on for them to be complete; many that never are have a bound all
     * the same.
     *
     * @return why the connection must end, or null
     */
    GatewayException excess() {
        GatewaySettings settings = state.settings();
        long mostOfHeads = Math.max(
                settings.getMaxBufferedBytes(), settings.getRequestLimits().getMaxVariablesBytes());
        if (heads > mostOfHeads) {
            return excess("over " + mostOfHeads + " bytes of requests whose heads are not complete (maxBufferedBytes)");
        }
        if (told == 0) {
            return null;
        }
        long most = settings.getMaxBufferedBytesOfConnector();
        long beyond = state.bufferedBytes() - most;
        return beyond > 0 && (told > SPARED || beyond > most)
                ? excess("the connections hold over " + most
                        + " bytes that no request reads (maxBufferedBytesOfConnector)")
                : null;
    }

    private static GatewayException excess(String what) {
        return new GatewayException(503, what, Disposition.CLOSE_NOW);
    }
}
