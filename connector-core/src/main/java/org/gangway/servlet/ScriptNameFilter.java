package org.gangway.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
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
 * Makes an application work under a URL prefix that is known only when a request arrives, without a change to the
 * application.
 *
 * <p>The server removes the prefix and says so by {@link ScriptNameAttributes#SCRIPT_NAME}. With {@code /shop} as
 * prefix and {@code /ctx} as context path this filter makes agree, for every kind of dispatch:
 * <ul>
 * <li>getContextPath ({@code /shop/ctx}), getRequestURI and getRequestURL; servlet path and path info need nothing;
 * <li>the request attributes of forward, include, error and asynchronous dispatches that hold one of the two;
 * <li>sendRedirect with a relative location (a path or a URL is taken as it is), in the forms of Servlet 6.1 too;
 * <li>encodeURL and encodeRedirectURL, which recognise the application's URLs by their prefix.
 * </ul>
 * The path of the session cookie, and redirects that the container itself sends (a directory without its slash, a
 * login), are written behind the back of every filter; only the server can add the prefix there, and with
 * {@link ScriptNameAttributes#WRITTEN} it knows to which ones. ServletContext.getContextPath, which belongs to no
 * request, stays as it is. Without a prefix the filter does nothing.
 *
 * <p>It must be the first filter, for all dispatcher types; {@link #register} sees to that.
 */
public final class ScriptNameFilter implements Filter {
    private static final String CONTAINER_VIEW = ContainerViewFilter.class.getName();

    /** Makes the filter. */
    public ScriptNameFilter() {}

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
        FilterRegistration.Dynamic first = context.addFilter(ScriptNameFilter.class.getName(), new ScriptNameFilter());
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
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        MountPoint mount = request instanceof HttpServletRequest ? MountPoint.of(request) : null;
        if (mount == null
                || !(request instanceof HttpServletRequest httpRequest)
                || !(response instanceof HttpServletResponse httpResponse)) {
            chain.doFilter(request, response);
            return;
        }
        HttpServletResponse wrapped =
                knows(httpResponse) ? httpResponse : new ScriptNameResponse(httpResponse, httpRequest, mount);
        MountPoint.View before = mount.show(MountPoint.View.CLIENT);
        try {
            chain.doFilter(new ScriptNameRequest(httpRequest, wrapped, mount), wrapped);
        } finally {
            mount.show(before);
        }
    }

    private static boolean knows(HttpServletResponse response) {
        return response instanceof ScriptNameResponse
                || (response instanceof ServletResponseWrapper wrapper
                        && wrapper.isWrapperFor(ScriptNameResponse.class));
    }
}
