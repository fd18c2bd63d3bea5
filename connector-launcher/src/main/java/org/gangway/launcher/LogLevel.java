package org.gangway.launcher;

import org.slf4j.event.Level;

/** How much is logged: Gangway's own messages, and one level less of the rest of the server. */
enum LogLevel {
    /** Only what breaks. */
    ERROR(Level.ERROR, Level.ERROR),
    /** What an administrator should look at. */
    WARN(Level.WARN, Level.WARN),
    /** Start and stop as well. */
    INFO(Level.INFO, Level.WARN),
    /** What Gangway does, and start and stop of each part of the server. */
    DEBUG(Level.DEBUG, Level.INFO),
    /** Everything. */
    TRACE(Level.TRACE, Level.DEBUG);

    private final Level gangway;
    private final Level server;

    LogLevel(Level gangway, Level server) {
        this.gangway = gangway;
        this.server = server;
    }

    Level ofGangway() {
        return gangway;
    }

    Level ofServer() {
        return server;
    }
}
