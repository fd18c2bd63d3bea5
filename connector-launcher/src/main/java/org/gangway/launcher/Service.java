package org.gangway.launcher;

/** What serves the applications: one JVM, or several under a supervisor. Thread-safe. */
interface Service extends AutoCloseable {
    /**
     * Starts to listen and deploys the applications.
     *
     * @throws UserError if it can't listen, or what must be there can't be deployed
     */
    void start() throws UserError;

    /**
     * Lets what the applications are now take over from what is served, without a lost request.
     *
     * @throws UserError if they can't be deployed; what is served goes on
     */
    void reload() throws UserError;

    /**
     * Watches from now on whether requests come, if an option asks for it.
     *
     * @param end called once, when there was none for too long; it returns at once
     */
    void whenIdle(Runnable end);

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

    /** Leaves nothing behind, whatever still runs; the process ends right after it. */
    void abandon();

    /** Ends, when the running requests are over. Does nothing the second time. */
    @Override
    void close();
}
