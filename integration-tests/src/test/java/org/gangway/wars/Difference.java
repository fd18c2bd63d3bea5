package org.gangway.wars;

/**
 * Something in which an answer differs from the baseline's.
 *
 * @param war the application
 * @param host what runs it
 * @param front the web server and the mount
 * @param key the request
 * @param method the request's method
 * @param status what Jetty's own HTTP connector answered
 * @param what "status", "body", "missing", "leaves" or the name of a header in lower case
 * @param baseline what Jetty's own HTTP connector gave
 * @param candidate what came through the web server
 */
record Difference(
        String war,
        String host,
        Front front,
        String key,
        String method,
        int status,
        String what,
        String baseline,
        String candidate) {
    private static final int LONGEST = 300;

    /** Whether the mount point came with the request. */
    boolean isPerRequest() {
        return !front.mount().equals(front.contextPath());
    }

    /** Whether it is that a header which the baseline has isn't there. */
    boolean isLost(String header) {
        return what.equals(header) && candidate.equals(Comparison.NONE);
    }

    @Override
    public String toString() {
        return key + " (" + method + "): " + what + ": " + cut(baseline) + " → " + cut(candidate);
    }

    private static String cut(String text) {
        String line = text.replace('\n', ' ').replace('\r', ' ').replace('|', '¦');
        return '`' + (line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…").replace('`', '\'') + '`';
    }
}
