package org.gangway.launcher;

import org.eclipse.jetty.server.Server;

/** What options add to the server or to each of its applications before they start. */
interface Setting {
    /**
     * Adds something to the server.
     *
     * @param server the server, not started
     * @throws UserError if an option can't be met
     */
    default void applyTo(Server server) throws UserError {}

    /**
     * Adds something to an application.
     *
     * @param application the application, not started; its context XML was read
     * @throws UserError if an option can't be met
     */
    default void applyTo(WebApplication application) throws UserError {}
}
