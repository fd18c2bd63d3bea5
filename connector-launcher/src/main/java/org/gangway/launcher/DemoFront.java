package org.gangway.launcher;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.fcgi.proxy.FastCGIProxyHandler;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The web server of the demo, on the loopback address: Jetty's HTTP connector and Jetty's FastCGI client. What it says
 * to the application is what nginx says with its stock parameters.
 */
final class DemoFront implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DemoFront.class);
    /** The FastCGI variable that tells the application how its requests come. */
    static final String ROAD = "GANGWAY_ROAD";

    /** The port that is tried first. */
    static final int USUAL_PORT = 8080;

    private static final int THREADS = 32;
    private static final int MIN_THREADS = 2;

    private final Server server;
    private final ServerConnector connector;

    /**
     * Makes the web server.
     *
     * @param socket where the application will listen
     */
    DemoFront(Path socket) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, MIN_THREADS);
        threads.setName("front");
        server = new Server(threads);
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        FastCGIProxyHandler proxy = new Proxy(socket);
        server.setHandler(proxy);
    }

    /**
     * Takes its port; connections wait until {@link #start()}.
     *
     * @param port the port, 0 for a free one, or null for the usual one if it is free, else a free one
     * @throws UserError if it can't listen
     */
    void listen(Integer port) throws UserError {
        try {
            open(port == null ? USUAL_PORT : port);
        } catch (IOException e) {
            if (port != null || !(e.getCause() instanceof BindException)) {
                throw UserError.failed(
                        "cannot listen at 127.0.0.1:" + port + " (" + UserError.oneLine(e.getMessage())
                                + "); choose another port with --port, or a free one with --port 0",
                        e);
            }
            LOG.debug("Port {} is in use", USUAL_PORT);
            listen(0);
        }
    }

    /**
     * Serves.
     *
     * @throws UserError if it can't start
     */
    void start() throws UserError {
        try {
            server.start();
        } catch (Exception e) {
            throw UserError.failed("cannot start the web server of the demo (" + e + "); the log has the details", e);
        }
    }

    /**
     * The port.
     *
     * @return the port that it listens on
     */
    int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }

    private void open(int port) throws IOException {
        connector.setPort(port);
        connector.open();
    }

    /** Adds nothing to what the browser says but the road that its request takes. */
    private static final class Proxy extends FastCGIProxyHandler {
        private final String road;

        Proxy(Path socket) {
            super(DemoFront::onApplication, "/");
            setUnixDomainPath(socket);
            road = "FastCGI over unix:" + socket;
        }

        @Override
        protected HttpClient newHttpClient() {
            HttpClient client = super.newHttpClient();
            // The browser's own would stand behind that of Jetty.
            client.setUserAgentField(null);
            return client;
        }

        @Override
        protected void customizeFastCGIHeaders(
                org.eclipse.jetty.client.Request toApplication, HttpFields.Mutable variables) {
            super.customizeFastCGIHeaders(toApplication, variables);
            variables.put(ROAD, road);
        }
    }

    private static HttpURI onApplication(Request request) {
        return HttpURI.build(request.getHttpURI())
                .scheme("http")
                .host("localhost")
                .port(80)
                .asImmutable();
    }
}
