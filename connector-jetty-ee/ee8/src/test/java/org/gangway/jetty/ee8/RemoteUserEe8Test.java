package org.gangway.jetty.ee8;

import java.nio.file.Path;
import org.eclipse.jetty.ee8.webapp.WebAppContext;
import org.eclipse.jetty.server.Handler;
import org.gangway.jetty.testing.RemoteUserContract;

class RemoteUserEe8Test extends RemoteUserContract {
    @Override
    protected Handler webApplication(Path war) throws Exception {
        WebAppContext context = new WebAppContext();
        context.setContextPath("/");
        context.setBaseResourceAsPath(war);
        context.setTempDirectory(directory.resolve("work").toFile());
        return context.get();
    }

    @Override
    protected String servletClass() {
        return UserServlet.class.getName();
    }
}
