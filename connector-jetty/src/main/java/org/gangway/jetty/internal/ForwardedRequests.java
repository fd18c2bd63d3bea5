package org.gangway.jetty.internal;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.eclipse.jetty.http.HostPortHttpField;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpScheme;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.gangway.forwarded.ForwardedClient;
import org.gangway.forwarded.ForwardedPolicy;
import org.gangway.request.GatewayException;

/**
 * Makes of a request over HTTP what the client asked the proxy for, as far as the proxy is believed. A client that nobody
 * tells, as over a Unix socket, is {@code 0.0.0.0}, as with the gateway protocols. Thread-safe.
 */
public final class ForwardedRequests implements HttpConfiguration.Customizer {
    private final ForwardedPolicy policy;

    /**
     * @param policy what is believed
     */
    public ForwardedRequests(ForwardedPolicy policy) {
        this.policy = policy;
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        ConnectionMetaData metaData = request.getConnectionMetaData();
        HttpEndPoint endPoint = HttpEndPoint.of(metaData);
        if (endPoint == null) {
            return request;
        }
        ForwardedClient told = told(request.getHeaders(), endPoint);
        boolean hasAddress = metaData.getRemoteSocketAddress() instanceof InetSocketAddress;
        if (told == null && hasAddress && !endPoint.isClientSecure()) {
            return request;
        }
        boolean secure = (told == null || told.scheme() == null)
                ? endPoint.isClientSecure()
                : HttpScheme.HTTPS.is(told.scheme());
        SocketAddress remote = metaData.getRemoteSocketAddress();
        if (told != null && told.address() != null) {
            remote = told.address();
        } else if (!hasAddress) {
            remote = ForwardedClient.UNKNOWN;
        }
        return new ForwardedRequest(request, uri(request, told, secure), remote, secure);
    }

    private ForwardedClient told(HttpFields fields, HttpEndPoint endPoint) {
        if (endPoint.hasProxyHeader()) {
            // Who tells of its client so sets no fields, and those that come are the client's.
            return null;
        }
        try {
            ForwardedClient told = null;
            if (policy.believesXForwarded()) {
                told = ForwardedClient.ofXForwarded(
                        fields.getValuesList(HttpHeader.X_FORWARDED_FOR),
                        fields.getValuesList(HttpHeader.X_FORWARDED_PROTO),
                        fields.getValuesList(HttpHeader.X_FORWARDED_HOST),
                        fields.getValuesList(HttpHeader.X_FORWARDED_PORT));
            }
            return told == null && policy.believesForwarded()
                    ? ForwardedClient.ofForwarded(fields.getValuesList(HttpHeader.FORWARDED))
                    : told;
        } catch (GatewayException x) {
            endPoint.inform("a request gets " + x.status() + ": " + x.getMessage());
            throw new HttpException.RuntimeException(x.status(), x.getMessage());
        }
    }

    private static HttpURI uri(Request request, ForwardedClient told, boolean secure) {
        HttpURI asked = request.getHttpURI();
        String host = asked.getHost();
        int port = asked.getPort();
        if (told != null && told.host() != null) {
            host = told.host();
            port = -1;
        }
        if (told != null && told.port() > 0) {
            port = told.port();
        }
        return HttpURI.build(asked)
                .scheme(secure ? HttpScheme.HTTPS : HttpScheme.HTTP)
                .authority(host, port)
                .asImmutable();
    }

    /** A request as the client made it. */
    private static final class ForwardedRequest extends Request.Wrapper {
        private final HttpURI uri;
        private final HttpFields fields;
        private final boolean secure;
        private final ConnectionMetaData metaData;

        ForwardedRequest(Request request, HttpURI uri, SocketAddress remote, boolean secure) {
            super(request);
            this.uri = uri;
            // Jetty refuses a host that isn't that of the URI.
            this.fields = request.getHttpURI().getAuthority() == null
                            || request.getHttpURI().getAuthority().equals(uri.getAuthority())
                    ? request.getHeaders()
                    : HttpFields.build(request.getHeaders(), new HostPortHttpField(uri.getHost(), uri.getPort()));
            this.secure = secure;
            this.metaData = new ConnectionMetaData.Wrapper(request.getConnectionMetaData()) {
                @Override
                public SocketAddress getRemoteSocketAddress() {
                    return remote;
                }

                @Override
                public boolean isSecure() {
                    return secure;
                }
            };
        }

        @Override
        public HttpURI getHttpURI() {
            return uri;
        }

        @Override
        public HttpFields getHeaders() {
            return fields;
        }

        @Override
        public boolean isSecure() {
            return secure;
        }

        @Override
        public ConnectionMetaData getConnectionMetaData() {
            return metaData;
        }
    }
}
