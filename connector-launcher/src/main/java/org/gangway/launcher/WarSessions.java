package org.gangway.launcher;

import java.io.NotSerializableException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.session.SessionContext;
import org.eclipse.jetty.session.SessionData;
import org.eclipse.jetty.session.SessionDataStore;
import org.eclipse.jetty.session.UnreadableSessionDataException;
import org.eclipse.jetty.util.component.ContainerLifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stored sessions of one WAR. A session that can't be written stays in memory, one that can't be read is dropped,
 * and both are one line in the log; to the application it looks as if sessions were kept in memory. Thread-safe.
 */
final class WarSessions extends ContainerLifeCycle implements SessionDataStore {
    private static final Logger LOG = LoggerFactory.getLogger(WarSessions.class);
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST_CLASSES = 100;

    private final String key;
    private final SessionDataStore store;
    private final boolean shared;
    private final Set<String> notSerializable = ConcurrentHashMap.newKeySet();
    private final AtomicLong lastReport = new AtomicLong(System.nanoTime() - QUIET_NANOS);

    /**
     * @param key what tells the WAR's sessions from those of others
     * @param store where they are kept
     * @param shared whether other processes serve them, too, so that memory can't keep what isn't stored
     */
    WarSessions(String key, SessionDataStore store, boolean shared) {
        this.key = key;
        this.store = store;
        this.shared = shared;
        installBean(store, true);
    }

    @Override
    public void initialize(SessionContext context) throws Exception {
        store.initialize(new KeyedContext(context.getSessionManager(), key));
    }

    @Override
    public SessionData load(String id) throws Exception {
        try {
            return store.load(id);
        } catch (UnreadableSessionDataException e) {
            LOG.warn("A session of {} can't be read and is dropped ({})", key, oneLine(rootOf(e)));
            store.delete(id);
        } catch (Exception e) {
            report("read", e);
        }
        return null;
    }

    @Override
    public void store(String id, SessionData data) {
        boolean changed = data.isDirty();
        // At the end of a request that was saved before its response: whoever got that may have asked another process
        // since.
        if (!changed && data.getLastSaved() >= data.getAccessed()) {
            return;
        }
        try {
            if (shared && !changed && isNewerStored(id, data)) {
                return;
            }
            store.store(id, data);
        } catch (Exception e) {
            Throwable root = rootOf(e);
            if (!(root instanceof NotSerializableException)) {
                report("written", e);
            } else if (!isServers(root.getMessage())
                    && notSerializable.size() < MOST_CLASSES
                    && notSerializable.add(root.getMessage())) {
                LOG.warn(
                        shared
                                ? "What is put into a session of {} together with a {} is lost between requests: the"
                                        + " class isn't serializable; use --method threaded"
                                : "Sessions of {} that hold a {} are kept in memory only, and end with this process:"
                                        + " the class isn't serializable",
                        key,
                        root.getMessage());
            }
        }
    }

    /** Whether another process has saved the session since this one loaded it; it knows better. */
    private boolean isNewerStored(String id, SessionData data) throws Exception {
        SessionData stored = store.load(id);
        return stored == null ? data.getLastSaved() > 0 : stored.getLastSaved() > data.getLastSaved();
    }

    @Override
    public boolean delete(String id) {
        try {
            return store.delete(id);
        } catch (Exception e) {
            report("deleted", e);
            return false;
        }
    }

    @Override
    public boolean exists(String id) {
        try {
            return store.exists(id);
        } catch (Exception e) {
            report("read", e);
            return false;
        }
    }

    @Override
    public SessionData newSessionData(String id, long created, long accessed, long lastAccessed, long maxInactiveMs) {
        return store.newSessionData(id, created, accessed, lastAccessed, maxInactiveMs);
    }

    @Override
    public Set<String> getExpired(Set<String> candidates) {
        return store.getExpired(candidates);
    }

    @Override
    public boolean isPassivating() {
        return store.isPassivating();
    }

    /** When a disk is full or a database down, every request would have a line of its own. */
    private void report(String what, Exception e) {
        long now = System.nanoTime();
        long last = lastReport.get();
        if (now - last >= QUIET_NANOS && lastReport.compareAndSet(last, now)) {
            LOG.warn(
                    "Sessions of {} can't be {} ({}); they are {}, and this is told once a minute",
                    key,
                    what,
                    oneLine(rootOf(e)),
                    shared ? "lost" : "kept in memory");
        }
        LOG.debug("Sessions of {} can't be {}", key, what, e);
    }

    /** FORM keeps the body of a POST in the session until the user has logged in; nobody can help that. */
    private static boolean isServers(String className) {
        return className.startsWith("org.eclipse.jetty.");
    }

    private static String oneLine(Throwable e) {
        return UserError.oneLine(e.toString());
    }

    private static Throwable rootOf(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** A context whose name is the key, so that different WARs at the same path don't share sessions. */
    private static final class KeyedContext extends SessionContext {
        KeyedContext(org.eclipse.jetty.session.SessionManager manager, String key) {
            super(manager);
            _canonicalContextPath = key;
            _vhost = NULL_VHOST;
        }
    }
}
