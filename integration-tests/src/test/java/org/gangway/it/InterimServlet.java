package org.gangway.it;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** Sends early hints before its response, and a trailer behind it. */
public final class InterimServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Link", "</style.css>; rel=preload");
        // How Servlet 6.0 says what is sendEarlyHints() in 6.1.
        response.sendError(103);
        response.setContentType("text/plain");
        response.setTrailerFields(() -> Map.of("X-Sum", "42"));
        response.getWriter().print("hello");
        response.flushBuffer();
        response.getWriter().print(" world");
    }
}
