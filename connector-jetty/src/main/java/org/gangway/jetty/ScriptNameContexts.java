package org.gangway.jetty;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.URIUtil;
import org.eclipse.jetty.util.component.Container;

/**
 * The contexts of a server, where they are and where they were deployed: looked up once, and again after a handler came
 * or went or a context moved. Thread-safe.
 */
final class ScriptNameContexts implements Container.InheritedListener {
    /** A path at which a context answers; {@code moved} if it is where it was deployed and no longer is. */
    private record Place(ContextHandler context, String path, boolean moved) {}

    /** All places, and what there is to know without a look at each. */
    private record Places(List<Place> all, boolean onlyRoots, boolean moved) {}

    private final Server server;
    private volatile Places places;

    private ScriptNameContexts(Server server) {
        this.server = server;
    }

    /** The contexts of a server; made on the first call, and a bean of the server from then on. */
    static ScriptNameContexts of(Server server) {
        synchronized (server) {
            ScriptNameContexts known = server.getBean(ScriptNameContexts.class);
            if (known == null) {
                known = new ScriptNameContexts(server);
                server.addBean(known); // a bean that is a listener listens
            }
            return known;
        }
    }

    Server server() {
        return server;
    }

    /** Whether one of the contexts at the prefix or below it is the one that a request asks for as it stands. */
    boolean serve(Request request, String prefix) {
        Places known = places();
        if (known.onlyRoots) {
            return false;
        }
        String path = request.getHttpURI().getCanonicalPath();
        String canonicalPrefix = URIUtil.canonicalPath(prefix);
        for (Place place : known.all) {
            if (!place.moved
                    && place.path.length() > 1
                    && isBelow(place.path, canonicalPrefix)
                    && isBelow(path, place.path)
                    && place.context.checkVirtualHost(request)) {
                return true;
            }
        }
        return false;
    }

    /** Whether there are contexts that {@link ForcedContextPath} moved. */
    boolean haveMoved() {
        return places().moved;
    }

    /**
     * Finds the context that moved and answers a path, or did so before.
     *
     * @param request the request, for its virtual host
     * @param path the path, percent-encoded, without the web server's prefix
     * @return the path where the context is now, percent-encoded, or null if the path leads to no context that moved
     */
    String pathOfMoved(Request request, String path) {
        String canonical = URIUtil.canonicalPath(path);
        Place best = null;
        for (Place place : places().all) {
            boolean answers = place.path.length() == 1 || isBelow(canonical, place.path);
            if (answers
                    && (best == null
                            || place.path.length() > best.path.length()
                            || (place.path.length() == best.path.length() && best.moved && !place.moved))
                    && place.context.checkVirtualHost(request)) {
                best = place;
            }
        }
        if (best == null || ForcedContextPath.deployedAt(best.context) == null) {
            return null;
        }
        if (!best.moved) {
            return path;
        }
        String rest = best.path.length() == 1 ? path : rest(path, best.path);
        return rest == null ? null : URIUtil.encodePath(best.context.getContextPath()) + rest;
    }

    /** What follows the decoded path of a context in an encoded path, or null if that spells it in another way. */
    private static String rest(String path, String contextPath) {
        String encoded = URIUtil.encodePath(contextPath);
        return path.startsWith(encoded) ? path.substring(encoded.length()) : null;
    }

    private Places places() {
        Places known = places;
        if (known == null) {
            List<Place> all = new ArrayList<>();
            boolean onlyRoots = true;
            boolean moved = false;
            for (ContextHandler context : server.getDescendants(ContextHandler.class)) {
                all.add(new Place(context, context.getContextPath(), false));
                onlyRoots &= context.getContextPath().length() == 1;
                String before = ForcedContextPath.deployedAt(context);
                if (before != null) {
                    all.add(new Place(context, before, true));
                    moved = true;
                }
            }
            known = new Places(List.copyOf(all), onlyRoots, moved);
            places = known;
        }
        return known;
    }

    /** Whether a path is at another or below it. */
    static boolean isBelow(String path, String parent) {
        return path != null
                && parent != null
                && path.startsWith(parent)
                && (path.length() == parent.length() || path.charAt(parent.length()) == '/');
    }

    @Override
    public void beanAdded(Container parent, Object child) {
        forget(child);
    }

    @Override
    public void beanRemoved(Container parent, Object child) {
        forget(child);
    }

    private void forget(Object child) {
        if (child instanceof Handler) {
            forget();
        }
    }

    /** Looks again at the next request. */
    void forget() {
        places = null;
    }
}
