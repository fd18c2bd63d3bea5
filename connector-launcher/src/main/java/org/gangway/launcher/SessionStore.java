package org.gangway.launcher;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.session.AbstractSessionDataStore;
import org.eclipse.jetty.session.DefaultSessionCache;
import org.eclipse.jetty.session.NullSessionCache;
import org.eclipse.jetty.session.SessionCache;
import org.eclipse.jetty.session.SessionCacheFactory;
import org.eclipse.jetty.session.SessionDataStore;
import org.eclipse.jetty.session.SessionDataStoreFactory;
import org.eclipse.jetty.session.SessionManager;

/**
 * Where sessions are kept beyond the life of the process. Each WAR has sessions of its own, told apart by its path and
 * its context path.
 *
 * <p>Sessions live in memory, too, and are written at the end of each request that used them; what a request changed is
 * written before its response, so that a process that takes over finds it. Where several processes serve the same sessions,
 * none keeps one in memory between requests.
 */
abstract class SessionStore implements SessionDataStoreFactory, SessionCacheFactory {
    private static final int MOST_NAME_CHARACTERS = 40;

    /** What tells the sessions of a context from those of others. */
    private record Application(String key) {}

    private boolean shared;

    /** Says, before the start, that other processes serve the same sessions at the same time. */
    final void share() {
        shared = true;
    }

    /**
     * Makes a server keep its sessions here.
     *
     * @param server the server, not started
     * @throws UserError if the store can't be used
     */
    final void addTo(Server server) throws UserError {
        open(server);
        server.addBean(this);
    }

    /**
     * Says which WAR a context serves.
     *
     * @param context the context, not started
     * @param war the WAR
     */
    static void name(ContextHandler context, Path war) {
        context.addBean(new Application(key(war, context.getContextPath())));
    }

    /**
     * A name for the sessions of a WAR, short enough for a column of Jetty's table and safe as a file name.
     *
     * @param war the path of the WAR
     * @param contextPath its context path
     * @return the name, at most 60 characters of ASCII
     */
    static String key(Path war, String contextPath) {
        Path fileName = war.getFileName();
        String name = fileName == null ? "" : fileName.toString().replaceAll("[^A-Za-z0-9._-]", "_");
        String start = name.length() <= MOST_NAME_CHARACTERS ? name : name.substring(0, MOST_NAME_CHARACTERS);
        UUID hash = UUID.nameUUIDFromBytes((war + "\n" + contextPath).getBytes(StandardCharsets.UTF_8));
        return start + '-' + hash.toString().replace("-", "").substring(0, 16).toLowerCase(Locale.ROOT);
    }

    /**
     * Makes the store usable.
     *
     * @param server gets what has to be started and stopped with it
     * @throws UserError if that can't be done
     */
    abstract void open(Server server) throws UserError;

    /**
     * Makes the store of one context.
     *
     * @param key the name of the WAR's sessions
     * @return the store, not initialized
     */
    abstract AbstractSessionDataStore create(String key);

    @Override
    public final SessionDataStore getSessionDataStore(SessionManager manager) {
        ContextHandler context = ContextHandler.getCurrentContextHandler();
        Application application = context == null ? null : context.getBean(Application.class);
        if (application == null) {
            throw new IllegalStateException("No WAR is known for the sessions of " + context);
        }
        return new WarSessions(application.key(), create(application.key()), shared);
    }

    @Override
    public final SessionCache getSessionCache(SessionManager manager) {
        // What stays in memory until a request has ended is old by then: whoever got its response may have asked
        // another process since, and come back.
        SessionCache cache = shared ? new NullSessionCache(manager) : new DefaultSessionCache(manager);
        cache.setFlushOnResponseCommit(true);
        cache.setSaveOnCreate(shared);
        return cache;
    }
}
