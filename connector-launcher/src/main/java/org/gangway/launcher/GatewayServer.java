package org.gangway.launcher;

import java.net.SocketException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.DefaultHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.gangway.jetty.DrainingHandler;
import org.gangway.jetty.TcpSocketConnector;
import org.gangway.jetty.UnixSocketConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Jetty server with one gateway connector and one or more WARs. Thread-safe. */
final class GatewayServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayServer.class);
    private static final int RESPONSE_HEAD_BYTES = 8 * 1024;
    private static final int OUTPUT_BUFFER_BYTES = 32 * 1024;
    private static final int MIN_THREADS = 4;
    private static final int HTTPS_PORT = 443;

    private final RunPlan plan;
    private final WorkDirectory workDirectory;
    private final Server server;
    private final AbstractConnector connector;
    private final Deployment deployment;

    /**
     * Puts the server together.
     *
     * @param plan what to serve, and where
     * @throws UserError if the installation is incomplete, there is no room for temporary files, or what is to be
     *     deployed can't be
     */
    GatewayServer(RunPlan plan) throws UserError {
        this.plan = plan;
        ServerOptions options = plan.server();
        QueuedThreadPool threads = new QueuedThreadPool(options.threads, Math.min(MIN_THREADS, options.threads));
        threads.setName("gangway");
        this.server = new Server(threads);
        this.connector = connector(httpConfiguration());
        connector.setIdleTimeout(options.idleTimeout.toMillis());
        server.addConnector(connector);
        // A successor takes the socket only when it can answer.
        server.setOpenEarly(!plan.listen().takeOver);
        server.setStopTimeout(options.stopTimeout.toMillis());
        this.workDirectory = WorkDirectory.open(options.workDirectory);
        try {
            this.deployment = new Deployment(server, plan, workDirectory);
        } catch (UserError | RuntimeException e) {
            workDirectory.close();
            throw e;
        }
        if (plan.protocol().includes(Protocol.AJP)) {
            server.insertHandler(new DrainingHandler());
        }
        server.setDefaultHandler(new DefaultHandler(false, false));
    }

    /**
     * Starts to listen and deploys the WARs.
     *
     * @throws UserError if it can't listen or a WAR that must be there can't be deployed
     */
    void start() throws UserError {
        try {
            server.start();
        } catch (Exception e) {
            LOG.debug("Cannot start", e);
            throw explain(e);
        } catch (Error e) {
            // A listener or initializer of the application may throw one, too.
            UserError ofApplication = deployment.explain();
            if (ofApplication == null) {
                throw e;
            }
            throw ofApplication;
        }
        deployment.check();
    }

    /**
     * Stops listening, waits for the running requests, and removes the temporary files. Does nothing the second time.
     */
    @Override
    public void close() {
        try {
            drain();
            server.stop();
        } catch (Exception e) {
            LOG.warn("Could not stop cleanly: {}", UserError.oneLine(e.toString()));
        } finally {
            server.destroy();
            workDirectory.close();
        }
    }

    /** Takes no more connections, and waits until those that there are have been served and closed. */
    private void drain() throws Exception {
        try {
            if (connector.isRunning()) {
                connector.shutdown().get(server.getStopTimeout(), TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException e) {
            LOG.warn("Requests still run after {} ms (--stop-timeout); ending them", server.getStopTimeout());
        }
    }

    /**
     * What the server serves.
     *
     * @return the WAR, or the context paths of several
     */
    String applications() {
        return deployment.toString();
    }

    /**
     * Where the server listens.
     *
     * @return the address, with the real port
     */
    String address() {
        if (plan.address() instanceof ListenAddress.Tcp tcp && connector instanceof ServerConnector tcpConnector) {
            return new ListenAddress.Tcp(tcp.host(), tcpConnector.getLocalPort()).toString();
        }
        return plan.address().toString();
    }

    private HttpConfiguration httpConfiguration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        // The web server sets the date.
        configuration.setSendDateHeader(false);
        configuration.setResponseHeaderSize(RESPONSE_HEAD_BYTES);
        configuration.setOutputBufferSize(OUTPUT_BUFFER_BYTES);
        // Where the web server has https, for a WAR that wants it (transport-guarantee).
        configuration.setSecurePort(HTTPS_PORT);
        // A percent sign in a path can be read in one way only, once web server and Jetty each decode it once.
        configuration.setUriCompliance(
                UriCompliance.DEFAULT.with("PERCENT_SIGNS", UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING));
        if (plan.server().encodedSlashes) {
            configuration.setUriCompliance(UriCompliance.DEFAULT.with(
                    "ENCODED_SLASHES",
                    UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
                    UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
                    UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT,
                    UriCompliance.Violation.SUSPICIOUS_PATH_CHARACTERS));
        }
        return configuration;
    }

    private AbstractConnector connector(HttpConfiguration configuration) throws UserError {
        ProtocolFactories factories = new ProtocolFactories(plan, configuration);
        if (plan.address() instanceof ListenAddress.Tcp tcp) {
            ServerConnector serverConnector = new TcpSocketConnector(server, factories.first());
            serverConnector.setHost(tcp.host());
            serverConnector.setPort(tcp.port());
            return serverConnector;
        }
        UnixSocketConnector unixConnector = new UnixSocketConnector(server, factories.first());
        if (plan.address() instanceof ListenAddress.UnixSocket unix) {
            ListenOptions listen = plan.listen();
            unixConnector.setUnixDomainPath(unix.path());
            unixConnector.setMode(listen.socketMode);
            unixConnector.setTakeOver(listen.takeOver);
            if (listen.socketOwner != null) {
                unixConnector.setOwner(listen.socketOwner);
            }
            if (listen.socketGroup != null) {
                unixConnector.setGroup(listen.socketGroup);
            }
        } else {
            unixConnector.setInheritChannel(true);
        }
        return unixConnector;
    }

    private UserError explain(Exception failure) {
        UserError ofApplication = deployment.explain();
        if (ofApplication != null) {
            return ofApplication;
        }
        if (plan.address() instanceof ListenAddress.Tcp) {
            return explainTcp(failure);
        }
        String message = failure.getMessage();
        return UserError.failed(
                "cannot listen at " + plan.address() + ": " + (message == null ? failure : message), failure);
    }

    private UserError explainTcp(Exception failure) {
        String reason = String.valueOf(failure.getMessage());
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketException) {
                reason = String.valueOf(cause.getMessage());
            }
        }
        if (reason.contains("in use")) {
            return UserError.failed(
                    plan.address() + " is in use; stop the process that listens there, or choose another port",
                    failure);
        }
        if (reason.contains("Permission denied")) {
            return UserError.failed(
                    "no permission to listen at " + plan.address() + "; choose a port from 1024 on", failure);
        }
        return UserError.failed(
                "cannot listen at " + plan.address() + " (" + reason + "); give an address of this machine", failure);
    }
}
