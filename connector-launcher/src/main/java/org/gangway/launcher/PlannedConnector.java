package org.gangway.launcher;

import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.gangway.jetty.TcpSocketConnector;
import org.gangway.jetty.UnixSocketConnector;

/** The connector that a {@link RunPlan} asks for. */
final class PlannedConnector {
    private static final int RESPONSE_HEAD_BYTES = 8 * 1024;
    private static final int OUTPUT_BUFFER_BYTES = 32 * 1024;
    private static final int HTTPS_PORT = 443;

    private PlannedConnector() {}

    /**
     * Makes the connector.
     *
     * @param server the server to serve for
     * @param plan where to listen, and what to speak
     * @return the connector, not added to the server
     * @throws UserError if the protocol can't be served
     */
    static AbstractConnector of(Server server, RunPlan plan) throws UserError {
        HttpConfiguration configuration = httpConfiguration(plan.server().encodedSlashes());
        ProtocolFactories factories = new ProtocolFactories(plan, configuration);
        if (plan.address() instanceof ListenAddress.Tcp tcp) {
            ServerConnector serverConnector = new TcpSocketConnector(server, factories.first());
            serverConnector.setHost(tcp.host());
            serverConnector.setPort(tcp.port());
            return serverConnector;
        }
        UnixSocketConnector unixConnector = new UnixSocketConnector(server, factories.first());
        if (plan.address() instanceof ListenAddress.UnixSocket unix) {
            unixConnector.setUnixDomainPath(unix.path());
            unixConnector.setMode(unix.mode());
            unixConnector.setOwner(unix.owner());
            unixConnector.setGroup(unix.group());
            unixConnector.setTakeOver(unix.takeOver());
        } else {
            unixConnector.setInheritChannel(true);
        }
        if (plan.address() instanceof ListenAddress.Shared) {
            unixConnector.setShared(true);
            unixConnector.setAccepting(false);
        }
        return unixConnector;
    }

    private static HttpConfiguration httpConfiguration(boolean encodedSlashes) {
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
        if (encodedSlashes) {
            configuration.setUriCompliance(UriCompliance.DEFAULT.with(
                    "ENCODED_SLASHES",
                    UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
                    UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
                    UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT,
                    UriCompliance.Violation.SUSPICIOUS_PATH_CHARACTERS));
        }
        return configuration;
    }
}
