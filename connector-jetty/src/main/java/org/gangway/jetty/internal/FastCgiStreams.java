package org.gangway.jetty.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Connector;
import org.gangway.jetty.FastCgiConnectionFactory;

/**
 * The streams that are not in use. They belong to the connector, not to a connection, so that an idle connection costs
 * little, and what a stream has learnt of the web server's variables serves the next request, whichever connection it
 * comes on.
 *
 * <p>Thread-safe.
 */
public final class FastCgiStreams {
    private static final int MAX_IDLE = 256;

    private final FastCgiConnectionFactory factory;
    private final Map<Connector, FastCgiStreams.OfConnector> connectors = new ConcurrentHashMap<>();

    /**
     * @param factory makes the connections
     */
    public FastCgiStreams(FastCgiConnectionFactory factory) {
        this.factory = factory;
    }

    /**
     * @param connector accepts connections
     * @return its streams
     */
    public OfConnector of(Connector connector) {
        return connectors.computeIfAbsent(connector, c -> new OfConnector(factory, c));
    }

    /** The idle streams of one connector. */
    public static final class OfConnector {
        private final FastCgiConnectionFactory factory;
        private final Connector connector;
        private final ConcurrentLinkedDeque<FastCgiStream> idle = new ConcurrentLinkedDeque<>();
        private final AtomicInteger size = new AtomicInteger();
        private final AtomicInteger connections = new AtomicInteger();

        private OfConnector(FastCgiConnectionFactory factory, Connector connector) {
            this.factory = factory;
            this.connector = connector;
        }

        FastCgiStream acquire() {
            FastCgiStream stream = idle.pollFirst();
            if (stream == null) {
                return new FastCgiStream(factory, connector);
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

        int opened() {
            return connections.incrementAndGet();
        }

        void closed() {
            connections.decrementAndGet();
        }
    }
}
