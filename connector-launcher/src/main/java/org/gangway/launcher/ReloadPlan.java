package org.gangway.launcher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.gangway.launcher.reload.WarmUp;

/**
 * What the command line says of changing the applications of a running server.
 *
 * @param lookup finds what is to be served anew
 * @param warmUp what a new application is asked before it is served
 * @param mercy how long requests may go on in an application that is served no longer
 * @param watched the files whose change is a reload
 * @param watchesSources whether a change of the applications is one, too
 */
record ReloadPlan(Lookup lookup, WarmUp warmUp, Duration mercy, List<Path> watched, boolean watchesSources) {
    /** Finds applications. */
    @FunctionalInterface
    interface Lookup {
        /**
         * Looks at what the command line names.
         *
         * @return the applications
         * @throws UserError if one can't be used
         */
        List<Application> find() throws UserError;
    }

    /**
     * Whether there is anything to watch.
     *
     * @return whether there is
     */
    boolean watches() {
        return watchesSources || !watched.isEmpty();
    }
}
