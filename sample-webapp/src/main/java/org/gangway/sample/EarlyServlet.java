package org.gangway.sample;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** {@code /early}: answers any method at once and leaves the request body unread. */
@WebServlet("/early")
public final class EarlyServlet extends SampleServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Responses.json(response, HttpServletResponse.SC_OK, Map.of("early", true));
        response.flushBuffer();
    }
}
