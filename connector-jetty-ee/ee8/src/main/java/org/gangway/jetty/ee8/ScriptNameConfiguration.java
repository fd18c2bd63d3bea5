package org.gangway.jetty.ee8;

import org.eclipse.jetty.ee8.servlet.ServletContainerInitializerHolder;
import org.eclipse.jetty.ee8.servlet.Source;
import org.eclipse.jetty.ee8.webapp.AbstractConfiguration;
import org.eclipse.jetty.ee8.webapp.WebAppContext;
import org.gangway.jetty.ForcedContextPath;
import org.gangway.request.ScriptNameAttributes;

/**
 * Gives every web application the context path that it forces itself ({@link ForcedContextPath}).
 *
 * <p>Jetty finds this class by ServiceLoader; it is enough that its jar is on the class path of the EE environment. A
 * prefix that is known only when a request arrives doesn't reach an application of this level, for which there is no
 * filter: deploy it at the prefix. Stateless.
 */
public final class ScriptNameConfiguration extends AbstractConfiguration {
    /** Makes the configuration. */
    public ScriptNameConfiguration() {}

    @Override
    public void configure(WebAppContext context) {
        // The first moment at which all descriptors are read. The source lets Jetty forget it when the context stops.
        context.addServletContainerInitializer(new ServletContainerInitializerHolder(
                new Source(Source.Origin.ANNOTATION),
                (classes, servletContext) -> ForcedContextPath.apply(
                        context.getCoreContextHandler(),
                        servletContext.getInitParameter(ScriptNameAttributes.FORCE_SCRIPT_NAME))));
    }

    @Override
    public void deconfigure(WebAppContext context) {
        ForcedContextPath.undo(context.getCoreContextHandler());
    }
}
