package org.gangway.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import org.gangway.request.ScriptNameAttributes;

/**
 * Makes an application work under a URL prefix that it isn't deployed at, without a change to the application.
 *
 * <p>Somebody in front removes the prefix. A server that does so itself says it by {@link
 * ScriptNameAttributes#SCRIPT_NAME}; for a proxy that does, the init-param {@code scriptName} of the filter says it, or
 * else the init-param {@link ScriptNameAttributes#FORCE_SCRIPT_NAME} of the application. What the server says wins.
 * With {@code /shop} as prefix and {@code /ctx} as context path this filter makes agree, for every kind of dispatch:
 * <ul>
 * <li>getContextPath ({@code /shop/ctx}), getRequestURI and getRequestURL; servlet path and path info need nothing;
 * <li>getServletContext().getContextPath() of the request;
 * <li>the request attributes of forward, include, error and asynchronous dispatches that hold one of these;
 * <li>sendRedirect with a relative location (a path or a URL is taken as it is), in the forms of Servlet 6.1 too;
 * <li>encodeURL and encodeRedirectURL, which recognise the application's URLs by their prefix.
 * </ul>
 * The path of the session cookie, and redirects that the container itself sends (a context without its slash, a login),
 * are written behind the back of every filter; only the server can add the prefix there, and with
 * {@link ScriptNameAttributes#WRITTEN} it knows to which ones. For a prefix from an init-param the filter sets the path
 * of the session cookie when it is initialised, if the container allows. The context path of a ServletContext that
 * doesn't come from a request stays as it is. An application that is deployed at the prefix or below it, and a request
 * without a prefix, stay as they are.
 *
 * <p>It must be the first filter, for all dispatcher types; {@link #register} sees to that. Thread-safe.
 */
@SuppressWarnings("exports") // whoever has a filter has the servlet API; the module must not force it on others
public final class ScriptNameFilter implements Filter {
    private static final String CONTAINER_VIEW = ContainerViewFilter.class.getName();
    private static final String DEFAULT_SERVLET = "default";

    private final boolean readsParameters;
    private volatile String configured;
    private volatile boolean alone;

    /** Makes the filter. */
    public ScriptNameFilter() {
        this(true);
    }

    private ScriptNameFilter(boolean readsParameters) {
        this.readsParameters = readsParameters;
    }

    /**
     * Registers the filter with an application: first in the chain, for all dispatcher types, with support for
     * asynchronous processing. It does nothing if the application has registered it already.
     *
     * <p>The right moment is the first ServletContainerInitializer: one of the application may put its own filters before
     * those of web.xml, and the filters that are registered so keep the order of their registration.
     *
     * @param context a context that is not yet initialised
     * @throws IllegalStateException if the context is initialised
     */
    public static void register(ServletContext context) {
        register(context, new ScriptNameFilter());
    }

    /** Registers the filter where the server cares for the init-params. */
    static void registerWithoutParameters(ServletContext context) {
        register(context, new ScriptNameFilter(false));
    }

    private static void register(ServletContext context, ScriptNameFilter filter) {
        FilterRegistration.Dynamic first = context.addFilter(ScriptNameFilter.class.getName(), filter);
        if (first == null) {
            return;
        }
        first.setAsyncSupported(true);
        first.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
        FilterRegistration.Dynamic last = context.addFilter(CONTAINER_VIEW, new ContainerViewFilter());
        if (last != null) {
            last.setAsyncSupported(true);
            last.addMappingForServletNames(EnumSet.allOf(DispatcherType.class), true, "default");
        }
    }

    @Override
    public void init(FilterConfig config) {
        ServletContext context = config.getServletContext();
        alone = context.getFilterRegistration(CONTAINER_VIEW) == null;
        if (!readsParameters) {
            return;
        }
        String parameter = config.getInitParameter("scriptName");
        String given = parameter == null ? context.getInitParameter(ScriptNameAttributes.FORCE_SCRIPT_NAME) : parameter;
        String prefix = given != null && given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
        if (prefix == null || prefix.isEmpty()) {
            return;
        }
        if (!prefix.startsWith("/") || prefix.startsWith("//")) {
            context.log("The script name " + given + " is ignored; give a path like /shop");
            return;
        }
        String contextPath = context.getContextPath();
        if (contextPath.equals(prefix) || contextPath.startsWith(prefix + "/")) {
            return;
        }
        configured = prefix;
        try {
            if (context.getSessionCookieConfig().getPath() == null) {
                context.getSessionCookieConfig().setPath(prefix + contextPath);
            }
        } catch (IllegalStateException tooLate) {
            context.log("The container sets the path of the session cookie, without " + prefix
                    + "; register ScriptNameFilter in a ServletContainerInitializer, or set it in session-config");
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        MountPoint mount = request instanceof HttpServletRequest ? MountPoint.of(request, configured) : null;
        if (mount == null
                || !(request instanceof HttpServletRequest httpRequest)
                || !(response instanceof HttpServletResponse httpResponse)) {
            chain.doFilter(request, response);
            return;
        }
        HttpServletResponse wrapped =
                knows(httpResponse) ? httpResponse : new ScriptNameResponse(httpResponse, httpRequest, mount);
        MountPoint.View before = mount.show(viewOf(httpRequest));
        try {
            chain.doFilter(new ScriptNameRequest(httpRequest, wrapped, mount), wrapped);
        } finally {
            mount.show(before);
        }
    }

    /** Without {@link ContainerViewFilter} the whole chain to the default servlet sees what that needs to see. */
    private MountPoint.View viewOf(HttpServletRequest request) {
        boolean ofContainer = alone
                && request.getDispatcherType() != DispatcherType.INCLUDE
                && DEFAULT_SERVLET.equals(request.getHttpServletMapping().getServletName());
        return ofContainer ? MountPoint.View.CONTAINER : MountPoint.View.CLIENT;
    }

    private static boolean knows(HttpServletResponse response) {
        return response instanceof ScriptNameResponse
                || (response instanceof ServletResponseWrapper wrapper
                        && wrapper.isWrapperFor(ScriptNameResponse.class));
    }
}
