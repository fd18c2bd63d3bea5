package org.gangway.jetty;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.server.HttpCookieUtils;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.session.DefaultSessionCache;
import org.eclipse.jetty.session.ManagedSession;
import org.eclipse.jetty.session.SessionIdManager;
import org.eclipse.jetty.session.SessionManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What brought a request to this node: the ids of sessions that it carries, in cookies and in its path, under the names
 * that the application has for them. The application is the context with sessions that has the longest path of those
 * that the request can reach; it may be of any EE level. For one request and one thread.
 */
final class StickySession {
    private static final Logger LOG = LoggerFactory.getLogger(StickySession.class);

    private final Request request;
    private final String path;
    private final Collection<SessionManager> all;
    private final SessionManager application;
    private final Set<String> ids = new LinkedHashSet<>();
    private final Set<String> cookieNames = new LinkedHashSet<>();

    private StickySession(Request request, String path, Collection<SessionManager> all, SessionManager application) {
        this.request = request;
        this.path = path;
        this.all = all;
        this.application = application;
        findInCookies();
        findInPath();
    }

    /**
     * Looks for the ids of sessions.
     *
     * @param server where the contexts are
     * @param request a request that no context has seen
     * @return null if the request carries no id
     */
    static StickySession of(Server server, Request request) {
        String path = request.getHttpURI().getCanonicalPath();
        String sent = request.getHttpURI().getPath();
        if (path == null
                || !path.startsWith("/")
                || (sent.indexOf(';') < 0 && Request.getCookies(request).isEmpty())) {
            return null;
        }
        Collection<SessionManager> all = server.getContainedBeans(SessionManager.class);
        SessionManager application = application(all, request, path);
        if (application == null) {
            return null;
        }
        StickySession session = new StickySession(request, path, all, application);
        return session.ids.isEmpty() ? null : session;
    }

    /** Where Jetty will lead the request: to the longest path, and there first to the one that names its hosts. */
    private static SessionManager application(Collection<SessionManager> all, Request request, String path) {
        SessionManager best = null;
        int bestRank = -1;
        for (SessionManager sessions : all) {
            Context context = sessions.getContext();
            if (isReachable(sessions, request) && context.getPathInContext(path) != null) {
                int rank = 2 * pathOf(context).length() + (hasVirtualHosts(context) ? 1 : 0);
                if (rank > bestRank) {
                    best = sessions;
                    bestRank = rank;
                }
            }
        }
        return best;
    }

    private static boolean isReachable(SessionManager sessions, Request request) {
        return sessions.isRunning()
                && sessions.getContext() != null
                && (!(sessions.getContext() instanceof ContextHandler.ScopedContext scoped)
                        || scoped.getContextHandler().checkVirtualHost(request));
    }

    private static boolean hasVirtualHosts(Context context) {
        return context instanceof ContextHandler.ScopedContext scoped
                && !scoped.getContextHandler().getVirtualHosts().isEmpty();
    }

    /** The path of a context; a whole server has none. */
    private static String pathOf(Context context) {
        return Objects.requireNonNullElse(context.getContextPath(), "");
    }

    private void findInCookies() {
        if (!application.isUsingCookies()) {
            return;
        }
        for (HttpCookie cookie : Request.getCookies(request)) {
            // As Jetty does; a cookie is taken back under the name that the client has for it.
            if (cookie.getName().equalsIgnoreCase(application.getSessionCookie())
                    && !cookie.getValue().isEmpty()) {
                cookieNames.add(cookie.getName());
                ids.add(cookie.getValue());
            }
        }
    }

    /** Finds them anywhere in the path, as mod_jk does. */
    private void findInPath() {
        String sent = request.getHttpURI().getPath();
        String parameter = application.getSessionIdPathParameterNamePrefix();
        int begin = parameter == null ? -1 : sent.indexOf(parameter);
        while (begin >= 0) {
            int value = begin + parameter.length();
            int end = end(sent, value);
            if (end > value) {
                ids.add(sent.substring(value, end));
            }
            begin = sent.indexOf(parameter, end);
        }
    }

