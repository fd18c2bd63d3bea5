package org.gangway.sample;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** {@code /throw}: throws, which the error page turns into a 500. */
@WebServlet(urlPatterns = "/throw", asyncSupported = true)
public final class ThrowServlet extends SampleServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        throw new IllegalStateException("Thrown on purpose by /throw.");
    }
}
