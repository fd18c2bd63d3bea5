package org.gangway.jetty.internal;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.util.Attributes;
import org.eclipse.jetty.util.HostPort;
import org.gangway.jetty.request.GatewayMetaData;
import org.gangway.request.GatewayRequest;
import org.gangway.request.TrustPolicy;

/**
 * What Jetty takes for the connection of a request: the one between the client and the web server, as far as the web
 * server told of it. Recycled with its stream.
 */
final class StreamMetaData extends Attributes.Lazy implements GatewayMetaData {
    /** The host where nobody named one. */
    private static final String UNNAMED = "localhost";

    private final Connector connector;
    private final HttpConfiguration httpConfiguration;
    private final TrustPolicy trustPolicy;
    private GatewayConnection connection;
    private GatewayRequest request;
    private Tunnel tunnel;
    private HttpVersion version = HttpVersion.HTTP_1_1;
    private String protocol = version.asString();

    StreamMetaData(Connector connector, HttpConfiguration httpConfiguration, TrustPolicy trustPolicy) {
        this.connector = connector;
        this.httpConfiguration = httpConfiguration;
        this.trustPolicy = trustPolicy;
    }

    void begin(GatewayConnection connection) {
        this.connection = connection;
    }

    void request(GatewayRequest request) {
        this.request = request;
        HttpVersion known = version(request.protocol());
        this.version = known == null ? HttpVersion.HTTP_1_1 : known;
        // CGI permits INCLUDED, which is no version.
        this.protocol = known == null ? request.protocol() : version.asString();
    }

    /** The request may become a tunnel, of which Jetty asks the connection for the end point. */
    void offer(Tunnel offered) {
        this.tunnel = offered;
    }

    void recycle() {
        clearAttributes();
        tunnel = null;
        connection = null;
        request = null;
        version = HttpVersion.HTTP_1_1;
        protocol = version.asString();
    }

    private static HttpVersion version(String protocol) {
        return switch (protocol) {
            case "HTTP/1.1" -> HttpVersion.HTTP_1_1;
            case "HTTP/2.0", "HTTP/2" -> HttpVersion.HTTP_2;
            case "HTTP/3.0", "HTTP/3" -> HttpVersion.HTTP_3;
            case "HTTP/1.0" -> HttpVersion.HTTP_1_0;
            case "HTTP/0.9" -> HttpVersion.HTTP_0_9;
            default -> null;
        };
    }

    @Override
    public GatewayRequest getGatewayRequest() {
        return request;
    }

    @Override
    public TrustPolicy getTrustPolicy() {
        return trustPolicy;
    }

    @Override
    public String getId() {
        return connection.id();
    }

    @Override
    public HttpConfiguration getHttpConfiguration() {
        return httpConfiguration;
    }

    @Override
    public HttpVersion getHttpVersion() {
        return version;
    }

    @Override
    public String getProtocol() {
        // Servlets see this as the protocol of the request.
        return protocol;
    }

    @Override
    public Connection getConnection() {
        return tunnel == null ? connection : tunnel.getConnection();
    }

    @Override
    public Connector getConnector() {
        return connector;
    }

    @Override
    public boolean isPersistent() {
        return true;
    }

    @Override
    public boolean isSecure() {
        return request != null && request.secure();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        if (request != null) {
            // Never the web server's own address: it is often the one that an application lets in.
            return request.remoteAddress();
        }
        return connection == null ? null : connection.getEndPoint().getRemoteSocketAddress();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        SocketAddress configured = httpConfiguration.getLocalAddress();
        if (configured != null) {
            return configured;
        }
        InetSocketAddress told = request == null ? null : request.localAddress();
        if (connection == null || (told != null && !told.getAddress().isAnyLocalAddress())) {
            return told;
        }
        SocketAddress own = connection.getEndPoint().getLocalSocketAddress();
        if (told == null) {
            return own;
        }
        return own instanceof InetSocketAddress inet ? new InetSocketAddress(inet.getAddress(), told.getPort()) : told;
    }

    @Override
    public HostPort getServerAuthority() {
        HostPort configured = httpConfiguration.getServerAuthority();
        if (configured != null) {
            return configured;
        }
        String host = request == null ? null : request.host();
        if (host != null) {
            return new HostPort(host, request.port());
        }
        if (!(getLocalSocketAddress() instanceof InetSocketAddress local)) {
            // The path of a Unix socket is no host.
            return new HostPort(UNNAMED, 0);
        }
        int port = local.getPort() == (isSecure() ? 443 : 80) ? 0 : local.getPort();
        boolean named = local.isUnresolved() || !local.getAddress().isAnyLocalAddress();
        return new HostPort(named ? local.getHostString() : UNNAMED, port);
    }
}
