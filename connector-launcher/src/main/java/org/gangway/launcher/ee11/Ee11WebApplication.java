package org.gangway.launcher.ee11;

import org.eclipse.jetty.ee.webapp.WebAppClassLoading;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.webapp.WebAppContext;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.gangway.launcher.WebApplication;
import org.gangway.launcher.WebApplicationFactory;
import org.gangway.servlet.ScriptNameFilter;

/** Deploys WARs in Jetty's EE 11 container. */
public class Ee11WebApplication implements WebApplicationFactory {
    @Override
    public ContextHandler create(WebApplication application) {
        WebAppClassLoading.addHiddenClasses(
                ServletContextHandler.ENVIRONMENT, application.hiddenClasses().toArray(String[]::new));
        WebAppContext context = new WebAppContext();
        context.setWar(application.war().toString());
        context.setContextPath(application.contextPath());
        context.setTempDirectory(application.workDirectory().toFile());
        context.setThrowUnavailableOnStartupException(true);
        // Both the JSP engine and Jetty's adapter of it bring an initializer; the adapter's is enough.
        context.setAttribute("org.eclipse.jetty.containerInitializerExclusionPattern", "org\\.apache\\.jasper\\..*");
        context.getServletHandler().setDecodeAmbiguousURIs(application.encodedSlashes());
        if (application.scriptNames()) {
            context.addServletContainerInitializer(
                    (classes, servletContext) -> ScriptNameFilter.register(servletContext));
        }
        return context;
    }
}
