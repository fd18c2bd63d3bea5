package org.gangway.launcher;

import java.nio.file.Path;
import java.util.List;

/** What serves the applications: one JVM, or several under a supervisor. Thread-safe. */
interface Service extends AutoCloseable {
    /**
     * Starts to listen and deploys the applications.
     *
     * @throws UserError if it can't listen, or what must be there can't be deployed
     */
    void start() throws UserError;

    /**
     * Serves the applications as they are now: deploys them anew beside those that are served, warms them up, and
     * changes over. Requests that run go on in the old ones. When it returns, requests that begin reach the new ones.
     * What is asked for during a reload is done once more after it; during the start it waits for that.
     *
     * @param why what asked for it, for the log
     * @throws UserError if that isn't possible; all is served as before, and the log says why, too
     */
    void reload(String why) throws UserError;

    /**
     * What a change of the applications can be seen at.
     *
     * @return WARs and context XMLs
     */
    List<Path> sources();

    /**
     * Watches from now on whether requests come, if an option asks for it.
     *
     * @param end called once, when there was none for too long; it returns at once
     */
    default void whenIdle(Runnable end) {}

    /**
     * Has the service run something where it would serve a request, to see whether it could. Returns at once.
     *
     * @param alive what to run, once; nothing runs it if the service hangs
     */
    default void probe(Runnable alive) {
        alive.run();
    }

    /**
     * What is served, for the line that says so.
     *
     * @return the WAR, or the context paths of several
     */
    String applications();

    /**
     * Where it listens.
     *
     * @return the address, with the real port
     */
    String address();

    /** Opens the logs of other processes of the service anew; those of this process are no part of it. */
    default void reopenLogs() {}

    /** Leaves nothing behind, whatever still runs; the process ends right after it. */
    void abandon();

    /** Ends, when the running requests are over. Does nothing the second time. */
    @Override
    void close();
}
