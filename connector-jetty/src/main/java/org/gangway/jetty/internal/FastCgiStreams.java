package org.gangway.jetty.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Connector;

/**
 * The streams that are not in use. They belong to the connector, not to a connection, so that an idle connection costs
 * little, and what a stream has learnt of the web server's variables serves the next request, whichever connection it
 * comes on.
 *
 * <p>Thread-safe.
 */
public final class FastCgiStreams {
    private static final int MAX_IDLE = 256;

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
    public static final class OfConnector {
        private final FastCgiSettings settings;
        private final Connector connector;
        private final ConcurrentLinkedDeque<FastCgiStream> idle = new ConcurrentLinkedDeque<>();
        private final AtomicInteger size = new AtomicInteger();
        private final AtomicInteger connections = new AtomicInteger();

        private volatile boolean peerMultiplexing;

        private OfConnector(FastCgiSettings settings, Connector connector) {
            this.settings = settings;
            this.connector = connector;
        }

        FastCgiStream acquire() {
            FastCgiStream stream = idle.pollFirst();
            if (stream == null) {
                return new FastCgiStream(settings, connector);
            }
            size.decrementAndGet();
            return stream;
        }

        void release(FastCgiStream stream) {
            if (size.incrementAndGet() > MAX_IDLE) {
                size.decrementAndGet();
            } else {
                idle.addFirst(stream);
            }
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

        int opened() {
            return connections.incrementAndGet();
        }

        void closed() {
            connections.decrementAndGet();
        }
    }
}
