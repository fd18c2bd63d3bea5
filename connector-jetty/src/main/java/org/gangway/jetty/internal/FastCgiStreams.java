package org.gangway.jetty.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.server.Connector;

/**
 * The FastCGI streams that are not in use.
 *
 * <p>Thread-safe.
 */
public final class FastCgiStreams {
    private final FastCgiSettings settings;
    private final Map<Connector, FastCgiStreams.OfConnector> connectors = new ConcurrentHashMap<>();

    /**
     * @param settings the settings of its connections
     */
    public FastCgiStreams(FastCgiSettings settings) {
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
    public static final class OfConnector extends GatewayStreams<FastCgiStream> {
        private volatile boolean peerMultiplexing;

        private OfConnector(FastCgiSettings settings, Connector connector) {
            super(() -> new FastCgiStream(settings, connector), connector.getExecutor());
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
}
