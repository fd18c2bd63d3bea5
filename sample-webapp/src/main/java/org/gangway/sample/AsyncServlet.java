package org.gangway.sample;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * {@code /async?ms=N}: an answer that a timer completes after N milliseconds (0 to 600,000, default 100).
 *
 * <p>{@code timeout=1} lets the asynchronous request run into its timeout of 200 ms, which its listener answers with 503;
 * {@code error=1} dispatches to a servlet that throws, which becomes a 500.
 */
@WebServlet(urlPatterns = "/async", asyncSupported = true)
public final class AsyncServlet extends SampleServlet {
    private static final long TIMEOUT_MILLIS = 200;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Parameters parameters = new Parameters(request);
        long delay = parameters.number("ms", 0, 600_000, 100);
        boolean error = parameters.flag("error");
        if (parameters.flag("timeout")) {
            AsyncContext async = request.startAsync();
            async.setTimeout(TIMEOUT_MILLIS);
            async.addListener(new TimeoutAnswer());
            return;
        }
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        Runnable end = error ? () -> async.dispatch("/throw") : () -> complete(async, delay);
        var unused = lifecycle().timer().schedule(end, delay, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        doGet(request, response);
    }

    private static void complete(AsyncContext async, long delay) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("async", true);
        facts.put("ms", delay);
        facts.put("thread", Thread.currentThread().getName());
        try {
            Responses.json((HttpServletResponse) async.getResponse(), HttpServletResponse.SC_OK, facts);
        } catch (IOException e) {
            async.getRequest().getServletContext().log("/async: the client is gone: " + e.getMessage());
        }
        async.complete();
    }

    private static final class TimeoutAnswer implements AsyncListener {
        @Override
        public void onTimeout(AsyncEvent event) throws IOException {
            AsyncContext async = event.getAsyncContext();
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("status", HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            facts.put("error", "The asynchronous request timed out after " + TIMEOUT_MILLIS + " ms.");
            Responses.json(
                    (HttpServletResponse) async.getResponse(), HttpServletResponse.SC_SERVICE_UNAVAILABLE, facts);
            async.complete();
        }

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onComplete(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
