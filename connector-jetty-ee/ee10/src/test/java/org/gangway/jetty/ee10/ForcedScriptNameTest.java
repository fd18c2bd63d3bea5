package org.gangway.jetty.ee10;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.gangway.jetty.testing.ForcedScriptNameContract;
import org.junit.jupiter.api.Test;

class ForcedScriptNameTest extends ForcedScriptNameContract {
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
        return context;
    }

    @Override
    protected void setInitParameter(ContextHandler context, String name, String value) {
        ((WebAppContext) context).setInitParameter(name, value);
    }

    @Override
    protected String servletClass() {
        return ShowServlet.class.getName();
    }

    @Test
    void theVariableReachesAnApplicationThatSaysNothing() throws Exception {
        deploy("/ctx", null);
        assertThat(get("/v/ctx/show/x", "FORCE_SCRIPT_NAME", "/v"))
                .contains("contextPath=/v/ctx", "requestURI=/v/ctx/show/x", "servletContext=/v/ctx");
        assertThat(get("/ctx/show/x", "FORCE_SCRIPT_NAME", "/v"))
                .as("a proxy in front took the prefix off")
                .contains("contextPath=/v/ctx", "requestURI=/v/ctx/show/x", "redirect=/v/ctx/show/there");
    }
}
