package org.gangway.jetty.internal;

import org.eclipse.jetty.io.ManagedSelector;

/**
 * Tells which of a selector's tasks opens an accepted connection. That never blocks, so the selector can do it, and
 * mod_jk's CPING on a new connection is answered also where no thread is free.
 */
public final class SelectorOpens {
    private SelectorOpens() {}

    /**
     * @param task what a selector wants to be executed
     * @return whether it opens a connection: of the selector's updates, only that of an accepted channel is executed,
     *     too
     */
    public static boolean isAccepted(Runnable task) {
        return task instanceof ManagedSelector.SelectorUpdate;
    }
}
