package org.gangway.jetty.internal;

import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.gangway.jetty.settings.ScgiSettings;

/**
 * Makes the SCGI connections of one connector, and keeps what they have in common.
 *
 * <p>Thread-safe.
 */
public final class ScgiSessions {
    private final ScgiSettings settings;
    private final ConnectorState state;
    private final IdlePool<ScgiHead> idle;
    private final AtomicBoolean warned = new AtomicBoolean();

    /**
     * @param settings the settings of its connections
     * @param connector accepts them
     */
    public ScgiSessions(ScgiSettings settings, Connector connector) {
        this.settings = settings;
        this.state = new ConnectorState(settings, connector);
        this.idle = new IdlePool<>(state.mostServed(), () -> new ScgiHead(settings, state));
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
        return new GatewayConnection(state, endPoint, connection -> new ScgiSession(settings, this, connection));
    }

    /** The requests that are not in use. */
    IdlePool<ScgiHead> idle() {
        return idle;
    }

    /** A request came without the header SCGI; says whether it is the first one. */
    boolean isFirstUnversioned() {
        return !warned.get() && warned.compareAndSet(false, true);
    }
}
