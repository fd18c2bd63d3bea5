package org.gangway.jetty;

import java.util.Objects;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.gangway.jetty.ScriptNameCustomizer.ScriptNameRequest;
import org.gangway.jetty.internal.WebSocketRefusal;

/**
 * Gives a request log what the client sent and got: the URI, which {@link ScriptNameCustomizer} shortens for the
 * application, and the 501 that a WebSocket got in the place of the application's 101 where none passes. Thread-safe if
 * the request log is.
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
        log.log(shortened == null ? request : shortened.getWrapped(), WebSocketRefusal.sent(request, response));
    }
}
