package org.gangway.sample;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code /redirect?to=home|relative|context|absolute&status=S}: a redirect inside this application, written the way that
 * {@code to} says; status is 301, 302 (default), 303, 307 or 308. All but {@code home} lead to {@code /target}.
 *
 * <p>302 goes through sendRedirect, the others through a Location header.
 */
@WebServlet({"/redirect", "/target"})
public final class RedirectServlet extends SampleServlet {
    private static final List<Integer> STATUSES = List.of(301, 302, 303, 307, 308);

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getServletPath().equals("/target")) {
            arrived(request, response);
            return;
        }
        Parameters parameters = new Parameters(request);
        int status = (int) parameters.number("status", 301, 308, 302);
        if (!STATUSES.contains(status)) {
            throw Parameters.bad("status", Integer.toString(status), "one of 301, 302, 303, 307, 308");
        }
        String to = parameters.oneOf("to", List.of("home", "relative", "target", "context", "absolute"));
        String location = response.encodeRedirectURL(location(request, to));
        if (status == HttpServletResponse.SC_FOUND) {
            response.sendRedirect(location);
        } else {
            response.setStatus(status);
            response.setHeader("Location", location);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        doGet(request, response);
    }

    private static String location(HttpServletRequest request, String to) {
        String target = request.getContextPath() + "/target";
        return switch (to) {
            case "home" -> request.getContextPath() + "/";
            case "context" -> target;
            case "absolute" -> {
                StringBuffer url = request.getRequestURL();
                url.setLength(url.length() - request.getRequestURI().length());
                yield url + target;
            }
            default -> "target";
        };
    }

    private static void arrived(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("arrived", true);
        facts.put("method", request.getMethod());
        facts.put("requestURI", request.getRequestURI());
        facts.put("requestURL", request.getRequestURL().toString());
        facts.put("contextPath", request.getContextPath());
        Responses.json(response, HttpServletResponse.SC_OK, facts);
    }
}
