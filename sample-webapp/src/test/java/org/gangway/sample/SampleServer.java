package org.gangway.sample;

import java.net.URI;
import java.nio.file.Path;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The application as it lies in the source tree, in Jetty EE10 over plain HTTP, on a free port. */
final class SampleServer implements AutoCloseable {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final String prefix;

    SampleServer(String contextPath) throws Exception {
        prefix = contextPath.equals("/") ? "" : contextPath;
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        WebAppContext webapp = new WebAppContext();
        webapp.setContextPath(contextPath);
        webapp.setWar(Path.of("src/main/webapp").toAbsolutePath().toString());
        webapp.setExtraClasspath(Path.of("target/classes").toAbsolutePath().toString());
        webapp.setThrowUnavailableOnStartupException(true);
        server.setHandler(webapp);
        server.start();
    }

    int port() {
        return connector.getLocalPort();
    }

    /** The context path as a servlet sees it: empty for the root. */
    String prefix() {
        return prefix;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + prefix + path);
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
