package org.gangway.sample;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code /push/flush?parts=N}: N lines of text (1 to 100,000, default 5) with a flush after each. */
@WebServlet("/push/flush")
public final class FlushServlet extends SampleServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long parts = new Parameters(request).number("parts", 1, 100_000, 5);
        response.setContentType("text/plain");
        response.setCharacterEncoding("utf-8");
        response.setHeader("X-Accel-Buffering", "no");
        for (long part = 1; part <= parts; part++) {
            response.getOutputStream().print("part " + part + " of " + parts + "\n");
            response.flushBuffer();
        }
    }
}
