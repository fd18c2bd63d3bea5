package org.gangway.launcher.ping;

/**
 * What a server answered.
 *
 * @param request what it was asked for
 * @param status the HTTP status, or 0 where the protocol has an answer of its own
 * @param healthy whether that is what a healthy server answers
 * @param details what else it said, may be empty
 */
public record Answer(String request, int status, boolean healthy, String details) {
    private static final int REDIRECTED = 400;
    private static final int FAILED = 500;

    /** An answer of the protocol itself. */
    static Answer ofProtocol(String request, String details) {
        return new Answer(request, 0, true, details);
    }

    /**
     * An HTTP response: to a path that was asked for a success or a redirection, else anything but the server's failure.
     */
    static Answer ofGet(PathAndQuery target, int status, String details) {
        boolean healthy = target.given() ? status >= 200 && status < REDIRECTED : status < FAILED;
        return new Answer("GET " + target, status, healthy, details);
    }
}
