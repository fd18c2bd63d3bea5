package org.gangway.jetty.internal;

import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.gangway.jetty.settings.FastCgiSettings;

/**
 * Makes the FastCGI connections of one connector, and keeps what they have in common.
 *
 * <p>Thread-safe.
 */
public final class FastCgiSessions {
    private final FastCgiSettings settings;
    private final ConnectorState state;
    private final IdlePool<FastCgiHead> idle;
    private volatile boolean peerMultiplexing;

    /**
     * @param settings the settings of its connections
     * @param connector accepts them
     */
    public FastCgiSessions(FastCgiSettings settings, Connector connector) {
        this.settings = settings;
        this.state = new ConnectorState(settings, connector);
        this.idle = new IdlePool<>(state.mostServed(), () -> new FastCgiHead(settings, state));
    }

    /** What Jetty's dumps show of it. */
    @Override
    public String toString() {
        return settings.getProtocol() + state;
    }

    /**
     * @param endPoint the transport of a new connection
     * @return the connection
     */
    public AbstractConnection newConnection(EndPoint endPoint) {
        return new GatewayConnection(state, endPoint, connection -> new FastCgiSession(this, connection));
    }

    FastCgiSettings settings() {
        return settings;
    }

    /** The requests that are not in use. */
    IdlePool<FastCgiHead> idle() {
        return idle;
    }

    /** A connection was seen with more than one request at a time, or is about to. */
    void peerMultiplexes() {
        if (!peerMultiplexing) {
            peerMultiplexing = true;
        }
    }

    /** Whether the web server is one that sends more than one request at a time on a connection. */
    boolean isPeerMultiplexing() {
        return peerMultiplexing;
    }
}
