package org.gangway.servlet;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/**
 * The last filter before the container's default servlet: it takes the prefix away again where the container adds it
 * to the response, or {@link ScriptNameResponse} does. The default servlet of Jetty finds welcome files by the request URI relative to the context path
 * that it was deployed with, which a prefix breaks.
 */
final class ContainerViewFilter implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        MountPoint mount = MountPoint.of(request, null);
        if (mount == null) {
            chain.doFilter(request, response);
            return;
        }
        MountPoint.View before = mount.show(MountPoint.View.CONTAINER);
        try {
            chain.doFilter(request, response);
        } finally {
            mount.show(before);
        }
    }
}
