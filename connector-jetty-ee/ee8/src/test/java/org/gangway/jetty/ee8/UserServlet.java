package org.gangway.jetty.ee8;

import java.io.IOException;
import javax.servlet.ServletException;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** Shows the user of a request, after doing what the parameters {@code do} say, in turn. */
public final class UserServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        StringBuilder done = new StringBuilder();
        String[] steps = request.getParameterValues("do");
        // After a dispatch the parameters are still there, but the work is done.
        if (steps != null && request.getAttribute("dispatched") == null) {
            for (String step : steps) {
                switch (step) {
                    case "touch" -> done.append(request.getRemoteUser()).append(' ');
                    case "anyRole" -> done.append(request.isUserInRole("**")).append(' ');
                    case "session" -> request.getSession(true);
                    case "logout" -> request.logout();
                    case "login" -> done.append(login(request)).append(' ');
                    case "authenticate" ->
                        done.append(request.authenticate(response)).append(' ');
                    case "forward" -> {
                        request.setAttribute("dispatched", step);
                        request.getRequestDispatcher("/plain/forwarded").forward(request, response);
                        return;
                    }
                    case "async" -> {
                        request.setAttribute("dispatched", step);
                        request.startAsync().dispatch("/plain/async");
                        return;
                    }
                    default -> throw new ServletException(step);
                }
            }
        }
        response.getWriter()
                .print(done + request.getServletPath() + " user=" + request.getRemoteUser() + " principal="
                        + (request.getUserPrincipal() == null
                                ? null
                                : request.getUserPrincipal().getName())
                        + " auth=" + request.getAuthType() + " admin=" + request.isUserInRole("admin") + " editor="
                        + request.isUserInRole("editor"));
    }

    private static String login(HttpServletRequest request) {
        try {
            request.login("bob", "b-secret");
            return "login=ok";
        } catch (ServletException e) {
            return "login=refused";
        }
    }
}
