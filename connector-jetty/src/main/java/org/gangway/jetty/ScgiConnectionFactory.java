package org.gangway.jetty;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.util.annotation.ManagedObject;
import org.eclipse.jetty.util.annotation.Name;
import org.gangway.jetty.internal.PerConnector;
import org.gangway.jetty.internal.ScgiSessions;
import org.gangway.jetty.settings.ScgiSettings;
import org.gangway.scgi.ScgiCompliance;

/**
 * Makes SCGI connections, for a {@link org.eclipse.jetty.server.ServerConnector}, a {@link UnixSocketConnector} or
 * Jetty's own {@code UnixDomainServerConnector}. A connection serves one request, so that the settings for kept
 * connections ({@link #setKeepAliveTimeout}) mean nothing here.
 *
 * <pre>{@code
 * <New class="org.gangway.jetty.ScgiConnectionFactory">
 *   <Arg><Ref refid="httpConfig"/></Arg>
 * </New>
 * }</pre>
 */
@ManagedObject("Makes SCGI connections")
public class ScgiConnectionFactory extends GatewayConnectionFactory implements ScgiSettings {
    /** The name of the protocol. */
    public static final String PROTOCOL = "scgi/1";

    /** More digits than this are no length of a netstring. */
    private static final int MOST_DIGITS = 9;

    @SuppressWarnings("this-escape") // it is only kept until a connection is made
    private final PerConnector<ScgiSessions> sessions =
            new PerConnector<>(connector -> new ScgiSessions(this, connector));

    private ScgiCompliance compliance = ScgiCompliance.DEFAULT;

    /** Makes a factory with a default {@link HttpConfiguration}. */
    public ScgiConnectionFactory() {
        this(new HttpConfiguration());
    }

    /**
     * @param httpConfiguration what Jetty does with the requests
     */
    public ScgiConnectionFactory(@Name("config") HttpConfiguration httpConfiguration) {
        super(PROTOCOL, httpConfiguration);
    }

    /**
     * @return how exactly requests must follow the specification
     */
    @Override
    public ScgiCompliance getCompliance() {
        return compliance;
    }

    /**
     * @param compliance how exactly requests must follow the specification; by default {@link ScgiCompliance#DEFAULT},
     *     which takes what web servers in use send
     */
    public void setCompliance(ScgiCompliance compliance) {
        this.compliance = Objects.requireNonNull(compliance, "compliance");
    }

    @Override
    public Detection detect(ByteBuffer buffer) {
        int end = Math.min(buffer.remaining(), MOST_DIGITS + 1);
        for (int i = 0; i < end; i++) {
            int next = buffer.get(buffer.position() + i);
            if (next == ':' && i > 0) {
                return Detection.RECOGNIZED;
            }
            if (next < '0' || next > '9') {
                return Detection.NOT_RECOGNIZED;
            }
        }
        return end > MOST_DIGITS ? Detection.NOT_RECOGNIZED : Detection.NEED_MORE_BYTES;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        return configure(sessions.of(connector).newConnection(endPoint), connector, endPoint);
    }
}
