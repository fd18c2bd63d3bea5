package org.gangway.jetty.ee10;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Prints what a servlet sees, one value a line. */
public final class ShowServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter()
                .println("contextPath=" + request.getContextPath()
                        + "\nservletPath=" + request.getServletPath()
                        + "\npathInfo=" + request.getPathInfo()
                        + "\nrequestURI=" + request.getRequestURI()
                        + "\nservletContext=" + request.getServletContext().getContextPath());
    }
}
