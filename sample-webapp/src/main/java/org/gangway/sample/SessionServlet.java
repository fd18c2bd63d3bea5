package org.gangway.sample;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code /session}: makes a session and counts its requests; {@code ?invalidate} ends it. */
@WebServlet("/session")
public final class SessionServlet extends SampleServlet {
    private static final String COUNTER = "counter";
    private static final int IDLE_SECONDS = 1_800;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (new Parameters(request).flag("invalidate")) {
            invalidate(request, response);
            return;
        }
        HttpSession session = request.getSession();
        boolean isNew = session.isNew();
        if (isNew) {
            session.setMaxInactiveInterval(IDLE_SECONDS);
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", session.getId());
        facts.put("new", isNew);
        facts.put("counter", counter(session).incrementAndGet());
        facts.put("creationTime", session.getCreationTime());
        facts.put("lastAccessedTime", session.getLastAccessedTime());
        facts.put("maxInactiveInterval", session.getMaxInactiveInterval());
        facts.put("fromCookie", request.isRequestedSessionIdFromCookie());
        facts.put("fromURL", request.isRequestedSessionIdFromURL());
        facts.put("requestedId", request.getRequestedSessionId());
        facts.put("encodedURL", link(request, response, "/session"));
        Responses.json(response, HttpServletResponse.SC_OK, facts);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        doGet(request, response);
    }

    private static void invalidate(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
        Responses.json(response, HttpServletResponse.SC_OK, Map.of("invalidated", session != null));
    }

    private synchronized AtomicInteger counter(HttpSession session) {
        AtomicInteger counter = (AtomicInteger) session.getAttribute(COUNTER);
        if (counter == null) {
            counter = new AtomicInteger();
            session.setAttribute(COUNTER, counter);
        }
        return counter;
    }
}
