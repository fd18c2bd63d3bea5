package org.gangway.sample;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code /form}: a form, and what came of it as a page or, for a client that doesn't ask for HTML, as JSON.
 *
 * <p>A POST to {@code /form?redirect} is answered with 303 to {@code /form?posted=1} (post, redirect, get).
 */
@WebServlet("/form")
public final class FormServlet extends SampleServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, new Parameters(request).flag("posted") ? "Redirected here after the POST." : "");
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.setCharacterEncoding("UTF-8");
        if (new Parameters(request).flag("redirect")) {
            response.setStatus(HttpServletResponse.SC_SEE_OTHER);
            response.setHeader("Location", response.encodeRedirectURL(request.getContextPath() + "/form?posted=1"));
            return;
        }
        answer(request, response, "This is what arrived.");
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, String note) throws IOException {
        Map<String, List<String>> parameters = new RequestFacts(request).parameters();
        if (!Responses.wantsHtml(request)) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("method", request.getMethod());
            facts.put("contentType", request.getContentType());
            facts.put("parameters", parameters);
            Responses.json(response, HttpServletResponse.SC_OK, facts);
            return;
        }
        Page page = new Page(getServletContext(), request, response);
        page.set("note", note);
        page.table("received", parameters);
        Responses.html(response, HttpServletResponse.SC_OK, page.render("form", "Form"));
    }
}
