package org.gangway.sample;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The base of the sample's servlets: a wrong parameter is answered with 400, whichever method met it. */
abstract class SampleServlet extends HttpServlet {
    @Override
    public void service(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        try {
            super.service(request, response);
        } catch (BadParameterException e) {
            ((HttpServletResponse) response).sendError(HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
        }
    }

    /** The path of {@code path} (with its leading slash) in this application, for links, forms and redirects. */
    static String link(HttpServletRequest request, HttpServletResponse response, String path) {
        return response.encodeURL(request.getContextPath() + path);
    }

    final Lifecycle lifecycle() {
        return Lifecycle.of(getServletContext());
    }
}
