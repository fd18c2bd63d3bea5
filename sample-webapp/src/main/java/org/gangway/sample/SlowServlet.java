package org.gangway.sample;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code /slow?ms=N}: keeps its thread for N milliseconds (0 to 600,000, default 1,000) before it answers; for timeouts and
 * graceful stops. Ends early when the application is stopped.
 */
@WebServlet("/slow")
public final class SlowServlet extends SampleServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long millis = new Parameters(request).number("ms", 0, 600_000, 1_000);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("ms", millis);
        facts.put("stopped", lifecycle().awaitStop(millis));
        Responses.json(response, HttpServletResponse.SC_OK, facts);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        doGet(request, response);
    }
}
