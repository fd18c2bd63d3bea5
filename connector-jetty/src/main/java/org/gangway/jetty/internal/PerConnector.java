package org.gangway.jetty.internal;

import java.util.function.Function;
import org.eclipse.jetty.server.Connector;

/**
 * What a connection factory keeps for each of its connectors, as a bean of the connector: it ends with the connector,
 * however many a factory serves in its life.
 *
 * <p>Thread-safe.
 */
public final class PerConnector<T> {
    private final Function<Connector, T> maker;

    /**
     * @param maker makes it for one connector
     */
    public PerConnector(Function<Connector, T> maker) {
        this.maker = maker;
    }

    /**
     * @param connector accepts connections
     * @return what belongs to it, always the same
     */
    public T of(Connector connector) {
        T found = find(connector);
        if (found != null) {
            return found;
        }
        synchronized (this) {
            found = find(connector);
            if (found == null) {
                found = maker.apply(connector);
                connector.addBean(new Kept(this, found));
            }
            return found;
        }
    }

    @SuppressWarnings("unchecked") // what this has put there
    private T find(Connector connector) {
        for (Kept kept : connector.getBeans(Kept.class)) {
            if (kept.owner == this) {
                return (T) kept.value;
            }
        }
        return null;
    }

    private record Kept(Object owner, Object value) {
        @Override
        public String toString() {
            return value.getClass().getSimpleName();
        }
    }
}
