package org.gangway.jetty.internal;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells why a request failed: the log, and the web server's error log where STDERR is switched on. Recycled with its
 * stream.
 */
final class FastCgiReport {
    private static final Logger LOG = LoggerFactory.getLogger(FastCgiReport.class);

    private final FastCgiSettings settings;
    private FastCgiConnection connection;
    private int requestId;
    private boolean complained;

    FastCgiReport(FastCgiSettings settings) {
        this.settings = settings;
    }

    void begin(FastCgiConnection connection, int requestId) {
        this.connection = connection;
        this.requestId = requestId;
        complained = false;
    }

    /** The request is no good. */
    void refused(int status, String reason) {
        LOG.info("{} {}: request {} gets {}: {}", settings.getProtocol(), connection.peer(), requestId, status, reason);
    }

    /** Something went wrong that never should. */
    void broken(RuntimeException cause) {
        LOG.warn("{} {}: request {} gets 500", settings.getProtocol(), connection.peer(), requestId, cause);
    }

    /** Tells the web server. The specification allows one STDERR stream for each request. */
    void complain(String reason) {
        if (settings.isStderr() && !complained) {
            complained = true;
            connection.sendStderr(requestId, reason);
        }
    }

    /** Tells the web server of what the application threw. */
    void complainOfError(Request failed) {
        if (failed != null && failed.getAttribute(ErrorHandler.ERROR_EXCEPTION) instanceof Throwable cause) {
            complain(failed.getMethod() + ' ' + failed.getHttpURI().getPath() + ": " + cause);
        }
    }

    void recycle() {
        connection = null;
    }
}
