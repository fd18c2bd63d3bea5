package org.gangway.launcher;

import java.util.Locale;
import java.util.concurrent.Executor;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * What runs requests: so many threads, or a virtual thread for each. Whatever else the server does has platform threads.
 *
 * @param most the most platform threads
 * @param virtual whether each request has a virtual thread; then {@code most} doesn't bound requests
 */
record RequestThreads(int most, boolean virtual) {
    /** What {@code --threads platform} means, and no such option. */
    static final int STANDARD = 200;

    private static final int FEWEST = 8;
    private static final int KEPT = 4;
    private static final int FIRST_WITH_VIRTUAL = 21;
    private static final String NAME = "gangway";

    /**
     * Reads the value of {@code --threads}.
     *
     * @param text a number, {@code platform} or {@code virtual}
     * @return the threads
     * @throws UserError if it makes no sense, or this Java has no such threads
     */
    static RequestThreads parse(String text) throws UserError {
        return parse(text, Runtime.version().feature());
    }

    /**
     * The same for any Java.
     *
     * @param text as there
     * @param java its feature release
     * @return the threads
     * @throws UserError as there
     */
    static RequestThreads parse(String text, int java) throws UserError {
        switch (text.toLowerCase(Locale.ROOT)) {
            case "platform" -> {
                return new RequestThreads(STANDARD, false);
            }
            case "virtual" -> {
                if (java < FIRST_WITH_VIRTUAL) {
                    throw UserError.failed("--threads virtual needs Java " + FIRST_WITH_VIRTUAL
                            + " or later, and " + System.getProperty("java.home") + " is Java " + java
                            + "; set JAVA_HOME to such a one, or give a number of threads");
                }
                return new RequestThreads(STANDARD, true);
            }
            default -> {
                return new RequestThreads(number(text), false);
            }
        }
    }

    private static int number(String text) throws UserError {
        int most;
        try {
            most = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw UserError.usage(
                    "--threads " + text + " is neither a number nor platform nor virtual; give one of them");
        }
        if (most < FEWEST) {
            throw UserError.usage("--threads " + text + " is too few; give at least " + FEWEST);
        }
        return most;
    }

    /**
     * Makes the pool of a server.
     *
     * @return a pool that isn't started
     */
    QueuedThreadPool pool() {
        QueuedThreadPool pool = new QueuedThreadPool(most, Math.min(KEPT, most));
        pool.setName(NAME);
        if (virtual) {
            Executor executor = VirtualThreads.getNamedVirtualThreadsExecutor(NAME + "-virtual-");
            pool.setVirtualThreadsExecutor(executor);
        }
        return pool;
    }
}
