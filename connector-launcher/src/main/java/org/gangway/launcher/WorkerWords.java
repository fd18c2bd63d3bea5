package org.gangway.launcher;

/**
 * How a worker knows what it is, and the words between it and its supervisor. Nothing here logs: where the log goes isn't
 * known yet.
 *
 * <pre>
 *   to the supervisor                      from it
 *     worker SLOT                            serve                 accept connections
 *     ready CAPACITY WHAT                    stop MILLIS leave     end; others take what is queued
 *     failed REASON                          stop MILLIS last      end; nobody else does
 *     status ACTIVE TOTAL                    reopen                the logs
 *     leaving        enough requests
 *     ending         by a signal
 *     closed         it has accepted its last connection
 * </pre>
 */
final class WorkerWords {
    /** The system property with the path of the supervisor's control socket. */
    static final String CONTROL = "gangway.worker";

    /** The system property with the number of the worker among those that live. */
    static final String SLOT = "gangway.worker.slot";

    /** The system property with the number of requests after which another takes its place, 0 for never. */
    static final String REQUESTS = "gangway.worker.requests";

    /** The system property that says whether the supervisor inherited the socket. */
    static final String SPAWNED = "gangway.worker.spawned";

    static final String WORKER = "worker ";
    static final String READY = "ready ";
    static final String REASON = "failed ";
    static final String STATUS = "status ";
    static final String LEAVING = "leaving";
    static final String ENDING = "ending";
    static final String CLOSED = "closed";
    static final String SERVE = "serve";
    static final String STOP = "stop ";
    static final String LEAVE = "leave";
    static final String LAST = "last";
    static final String REOPEN = "reopen";

    private WorkerWords() {}

    /**
     * Whether this process is a worker.
     *
     * @return whether a supervisor started it
     */
    static boolean isWorker() {
        return System.getProperty(CONTROL) != null;
    }
}
