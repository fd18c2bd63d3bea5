package org.gangway.jetty.internal;

import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.gangway.jetty.settings.AjpSettings;

/**
 * Makes the AJP connections of one connector, and keeps what they have in common.
 *
 * <p>Thread-safe.
 */
public final class AjpSessions {
    private final AjpSettings settings;
    private final ConnectorState state;
    private final IdlePool<AjpHead> idle;

    /**
     * @param settings the settings of its connections
     * @param connector accepts them
     */
    public AjpSessions(AjpSettings settings, Connector connector) {
        this.settings = settings;
        this.state = new ConnectorState(settings, connector);
        this.idle = new IdlePool<>(state.mostServed(), () -> new AjpHead(settings, state));
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
        return new GatewayConnection(state, endPoint, connection -> new AjpSession(settings, this, connection));
    }

    /** The requests that are not in use. */
    IdlePool<AjpHead> idle() {
        return idle;
    }
}
