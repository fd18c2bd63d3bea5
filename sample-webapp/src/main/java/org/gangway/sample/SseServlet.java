package org.gangway.sample;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code /sse?count=N&interval=MS}: N server-sent events (1 to 100,000, default 10), one each MS milliseconds (1 to 60,000,
 * default 500), the first at once. {@code ?stats=1} counts the streams that are open, that were completed and whose client
 * went away.
 */
@WebServlet(urlPatterns = "/sse", asyncSupported = true)
public final class SseServlet extends SampleServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Parameters parameters = new Parameters(request);
        if (parameters.flag("stats")) {
            Responses.json(response, HttpServletResponse.SC_OK, stats());
            return;
        }
        int count = (int) parameters.number("count", 1, 100_000, 10);
        long interval = parameters.number("interval", 1, 60_000, 500);
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("utf-8");
        response.setHeader("Cache-Control", "no-cache");
        // nginx would otherwise gather the events in its buffers.
        response.setHeader("X-Accel-Buffering", "no");
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        new SseStream(async, lifecycle(), count).start(interval);
    }

    private Map<String, Object> stats() {
        Lifecycle lifecycle = lifecycle();
        Map<String, Object> stats = new LinkedHashMap<>();
        stats.put("active", lifecycle.sseActive.get());
        stats.put("completed", lifecycle.sseCompleted.get());
        stats.put("gone", lifecycle.sseGone.get());
        return stats;
    }
}
