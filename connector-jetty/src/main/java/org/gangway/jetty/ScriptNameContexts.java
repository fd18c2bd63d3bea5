package org.gangway.jetty;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.URIUtil;
import org.eclipse.jetty.util.component.Container;

/**
 * The contexts of a server that are deployed elsewhere than at {@code /}: looked up once, and again after a handler
 * came or went. Thread-safe.
 */
final class ScriptNameContexts implements Container.InheritedListener {
    private final Server server;
    private volatile ContextHandler[] contexts;

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
        ContextHandler[] candidates = contexts;
        if (candidates == null) {
            candidates = server.getDescendants(ContextHandler.class).stream()
                    .filter(context -> context.getContextPath().length() > 1)
                    .toArray(ContextHandler[]::new);
            contexts = candidates;
        }
        if (candidates.length == 0) {
            return false;
        }
        String path = request.getHttpURI().getCanonicalPath();
        String canonicalPrefix = URIUtil.canonicalPath(prefix);
        for (ContextHandler context : candidates) {
            String contextPath = context.getContextPath();
            if (isBelow(contextPath, canonicalPrefix)
                    && isBelow(path, contextPath)
                    && context.checkVirtualHost(request)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBelow(String path, String parent) {
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
            contexts = null;
        }
    }
}
