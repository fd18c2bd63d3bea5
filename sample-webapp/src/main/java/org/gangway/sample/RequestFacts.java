package org.gangway.sample;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Everything that a servlet can learn about its request, as maps under stable names: the integration tests read them.
 *
 * <p>Takes no session and asks for no name resolution. One instance serves one request.
 */
final class RequestFacts {
    private static final int SHOWN_CHARS = 4_096;

    private final HttpServletRequest request;

    RequestFacts(HttpServletRequest request) {
        this.request = request;
    }

    /** All facts. Reads the body to its end, unless it is a form, which is then in the parameters. */
    Map<String, Object> withBody() throws IOException {
        BodyDigest body = isForm() ? null : BodyDigest.read(request.getInputStream());
        Map<String, Object> facts = all();
        facts.put("body", body == null ? null : body.toMap());
        return facts;
    }

    /** All facts but the body. */
    Map<String, Object> all() {
        Map<String, Object> facts = new LinkedHashMap<>(line());
        facts.putAll(addresses());
        facts.putAll(user());
        facts.putAll(content());
        facts.put("headers", headers());
        facts.put("cookies", cookies());
        facts.put("parameters", parameters());
        facts.put("attributes", attributes());
        facts.putAll(container());
        return facts;
    }

    Map<String, Object> line() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("method", request.getMethod());
        facts.put("requestURI", request.getRequestURI());
        facts.put("requestURL", request.getRequestURL().toString());
        facts.put("contextPath", request.getContextPath());
        facts.put("servletPath", request.getServletPath());
        facts.put("pathInfo", request.getPathInfo());
        facts.put("pathTranslated", request.getPathTranslated());
        facts.put("queryString", request.getQueryString());
        facts.put("protocol", request.getProtocol());
        return facts;
    }

    Map<String, Object> addresses() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("scheme", request.getScheme());
        facts.put("secure", request.isSecure());
        facts.put("serverName", request.getServerName());
        facts.put("serverPort", request.getServerPort());
        facts.put("remoteAddr", request.getRemoteAddr());
        facts.put("remotePort", request.getRemotePort());
        facts.put("remoteHost", request.getRemoteHost());
        facts.put("localAddr", request.getLocalAddr());
        facts.put("localPort", request.getLocalPort());
        facts.put("localName", request.getLocalName());
        return facts;
    }

    Map<String, Object> user() {
        Principal principal = request.getUserPrincipal();
        Map<String, Object> roles = new LinkedHashMap<>();
        String[] asked = request.getParameterValues("role");
        for (String role : asked == null ? new String[0] : asked) {
            roles.put(role, request.isUserInRole(role));
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("remoteUser", request.getRemoteUser());
        facts.put("userPrincipal", principal == null ? null : principal.getName());
        facts.put("authType", request.getAuthType());
        facts.put("roles", roles);
        return facts;
    }

    Map<String, Object> content() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("contentType", request.getContentType());
        facts.put("contentLength", request.getContentLengthLong());
        facts.put("characterEncoding", request.getCharacterEncoding());
        return facts;
    }

    Map<String, Object> container() {
        HttpSession session = request.getSession(false);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("requestedSessionId", request.getRequestedSessionId());
        facts.put("sessionId", session == null ? null : session.getId());
        facts.put("dispatcherType", request.getDispatcherType().name());
        facts.put("servletContextPath", request.getServletContext().getContextPath());
        facts.put("serverInfo", request.getServletContext().getServerInfo());
        facts.put(
                "servletVersion",
                request.getServletContext().getMajorVersion() + "."
                        + request.getServletContext().getMinorVersion());
        return facts;
    }

    /** Each header name, as it first came, with its values in their order. */
    Map<String, List<String>> headers() {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.computeIfAbsent(name, key -> Collections.list(request.getHeaders(key)));
        }
        return headers;
    }

    List<Map<String, Object>> cookies() {
        List<Map<String, Object>> cookies = new ArrayList<>();
        Cookie[] sent = request.getCookies();
        for (Cookie cookie : sent == null ? new Cookie[0] : sent) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", cookie.getName());
            entry.put("value", cookie.getValue());
            cookies.add(entry);
        }
        return cookies;
    }

    Map<String, List<String>> parameters() {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        request.getParameterMap().forEach((name, values) -> parameters.put(name, Arrays.asList(values)));
        return parameters;
    }

    /** Each attribute as text, certificates as the list of their subjects. */
    Map<String, Object> attributes() {
        Map<String, Object> attributes = new LinkedHashMap<>();
        List<String> names = Collections.list(request.getAttributeNames());
        Collections.sort(names);
        for (String name : names) {
            attributes.put(name, shown(request.getAttribute(name)));
        }
        return attributes;
    }

    private static Object shown(Object value) {
        if (value instanceof X509Certificate[] chain) {
            return Arrays.stream(chain)
                    .map(certificate -> certificate.getSubjectX500Principal().getName())
                    .toList();
        }
        if (value instanceof Object[] items) {
            return Arrays.stream(items).map(RequestFacts::text).toList();
        }
        return value == null ? null : text(value);
    }

    private static String text(Object value) {
        String text;
        try {
            text = String.valueOf(value);
        } catch (RuntimeException e) {
            return value.getClass().getName() + " (its text failed: "
                    + e.getClass().getName() + ")";
        }
        return text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "...";
    }

    private boolean isForm() {
        String type = request.getContentType();
        return "POST".equals(request.getMethod())
                && type != null
                && type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
    }
}
