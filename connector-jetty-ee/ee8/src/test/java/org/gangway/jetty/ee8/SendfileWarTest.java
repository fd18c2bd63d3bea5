package org.gangway.jetty.ee8;

import java.nio.file.Path;
import org.eclipse.jetty.ee8.webapp.WebAppContext;
import org.eclipse.jetty.server.Handler;
import org.gangway.jetty.testing.SendfileContract;

class SendfileWarTest extends SendfileContract {
    @Override
    protected Handler webApplication(Path war) {
        WebAppContext context = new WebAppContext();
        context.setContextPath("/");
        context.setBaseResourceAsPath(war);
        context.setTempDirectory(directory.resolve("work").toFile());
        context.setThrowUnavailableOnStartupException(true);
        return context.get();
    }

    /** Jetty copies ranges at this level, so they come from it. */
    @Override
    protected boolean handsRangesOver() {
        return false;
    }
}
