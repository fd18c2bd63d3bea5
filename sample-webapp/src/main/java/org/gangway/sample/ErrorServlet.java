package org.gangway.sample;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code /error}: the error page of web.xml, as HTML for those who ask for it and as JSON for the others. */
@WebServlet(urlPatterns = "/error", asyncSupported = true)
public final class ErrorServlet extends SampleServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        int status = code instanceof Integer number ? number : HttpServletResponse.SC_NOT_FOUND;
        Throwable exception = (Throwable) request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("status", status);
        facts.put("error", request.getAttribute(RequestDispatcher.ERROR_MESSAGE));
        facts.put("requestURI", request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI));
        facts.put("servlet", request.getAttribute(RequestDispatcher.ERROR_SERVLET_NAME));
        facts.put("exception", exception == null ? null : exception.getClass().getName());
        facts.put("dispatcherType", request.getDispatcherType().name());
        facts.put("contextPath", request.getContextPath());
        if (!Responses.wantsHtml(request)) {
            Responses.json(response, status, facts);
            return;
        }
        Page page = new Page(getServletContext(), request, response);
        page.set("status", status);
        page.set("headline", headline(status));
        page.set("message", facts.get("error"));
        page.table("facts", facts);
        Responses.html(response, status, page.render("error", "Error " + status));
    }

    private static String headline(int status) {
        return switch (status) {
            case 400 -> "That request makes no sense here";
            case 401, 403 -> "You may not go aboard here";
            case 404 -> "There is nothing at this address";
            case 405 -> "This page does not take that method";
            case 503 -> "Not just now";
            default -> status >= 500 ? "Something broke inside the application" : "The request was refused";
        };
    }
}
