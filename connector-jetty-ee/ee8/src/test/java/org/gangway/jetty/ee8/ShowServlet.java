package org.gangway.jetty.ee8;

import java.io.IOException;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

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
