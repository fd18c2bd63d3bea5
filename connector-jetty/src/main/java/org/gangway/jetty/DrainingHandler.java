package org.gangway.jetty;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.session.SessionIdManager;
import org.eclipse.jetty.util.Callback;

/**
 * Lets a worker that mod_jk's load balancer has disabled or stopped serve only the sessions that it has.
 *
 * <p>mod_jk sends a session's requests to its worker as long as the worker lives, also those of sessions that have
 * expired. With its state in {@code JK_LB_ACTIVATION} ({@code ACT}, {@code DIS} or {@code STP}) a worker can tell: a
 * request of no session that is in use here is answered with 307 to the same URI without its session id, and with a
 * cookie that makes the client forget the session, so that the balancer chooses another worker. Without the attribute,
 * and with {@code ACT}, everything is served.
 *
 * <p>It belongs outside of all contexts: {@code server.insertHandler(new DrainingHandler())}. Thread-safe.
 */
public class DrainingHandler extends Handler.Wrapper {
    /** The request attribute in which mod_jk tells a worker's state. */
    public static final String ACTIVATION = "JK_LB_ACTIVATION";

    private static final Set<String> DRAINING = Set.of("DIS", "STP");

    private String sessionCookie = "JSESSIONID";
    private String sessionParameter = "jsessionid";

    /** Makes a handler without a handler behind it. */
    public DrainingHandler() {
        this(null);
    }

    /**
     * @param handler serves what is not sent elsewhere
     */
    public DrainingHandler(Handler handler) {
        super(handler);
    }

    /**
     * @return the name of the session cookie
     */
    public String getSessionCookie() {
        return sessionCookie;
    }

    /**
     * @param name the name of the session cookie; by default {@code JSESSIONID}
     */
    public void setSessionCookie(String name) {
        sessionCookie = Objects.requireNonNull(name, "sessionCookie");
    }

    /**
     * @return the name of the path parameter with a session's id
     */
    public String getSessionParameter() {
        return sessionParameter;
    }

    /**
     * @param name the name of the path parameter with a session's id; by default {@code jsessionid}
     */
    public void setSessionParameter(String name) {
        sessionParameter = Objects.requireNonNull(name, "sessionParameter");
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (request.getAttribute(ACTIVATION) instanceof String state
                && DRAINING.contains(state)
                && !hasSession(request)) {
            sendElsewhere(request, response, callback);
            return true;
        }
        return super.handle(request, response, callback);
    }

    private boolean hasSession(Request request) {
        SessionIdManager sessions = getServer().getBean(SessionIdManager.class);
        if (sessions == null) {
            return false;
        }
        for (String id : sessionIds(request)) {
            if (sessions.isIdInUse(sessions.getId(id))) {
                return true;
            }
        }
        return false;
    }

    private List<String> sessionIds(Request request) {
        List<String> ids = new ArrayList<>(1);
        for (HttpCookie cookie : Request.getCookies(request)) {
            if (cookie.getName().equals(sessionCookie)) {
                ids.add(cookie.getValue());
            }
        }
        String path = request.getHttpURI().getPath();
        int begin = path.indexOf(parameter());
        if (begin >= 0) {
            int value = begin + parameter().length();
            ids.add(path.substring(value, end(path, value)));
        }
        return ids;
    }

    private String parameter() {
        return ';' + sessionParameter + '=';
    }

    private static int end(String path, int from) {
        int end = from;
        while (end < path.length() && path.charAt(end) != ';' && path.charAt(end) != '/') {
            end++;
        }
        return end;
    }

    private void sendElsewhere(Request request, Response response, Callback callback) {
        HttpURI uri = request.getHttpURI();
        String path = uri.getPath();
        int begin = path.indexOf(parameter());
        if (begin >= 0) {
            path = path.substring(0, begin) + path.substring(end(path, begin + 1));
        }
        for (String cookiePath : cookiePaths(request)) {
            Response.addCookie(
                    response,
                    HttpCookie.build(sessionCookie, "")
                            .path(cookiePath)
                            .maxAge(0)
                            .httpOnly(true)
                            .build());
        }
        // Never two slashes at the beginning: that would be another host.
        String location = "/" + path.replaceFirst("^/+", "") + (uri.getQuery() == null ? "" : "?" + uri.getQuery());
        response.setStatus(HttpStatus.TEMPORARY_REDIRECT_307);
        response.getHeaders().put(HttpHeader.LOCATION, location);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        callback.succeeded();
    }

    /** Where the session's cookie may have been set: at the context of the request, or for all. */
    private Set<String> cookiePaths(Request request) {
        Set<String> paths = new TreeSet<>();
        paths.add("/");
        String target = Request.getPathInContext(request);
        Server server = getServer();
        for (ContextHandler context : server.getDescendants(ContextHandler.class)) {
            String path = context.getContextPath();
            if (path.length() > 1 && (target.equals(path) || target.startsWith(path + "/"))) {
                paths.add(path);
            }
        }
        return paths;
    }
}
