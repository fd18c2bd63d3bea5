package org.gangway.sample;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * {@code /info}: every fact about the request as JSON, for any method and any path below.
 *
 * <p>{@code /admin/*} (role admin) and {@code /user/*} (any user) answer the same to those whom web.xml lets in.
 */
@WebServlet({"/info/*", "/admin/*", "/user/*"})
public final class InfoServlet extends SampleServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Responses.json(response, HttpServletResponse.SC_OK, new RequestFacts(request).withBody());
    }
}
