package org.gangway.jetty.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Connector;

/**
 * The SCGI streams that are not in use.
 *
 * <p>Thread-safe.
 */
public final class ScgiStreams {
    private final ScgiSettings settings;
    private final Map<Connector, OfConnector> connectors = new ConcurrentHashMap<>();

    /**
     * @param settings the settings of its connections
     */
    public ScgiStreams(ScgiSettings settings) {
        this.settings = settings;
    }

    /**
     * @param connector accepts connections
     * @return its streams
     */
    public OfConnector of(Connector connector) {
        return connectors.computeIfAbsent(connector, c -> new OfConnector(settings, c));
    }

    /** The idle streams of one connector. */
    public static final class OfConnector extends GatewayStreams<ScgiStream> {
        private final AtomicBoolean warned = new AtomicBoolean();

        private OfConnector(ScgiSettings settings, Connector connector) {
            super(() -> new ScgiStream(settings, connector), connector.getExecutor());
        }

        /** A request came without the header SCGI; says whether it is the first one. */
        boolean isFirstUnversioned() {
            return !warned.get() && warned.compareAndSet(false, true);
        }
    }
}
