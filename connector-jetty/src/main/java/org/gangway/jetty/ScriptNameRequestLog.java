package org.gangway.jetty;

import java.util.Objects;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.gangway.jetty.ScriptNameCustomizer.ScriptNameRequest;

/**
 * Gives a request log the URI that the client sent, which {@link ScriptNameCustomizer} shortens for the application.
 * Thread-safe if the request log is.
 */
public final class ScriptNameRequestLog implements RequestLog {
    private final RequestLog log;

    /**
     * @param log the request log that writes
     */
    public ScriptNameRequestLog(RequestLog log) {
        this.log = Objects.requireNonNull(log, "log");
    }

    @Override
    public void log(Request request, Response response) {
        ScriptNameRequest shortened = Request.as(request, ScriptNameRequest.class);
        log.log(shortened == null ? request : shortened.getWrapped(), response);
    }
}
