package org.gangway.launcher;

import org.gangway.request.RequestLimits;
import picocli.CommandLine.Option;

/** The options that say how much one request may bring. */
final class LimitOptions {
    @Option(
            names = "--max-variables-bytes",
            paramLabel = "N",
            description = "The most bytes of all variables of a request.")
    Integer maxVariablesBytes;

    @Option(names = "--max-variables", paramLabel = "N", description = "The most variables of a request.")
    Integer maxVariables;

    @Option(names = "--max-value-bytes", paramLabel = "N", description = "The most bytes of one variable.")
    Integer maxValueBytes;

    @Option(names = "--max-header-bytes", paramLabel = "N", description = "The most bytes of all header fields.")
    Integer maxHeaderBytes;

    @Option(names = "--max-headers", paramLabel = "N", description = "The most header fields.")
    Integer maxHeaders;

    @Option(names = "--max-target-bytes", paramLabel = "N", description = "The most bytes of path and query.")
    Integer maxTargetBytes;

    @Option(
            names = "--max-requests-per-connection",
            paramLabel = "N",
            description = "FastCGI: the most requests at a time on one connection that the web server multiplexes.")
    Integer maxRequestsPerConnection;

    @Option(
            names = "--max-response-head-bytes",
            paramLabel = "N",
            description = "The most bytes of a response's status and header fields.")
    Integer maxResponseHeadBytes;

    @Option(
            names = "--max-drain-bytes",
            paramLabel = "N",
            description = "How much of a body that the application left unread is read and dropped to keep the"
                    + " connection.")
    Long maxDrainBytes;

    /**
     * The limits that belong to connections and responses.
     *
     * @return the limits, not checked: the connection factories know what they can be
     */
    ConnectionLimits ofConnections() {
        return new ConnectionLimits(maxRequestsPerConnection, maxResponseHeadBytes, maxDrainBytes);
    }

    /**
     * The limits that the options name, and the defaults of the others.
     *
     * @return the limits
     * @throws UserError if one is too small
     */
    RequestLimits limits() throws UserError {
        RequestLimits limits = new RequestLimits();
        try {
            if (maxVariablesBytes != null) {
                limits.setMaxVariablesBytes(maxVariablesBytes);
            }
            if (maxVariables != null) {
                limits.setMaxVariables(maxVariables);
            }
            if (maxValueBytes != null) {
                limits.setMaxValueBytes(maxValueBytes);
            }
            if (maxHeaderBytes != null) {
                limits.setMaxHeaderBytes(maxHeaderBytes);
            }
            if (maxHeaders != null) {
                limits.setMaxHeaders(maxHeaders);
            }
            if (maxTargetBytes != null) {
                limits.setMaxTargetBytes(maxTargetBytes);
            }
        } catch (IllegalArgumentException e) {
            throw UserError.usage(e.getMessage());
        }
        return limits;
    }
}
