package org.gangway.launcher;

import org.eclipse.jetty.server.handler.ContextHandler;

/**
 * Makes the context of a WAR. There is one implementation per {@link ServletLevel}; it is loaded inside the level's
 * {@link ServletEnvironment}, for it uses the servlet API and Jetty's container of that level.
 */
public interface WebApplicationFactory {
    /**
     * Makes a context; the thread's context class loader is that of the environment.
     *
     * @param application how to deploy the WAR
     * @return the context, not started; its start throws when the WAR can't be deployed
     */
    ContextHandler create(WebApplication application);
}
