package org.gangway.jetty;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.util.annotation.ManagedObject;
import org.eclipse.jetty.util.annotation.Name;
import org.gangway.forwarded.ForwardedPolicy;
import org.gangway.forwarded.ProxyHeader;
import org.gangway.jetty.internal.ForwardedRequests;
import org.gangway.jetty.internal.HttpEndPoint;
import org.gangway.jetty.internal.HttpRequests;
import org.gangway.jetty.internal.PerConnector;
import org.gangway.jetty.internal.ProxyHeaderConnection;
import org.gangway.jetty.internal.RefusedHttp;
import org.gangway.request.ScriptNamePolicy;

/**
 * Makes connections of Jetty's own HTTP/1.1 that keep the limits and the safety of the gateway protocols: for a web
 * server that passes some requests on over HTTP, a load balancer or a health check, at an address that may be shared
 * with FastCGI, SCGI and AJP13 ({@link AutoConnectionFactory}).
 *
 * <p>Nothing that a request says of its client is believed unless {@link #setForwardedPolicy} says so. The web server's
 * user and request attributes don't come over HTTP: there a header field of the client looks the same.
 *
 * <p>It needs an {@link HttpConfiguration} of its own, since customizers belong to one. Linger timeout and the most bytes
 * that are drained are Jetty's. Thread-safe once started.
 */
@ManagedObject("Makes HTTP/1.1 connections")
public class Http1ConnectionFactory extends GatewayConnectionFactory {
    /** The name of the protocol. */
    public static final String PROTOCOL = HttpVersion.HTTP_1_1.asString();

    private static final int BYTES_BESIDE_FIELDS = 256;
    private static final int BYTES_BESIDE_FIELD = 4;

    private final HttpConnectionFactory http;
    private final PerConnector<AtomicInteger> counts = new PerConnector<>(connector -> new AtomicInteger());
    private ForwardedPolicy forwardedPolicy = ForwardedPolicy.OFF;

    /** Makes a factory with a default {@link HttpConfiguration}. */
    public Http1ConnectionFactory() {
        this(new HttpConfiguration());
    }

    /**
     * @param httpConfiguration what Jetty does with the requests; of no other factory
     */
    public Http1ConnectionFactory(@Name("config") HttpConfiguration httpConfiguration) {
        super(PROTOCOL, httpConfiguration);
        http = new HttpConnectionFactory(httpConfiguration);
        http.setInputBufferSize(getInputBufferSize());
    }

    /**
     * @return what is believed of those who say for whom they ask
     */
    public ForwardedPolicy getForwardedPolicy() {
        return forwardedPolicy;
    }

    /**
     * @param policy what is believed of those who say for whom they ask; by default {@link ForwardedPolicy#OFF}
     */
    public void setForwardedPolicy(ForwardedPolicy policy) {
        forwardedPolicy = Objects.requireNonNull(policy, "policy");
    }

    @Override
    protected void doStart() throws Exception {
        HttpConfiguration configuration = getHttpConfiguration();
        int fieldBytes = getRequestLimits().getMaxHeaderBytes()
                + BYTES_BESIDE_FIELD * getRequestLimits().getMaxHeaders();
        configuration.setRequestHeaderSize(
                BYTES_BESIDE_FIELDS + getRequestLimits().getMaxTargetBytes() + fieldBytes);
        configuration.setMaxResponseHeaderSize(getMaxResponseHeadBytes());
        configuration.setUseInputDirectByteBuffers(isUseInputDirectByteBuffers());
        configuration.setUseOutputDirectByteBuffers(isUseOutputDirectByteBuffers());
        if (configuration.getCustomizer(HttpRequests.class) == null) {
            configuration.addCustomizer(new HttpRequests(getRequestLimits(), getWebSocketPolicy()));
            configuration.addCustomizer(new ForwardedRequests(forwardedPolicy));
            if (getScriptNamePolicy().mode() != ScriptNamePolicy.Mode.NONE) {
                configuration.addCustomizer(
                        new ScriptNameCustomizer(getScriptNamePolicy().prefix()));
            }
        }
        super.doStart();
    }

    @Override
    public void configure(Connector connector) {
        super.configure(connector);
        // Between two requests it is another time.
        getHttpConfiguration().setIdleTimeout(connector.getIdleTimeout());
    }

    /** The first letter of a method, or the PROXY protocol where that is believed. */
    @Override
    public Detection detect(ByteBuffer buffer) {
        if (!buffer.hasRemaining()) {
            return Detection.NEED_MORE_BYTES;
        }
        int first = buffer.get(buffer.position());
        boolean letter = (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z');
        return letter || (forwardedPolicy.believesProxyProtocol() && ProxyHeader.mayBegin(buffer))
                ? Detection.RECOGNIZED
                : Detection.NOT_RECOGNIZED;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        String objection = objectionTo(endPoint);
        AtomicInteger count = counts.of(connector);
        if (objection != null || count.get() >= getMaxConnections()) {
            return configure(new RefusedHttp(this, connector, endPoint, objection), connector, endPoint);
        }
        return forwardedPolicy.believesProxyProtocol()
                ? configure(
                        new ProxyHeaderConnection(
                                connector, endPoint, getHeadTimeout(), header -> http(connector, endPoint, header)),
                        connector,
                        endPoint)
                : http(connector, endPoint, null);
    }

    private Connection http(Connector connector, EndPoint endPoint, ProxyHeader header) {
        HttpEndPoint watched = new HttpEndPoint(endPoint, header, connector, getHeadTimeout());
        endPoint.setIdleTimeout(getKeepAliveTimeout() == Long.MAX_VALUE ? 0 : getKeepAliveTimeout());
        Connection connection = http.newConnection(connector, watched);
        watched.serves(connection);
        AtomicInteger count = counts.of(connector);
        connection.addEventListener(new Connection.Listener() {
            @Override
            public void onOpened(Connection opened) {
                count.incrementAndGet();
            }

            @Override
            public void onClosed(Connection closed) {
                count.decrementAndGet();
            }
        });
        return connection;
    }
}
