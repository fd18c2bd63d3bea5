package org.gangway.jetty.internal;

import org.eclipse.jetty.io.EofException;

/**
 * The web server sends no more of a request, or wants no more of its answer. Nobody here has failed: there is no stack to
 * be kept, nor for Jetty to log where such news come while it ends the request by itself.
 */
class GoneException extends EofException {
    private static final long serialVersionUID = 1L;

    GoneException(String reason) {
        super(reason);
    }

    /**
     * @param cause why the connection was closed, or null
     */
    GoneException(Throwable cause) {
        super(cause == null || cause.getMessage() == null ? "the connection is closed" : cause.getMessage(), cause);
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // it does nothing
    public final Throwable fillInStackTrace() {
        return this;
    }
}
