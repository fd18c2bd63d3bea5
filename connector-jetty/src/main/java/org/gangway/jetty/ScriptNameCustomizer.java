package org.gangway.jetty;

import java.util.HashSet;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.URIUtil;
import org.gangway.jetty.internal.RequestUri;
import org.gangway.jetty.request.GatewayMetaData;
import org.gangway.request.ScriptNameAttributes;

/**
 * Lets contexts answer under a URL prefix that is known only when a request arrives: the web server mounted the
 * application at {@code /shop}, it is deployed at {@code /} or {@code /ctx}, and a request for {@code /shop/ctx/x}
 * reaches it as {@code /ctx/x}.
 *
 * <p>The prefix is {@link org.gangway.request.GatewayRequest#scriptName()}. It is taken off the request's URI, the
 * rest of which stays as the client sent it, and kept in {@link ScriptNameAttributes#SCRIPT_NAME}, from where
 * {@link org.gangway.servlet.ScriptNameFilter} gives it back to the application. In the response the prefix is added
 * to what Jetty wrote without it: redirects to this host, and cookie paths. With {@link ScriptNameRequestLog} the
 * request log keeps the URI of the client.
 *
 * <p>A request stays as it is, and {@code scriptName} without effect, where
 * <ul>
 * <li>it has no prefix, or didn't come through a gateway protocol;
 * <li>a context is deployed at the prefix or below it, and the request is for that context as it stands;
 * <li>the path doesn't begin with the prefix.
 * </ul>
 * A request for the prefix without a trailing slash reaches the application as {@code /}; it sees {@code /shop} as
 * request URI and {@code /} as servlet path. A redirect that adds the slash is left to the web server. Where the
 * client spelled the prefix with doubled slashes, dot segments or path parameters, the application sees it without
 * them, since it builds links from it.
 *
 * <p>A context with a prefix of its own ({@link ForcedContextPath}) never gets the web server's: a request that would
 * have reached it where it was deployed, with or without the web server's prefix, is one for where it is now.
 *
 * <p>One instance serves any number of connectors of one server. Thread-safe.
 */
public final class ScriptNameCustomizer implements HttpConfiguration.Customizer {
    private final String plainPrefix;
    private volatile ScriptNameContexts contexts;

    /** Makes the customizer. */
    public ScriptNameCustomizer() {
        this(null);
    }

    /**
     * @param plainPrefix the prefix of requests that didn't come through a gateway protocol, also of those that don't
     *     begin with it; may be empty; null leaves them alone
     */
    ScriptNameCustomizer(String plainPrefix) {
        this.plainPrefix = plainPrefix;
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        GatewayMetaData metaData = GatewayMetaData.of(request);
        String scriptName =
                metaData == null ? plainPrefix : metaData.getGatewayRequest().scriptName();
        boolean hasPrefix = scriptName != null && !scriptName.isEmpty();
        ScriptNameContexts known = contexts(request);
        if (!hasPrefix && !known.haveMoved()) {
            return request;
        }
        HttpURI uri = request.getHttpURI();
        String rest = hasPrefix ? rest(uri.getPath(), scriptName) : null;
        if (rest == null && hasPrefix && metaData == null) {
            rest = uri.getPath();
        }
        if (known.haveMoved()) {
            Request moved = moved(request, known, uri, rest);
            if (moved != null) {
                return moved;
            }
        }
        String prefix = rest == null ? null : clean(scriptName);
        if (prefix == null || known.serve(request, prefix)) {
            return request;
        }
        Request.Wrapper customized = new ScriptNameRequest(request, RequestUri.withPath(uri, withSlash(rest)));
        Set<String> written = new HashSet<>();
        customized.setAttribute(ScriptNameAttributes.SCRIPT_NAME, prefix);
        customized.setAttribute(ScriptNameAttributes.WRITTEN, written);
        if (!rest.startsWith("/")) {
            customized.setAttribute(ScriptNameAttributes.REQUEST_URI, prefix + rest);
        }
        request.addHttpStreamWrapper(stream -> new ScriptNameStream(stream, customized, prefix, written));
        return customized;
    }

    /** A request for a context that has its prefix from {@link ForcedContextPath}, or null if it isn't for one. */
    private static Request moved(Request request, ScriptNameContexts known, HttpURI uri, String rest) {
        String path = uri.getPath();
        if (path == null || !path.startsWith("/")) {
            return null;
        }
        String found = path.equals(known.pathOfMoved(request, path)) ? path : null;
        if (found == null) {
            found = known.pathOfMoved(request, rest == null ? path : withSlash(rest));
        }
        if (found == null) {
            return null;
        }
        return found.equals(path) ? request : new ScriptNameRequest(request, RequestUri.withPath(uri, found));
    }

    private static String withSlash(String rest) {
        return rest.startsWith("/") ? rest : "/" + rest;
    }

    /** What follows the prefix: empty, or beginning with a slash or a path parameter; null if it is no prefix. */
    private static String rest(String path, String scriptName) {
        if (path == null || !path.startsWith(scriptName)) {
            return null;
        }
        String rest = path.substring(scriptName.length());
        return rest.isEmpty() || rest.charAt(0) == '/' || rest.charAt(0) == ';' ? rest : null;
    }

    /**
     * The prefix as it may stand at the beginning of a link: {@code //shop} would lead to a host of that name.
     *
     * @return the prefix, or null if nothing safe is left of it
     */
    private static String clean(String scriptName) {
        String clean = RequestUri.encode(scriptName);
        if (clean.contains("//") || clean.contains("/.") || clean.indexOf(';') >= 0) {
            clean = URIUtil.normalizePath(URIUtil.compactPath(clean.replaceAll(";[^/]*", "")));
            if (clean != null && clean.endsWith("/")) {
                clean = clean.substring(0, clean.length() - 1);
            }
        }
        return clean == null || clean.length() < 2 || clean.charAt(0) != '/' || clean.startsWith("//") ? null : clean;
    }

    private ScriptNameContexts contexts(Request request) {
        Server server = request.getConnectionMetaData().getConnector().getServer();
        ScriptNameContexts known = contexts;
        if (known == null || known.server() != server) {
            known = ScriptNameContexts.of(server);
            contexts = known;
        }
        return known;
    }

    /** A request with another path than the client's. */
    static final class ScriptNameRequest extends Request.Wrapper {
        private final HttpURI uri;

        private ScriptNameRequest(Request request, HttpURI uri) {
            super(request);
            this.uri = uri;
        }

        @Override
        public HttpURI getHttpURI() {
            return uri;
        }
    }
}