    private static int end(String path, int from) {
        int end = from;
        while (end < path.length() && path.charAt(end) != ';' && path.charAt(end) != '/') {
            end++;
        }
        return end;
    }

    /** The ids, with their routes; at least one. */
    Set<String> ids() {
        return ids;
    }

    /**
     * Whether all ids are of sessions of this node that have ended. One with the route of another node means that the
     * balancer has chosen this node for another reason, and the session may live over there.
     */
    boolean hasEnded() {
        SessionIdManager manager = application.getSessionIdManager();
        String route = manager.getWorkerName();
        if (route == null || route.isBlank()) {
            return false;
        }
        return ids.stream().allMatch(id -> id.endsWith('.' + route))
                && ids.stream().map(manager::getId).noneMatch(this::isInUse);
    }

    /** Contexts may share a session's id, so any of them may have it. */
    private boolean isInUse(String id) {
        for (SessionManager sessions : all) {
            try {
                if (sessions.isRunning() && sessions.isIdInUse(id) && !isExpired(sessions, id)) {
                    return true;
                }
            } catch (Exception e) {
                LOG.warn("Cannot tell whether a session is in use, so its request is served: {}", e.toString());
                return true;
            }
        }
        return false;
    }

    /** Jetty calls a session in use until it is swept away, minutes after it has expired. */
    private static boolean isExpired(SessionManager sessions, String id) {
        ManagedSession session =
                sessions.getSessionCache() instanceof DefaultSessionCache cache ? cache.doGet(id) : null;
        return session != null && session.isExpiredAt(System.currentTimeMillis());
    }

    /** The URI of the request without the ids of sessions: a path, and the query if there is one. */
    String uriWithout() {
        String rest = request.getHttpURI().getPath();
        String parameter = application.getSessionIdPathParameterNamePrefix();
        for (int begin = parameter == null ? -1 : rest.indexOf(parameter);
                begin >= 0;
                begin = rest.indexOf(parameter, begin)) {
            rest = rest.substring(0, begin) + rest.substring(end(rest, begin + 1));
        }
        // Never two slashes at the beginning: that would be another host.
        String query = request.getHttpURI().getQuery();
        return "/" + rest.replaceFirst("^/+", "") + (query == null ? "" : "?" + query);
    }

    /** The cookies that make the client forget those that it sent, which all led to ended sessions. */
    List<HttpCookie> expiredCookies() {
        List<HttpCookie> cookies = new ArrayList<>(1);
        for (String name : cookieNames) {
            for (SessionManager sessions : all) {
                if (sessions == application || mayHaveSet(name, sessions)) {
                    cookies.add(expired(name, sessions));
                }
            }
        }
        return cookies;
    }

    /** Whether a cookie of the request may be one of another context, such as that at {@code /}. */
    private boolean mayHaveSet(String name, SessionManager sessions) {
        return isReachable(sessions, request)
                && sessions.isUsingCookies()
                && name.equalsIgnoreCase(sessions.getSessionCookie())
                && (sessions.getSessionPath() == null
                        || sessions.getSessionPath().equals("/")
                        || ScriptNameContexts.isBelow(path, sessions.getSessionPath()));
    }

    /** With all the attributes of the application's cookie: with others it would be another cookie, or refused. */
    private HttpCookie expired(String name, SessionManager sessions) {
        HttpCookie.Builder cookie = HttpCookie.build(name, "")
                .maxAge(0)
                .path(Objects.requireNonNullElse(sessions.getSessionPath(), "/"))
                .domain(sessions.getSessionDomain())
                .secure(sessions.isSecureCookies() || (sessions.isSecureRequestOnly() && request.isSecure()))
                .httpOnly(sessions.isHttpOnly())
                .partitioned(sessions.isPartitioned())
                .sameSite(sessions.getSameSite());
        return HttpCookieUtils.checkSameSite(cookie.build(), sessions.getContext());
    }
}
