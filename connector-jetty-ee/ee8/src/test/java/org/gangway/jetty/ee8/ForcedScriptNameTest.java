package org.gangway.jetty.ee8;

import java.nio.file.Path;
import java.util.Map;
import java.util.WeakHashMap;
import org.eclipse.jetty.ee8.webapp.WebAppContext;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.gangway.jetty.testing.ForcedScriptNameContract;

class ForcedScriptNameTest extends ForcedScriptNameContract {
    private final Map<ContextHandler, WebAppContext> applications = new WeakHashMap<>();

    @Override
    protected ContextHandler webApplication(String contextPath, Path war, Path override, Path work) {
        WebAppContext context = new WebAppContext();
        context.setContextPath(contextPath);
        context.setBaseResourceAsPath(war);
        context.setTempDirectory(work.toFile());
        context.setThrowUnavailableOnStartupException(true);
        if (override != null) {
            context.addOverrideDescriptor(override.toUri().toString());
        }
        applications.put(context.getCoreContextHandler(), context);
        return context.getCoreContextHandler();
    }

    @Override
    protected void setInitParameter(ContextHandler context, String name, String value) {
        applications.get(context).setInitParameter(name, value);
    }

    @Override
    protected String servletClass() {
        return ShowServlet.class.getName();
    }
}
