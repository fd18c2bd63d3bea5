package org.gangway.jetty.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.server.Connector;

/**
 * The AJP streams that are not in use.
 *
 * <p>Thread-safe.
 */
public final class AjpStreams {
    private final AjpSettings settings;
    private final Map<Connector, OfConnector> connectors = new ConcurrentHashMap<>();

    /**
     * @param settings the settings of its connections
     */
    public AjpStreams(AjpSettings settings) {
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
    public static final class OfConnector extends GatewayStreams<AjpStream> {
        private OfConnector(AjpSettings settings, Connector connector) {
            super(() -> new AjpStream(settings, connector), connector.getExecutor());
        }
    }
}
