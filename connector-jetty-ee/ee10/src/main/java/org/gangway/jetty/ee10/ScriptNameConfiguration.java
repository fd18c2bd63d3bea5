package org.gangway.jetty.ee10;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.FilterMapping;
import org.eclipse.jetty.ee10.servlet.ServletContainerInitializerHolder;
import org.eclipse.jetty.ee10.servlet.Source;
import org.eclipse.jetty.ee10.webapp.AbstractConfiguration;
import org.eclipse.jetty.ee10.webapp.FragmentConfiguration;
import org.eclipse.jetty.ee10.webapp.MetaInfConfiguration;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.ee10.webapp.WebInfConfiguration;
import org.eclipse.jetty.ee10.webapp.WebXmlConfiguration;
import org.gangway.jetty.ForcedContextPath;
import org.gangway.request.ScriptNameAttributes;

/**
 * Gives every web application the {@link ScriptNameFilter}, before all filters of its own and without a change to it,
 * and the context path that it forces itself ({@link ForcedContextPath}).
 *
 * <p>Jetty finds this class by ServiceLoader; it is enough that its jar is on the class path of the EE environment. Each
 * environment has a jar of its own with a filter of its own, because the servlet API is there and not on the class path
 * of the server. Stateless.
 */
public final class ScriptNameConfiguration extends AbstractConfiguration {
    /** Of Jetty's implementations, which the class path may not have. */
    private static final String WEBSOCKET_FILTER = "WebSocketUpgradeFilter";

    /** One for all, so that a context that starts again has it once. */
    private static final FilterHolder.WrapFunction CONTAINER_VIEW = filter ->
            filter.getClass().getSimpleName().equals(WEBSOCKET_FILTER) ? new ContainerViewOfOne(filter) : filter;

    /** Makes the configuration. */
    public ScriptNameConfiguration() {
        super(new Builder()
                .addDependents(
                        WebInfConfiguration.class,
                        MetaInfConfiguration.class,
                        WebXmlConfiguration.class,
                        FragmentConfiguration.class));
    }

    @Override
    public void configure(WebAppContext context) {
        ScriptNameFilter.registerWithoutParameters(context.getServletContext());
        // Jetty matches the paths of WebSocket endpoints by the request URI, as it is deployed.
        context.addBean(CONTAINER_VIEW);
        // The first moment at which all descriptors are read. The source lets Jetty forget it when the context stops.
        context.addServletContainerInitializer(new ServletContainerInitializerHolder(
                new Source(Source.Origin.ANNOTATION),
                (classes, servletContext) -> ForcedContextPath.apply(
                        context, servletContext.getInitParameter(ScriptNameAttributes.FORCE_SCRIPT_NAME))));
    }

    @Override
    public void deconfigure(WebAppContext context) {
        ForcedContextPath.undo(context);
    }

    /** Initializers have put filters before the first and behind the last. */
    @Override
    public void postConfigure(WebAppContext context) {
        List<FilterMapping> order =
                new ArrayList<>(List.of(context.getServletHandler().getFilterMappings()));
        order.sort(Comparator.comparingInt(ScriptNameConfiguration::rank));
        context.getServletHandler().setFilterMappings(order.toArray(FilterMapping[]::new));
    }

    /** Has one filter of the container, and nobody behind it, see the paths without the prefix. */
    private static final class ContainerViewOfOne extends FilterHolder.Wrapper {
        ContainerViewOfOne(Filter filter) {
            super(filter);
        }

        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            MountPoint mount = MountPoint.of(request, null);
            if (mount == null) {
                super.doFilter(request, response, chain);
                return;
            }
            MountPoint.View before = mount.show(MountPoint.View.CONTAINER);
            try {
                super.doFilter(request, response, (nextRequest, nextResponse) -> {
                    MountPoint.View own = mount.show(before);
                    try {
                        chain.doFilter(nextRequest, nextResponse);
                    } finally {
                        mount.show(own);
                    }
                });
            } finally {
                mount.show(before);
            }
        }
    }

    private static int rank(FilterMapping mapping) {
        String name = mapping.getFilterName();
        if (name.equals(ScriptNameFilter.class.getName())) {
            return -1;
        }
        return name.equals(ContainerViewFilter.class.getName()) ? 1 : 0;
    }
}
