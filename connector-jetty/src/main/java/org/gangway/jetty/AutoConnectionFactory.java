package org.gangway.jetty;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.gangway.jetty.internal.DetectingConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves several gateway protocols at one address: the first bytes of a connection tell FastCGI (01), AJP13 (12 34),
 * SCGI (digits and a colon) and HTTP (a letter) apart.
 *
 * <p>What is none of them goes to the factory that follows this one in the connector, for example Jetty's for HTTP;
 * where none follows, the connection is closed, and a line in the log tells how it began.
 *
 * <pre>{@code
 * new TcpSocketConnector(server, new AutoConnectionFactory(
 *         new FastCgiConnectionFactory(), new ScgiConnectionFactory(), new AjpConnectionFactory()));
 * }</pre>
 *
 * <p>Jetty's own detection, which this refines, keeps a buffer for each connection that waits, and loses it if the
 * connection ends unused. Thread-safe.
 */
public class AutoConnectionFactory extends DetectorConnectionFactory implements ConnectionFactory.Configuring {
    private static final Logger LOG = LoggerFactory.getLogger(AutoConnectionFactory.class);
    private static final int SHOWN_BYTES = 8;

    private final List<GatewayConnectionFactory> factories;

    /**
     * @param factories the protocols, one at least, each with settings of its own
     * @throws IllegalArgumentException if there is none
     */
    public AutoConnectionFactory(GatewayConnectionFactory... factories) {
        super(factories);
        this.factories = List.copyOf(Arrays.asList(factories));
    }

    @Override
    public void configure(Connector connector) {
        factories.forEach(factory -> factory.configure(connector));
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        return configure(
                new DetectingConnection(connector, endPoint, bytes -> proceed(connector, endPoint, bytes)),
                connector,
                endPoint);
    }

    private boolean proceed(Connector connector, EndPoint endPoint, ByteBuffer bytes) {
        boolean open = false;
        for (GatewayConnectionFactory factory : factories) {
            switch (factory.detect(bytes)) {
                case RECOGNIZED -> {
                    endPoint.upgrade(factory.newConnection(connector, endPoint));
                    return true;
                }
                case NEED_MORE_BYTES -> open = true;
                case NOT_RECOGNIZED -> {}
            }
        }
        if (!open) {
            nextProtocol(connector, endPoint, bytes);
        }
        return !open;
    }

    @Override
    protected void nextProtocol(Connector connector, EndPoint endPoint, ByteBuffer buffer) {
        if (findNextProtocol(connector) != null) {
            super.nextProtocol(connector, endPoint, buffer);
            return;
        }
        boolean http = factories.stream().anyMatch(Http1ConnectionFactory.class::isInstance);
        LOG.info(
                "{} {}: a connection can't begin with {}; have the web server speak {} to this address, not {}TLS;"
                        + " closing",
                getProtocol(),
                endPoint.getRemoteSocketAddress(),
                beginning(buffer),
                http ? "FastCGI, SCGI, AJP or HTTP" : "FastCGI, SCGI or AJP",
                http ? "" : "HTTP or ");
        endPoint.close();
    }

    /** The first bytes as text where they are printable ASCII, else in hexadecimal. */
    private static String beginning(ByteBuffer buffer) {
        int length = Math.min(SHOWN_BYTES, buffer.remaining());
        StringBuilder text = new StringBuilder("\"");
        StringBuilder hexadecimal = new StringBuilder();
        boolean printable = true;
        for (int i = 0; i < length; i++) {
            int next = buffer.get(buffer.position() + i) & 0xFF;
            printable &= next >= ' ' && next < 0x7F && next != '"';
            text.append((char) next);
            hexadecimal.append(String.format("%02x ", next));
        }
        return printable ? text.append('"').toString() : hexadecimal.toString().trim();
    }
}
