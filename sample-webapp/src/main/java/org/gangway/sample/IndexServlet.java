package org.gangway.sample;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Map;

/** {@code /}: the page that shows what arrived and lets a person try everything else. */
@WebServlet("")
public final class IndexServlet extends SampleServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        RequestFacts facts = new RequestFacts(request);
        Map<String, ?> headers = facts.headers();
        Map<String, Object> attributes = facts.attributes();
        Map<String, Object> container = facts.container();
        Page page = new Page(getServletContext(), request, response);
        page.set("scheme", request.getScheme());
        page.set("serverName", request.getServerName());
        page.set("serverPort", request.getServerPort());
        page.set("remote", endpoint(request.getRemoteAddr(), request.getRemotePort()));
        page.set("local", endpoint(request.getLocalAddr(), request.getLocalPort()));
        page.set("contextPath", request.getContextPath().isEmpty() ? "/" : request.getContextPath());
        page.set("protocol", request.getProtocol());
        page.set("server", container.get("serverInfo"));
        page.set("user", request.getRemoteUser() == null ? "nobody signed in" : request.getRemoteUser());
        page.set("secure", request.isSecure() ? "encrypted" : "not encrypted");
        page.set("visits", visits(request.getSession(false)));
        page.set("road", road(request));
        page.set("way", Way.of(request));
        page.set("headerCount", headers.size());
        page.set("attributeCount", attributes.size());
        page.table("line", facts.line());
        page.table("addresses", facts.addresses());
        page.table("user", facts.user());
        page.table("content", facts.content());
        page.table("container", container);
        page.table("headers", headers);
        page.table("attributes", attributes);
        Responses.html(response, HttpServletResponse.SC_OK, page.render("index", "Gangway"));
    }

    /** The demo's web server tells how it got here; others don't. */
    private static String road(HttpServletRequest request) {
        Object between = request.getAttribute("GANGWAY_ROAD");
        return "HTTP \u2192 " + (between == null ? "" : between + " \u2192 ") + "this servlet";
    }

    private static String endpoint(String address, int port) {
        if (address == null || address.isEmpty()) {
            return "local socket";
        }
        String host = address.indexOf(':') >= 0 && !address.startsWith("[") ? "[" + address + "]" : address;
        return port > 0 ? host + ":" + port : host;
    }

    private static Object visits(HttpSession session) {
        Object counter = session == null ? null : session.getAttribute("counter");
        return counter == null ? 0 : counter;
    }
}
