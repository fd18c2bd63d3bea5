package org.gangway.sample;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code /status?code=C}: answers any method with status C (200 to 599, default 200): from 400 through sendError and the
 * error page, or with {@code set=1} through setStatus and a body of its own. 204, 205 and 304 have no body.
 */
@WebServlet("/status")
public final class StatusServlet extends SampleServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Parameters parameters = new Parameters(request);
        int code = (int) parameters.number("code", 200, 599, 200);
        if (code >= 400 && !parameters.flag("set")) {
            response.sendError(code, "Asked for with code=" + code + ".");
        } else if (code == 204 || code == 205 || code == 304) {
            response.setStatus(code);
        } else {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("status", code);
            facts.put("method", request.getMethod());
            Responses.json(response, code, facts);
        }
    }
}
