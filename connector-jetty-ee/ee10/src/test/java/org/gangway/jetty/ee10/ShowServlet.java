package org.gangway.jetty.ee10;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Prints what a servlet sees, one value a line; redirects to its query, or makes a session if that is the query. */
public final class ShowServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String query = request.getQueryString();
        if ("session".equals(query)) {
            request.getSession();
        } else if (query != null && !query.isEmpty()) {
            response.sendRedirect(query);
            return;
        }
        response.getWriter()
                .println("contextPath=" + request.getContextPath()
                        + "\nservletPath=" + request.getServletPath()
                        + "\npathInfo=" + request.getPathInfo()
                        + "\nrequestURI=" + request.getRequestURI()
                        + "\nservletContext=" + request.getServletContext().getContextPath());
    }
}
