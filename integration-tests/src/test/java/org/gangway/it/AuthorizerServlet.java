package org.gangway.it;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** In the role of a FastCGI Authorizer: lets those pass who know the password, and names them to the web server. */
public final class AuthorizerServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if ("open sesame".equals(request.getHeader("X-Password"))) {
            response.setHeader("Variable-GANGWAY_USER", "alice");
            return;
        }
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        response.setHeader("WWW-Authenticate", "Password realm=\"protected\"");
        response.getWriter().print("no entry to " + request.getRequestURI());
    }
}
