package org.gangway.jetty;

import java.nio.file.Path;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Handler;
import org.gangway.jetty.testing.RemoteUserContract;
import org.gangway.jetty.testing.UserServlet;

class RemoteUserEe10Test extends RemoteUserContract {
    @Override
    protected Handler webApplication(Path war) {
        WebAppContext context = new WebAppContext();
        context.setContextPath("/");
        context.setBaseResourceAsPath(war);
        context.setTempDirectory(directory.resolve("work").toFile());
        return context;
    }

    @Override
    protected String servletClass() {
        return UserServlet.class.getName();
    }
}
