package org.gangway.jetty.internal;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.ErrorHandler;

/**
 * Tells the web server's error log why a request failed, where STDERR is switched on. Recycled with its stream.
 */
final class FastCgiReport {
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
