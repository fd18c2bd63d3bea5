package org.gangway.jetty.internal;

import java.lang.ref.WeakReference;
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
    /** What was asked for last; it belongs to its connector. */
    private volatile WeakReference<Kept> last = new WeakReference<>(null);

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
        Kept before = last.get();
        if (before != null && before.connector == connector) {
            return cast(before);
        }
        synchronized (this) {
            Kept kept = find(connector);
            if (kept == null) {
                kept = new Kept(this, connector, maker.apply(connector));
                connector.addBean(kept);
            }
            last = new WeakReference<>(kept);
            return cast(kept);
        }
    }

    private Kept find(Connector connector) {
        for (Kept kept : connector.getBeans(Kept.class)) {
            if (kept.owner == this) {
                return kept;
            }
        }
        return null;
    }

    @SuppressWarnings("unchecked") // what this has put there
    private T cast(Kept kept) {
        return (T) kept.value;
    }

    private record Kept(Object owner, Connector connector, Object value) {
        @Override
        public String toString() {
            return value.toString();
        }
    }
}
