package org.gangway.launcher;

import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.session.DefaultSessionIdManager;

/**
 * Where sessions are kept, and how they lead to this process.
 *
 * @param route what session ids end with, or null
 * @param store where they outlive the process, or null if they are kept in memory
 */
record Sessions(String route, SessionStore store) implements Setting {
    @Override
    public void applyTo(Server server) throws UserError {
        if (route != null) {
            DefaultSessionIdManager ids = new DefaultSessionIdManager(server);
            ids.setWorkerName(route);
            server.addBean(ids, true);
        }
        if (store != null) {
            store.addTo(server);
        }
    }

    @Override
    public void applyTo(WebApplication application) {
        SessionStore.name(application.context(), application.application().source());
    }
}
