package org.gangway.jetty.testing;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.gangway.jetty.request.GatewayMetaData;
import org.gangway.request.GatewayRequest;
import org.gangway.request.RemoteUserPolicy;
import org.gangway.request.TrustPolicy;

/** Makes requests of an HTTP connector look as if a web server had passed them on. */
public final class GatewayCustomizer implements HttpConfiguration.Customizer {
    private volatile GatewayRequest word;
    private volatile TrustPolicy policy;

    /**
     * Says what the web server tells about the following requests.
     *
     * @param remoteUser the policy of the connector
     * @param word the web server's word, or null if the following requests come from an HTTP client directly
     */
    public void tell(RemoteUserPolicy remoteUser, GatewayRequest word) {
        this.policy = new TrustPolicy(remoteUser, null, List.of(), StandardCharsets.UTF_8, "ROLES", ";");
        this.word = word;
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        if (word == null) {
            return request;
        }
        ConnectionMetaData metaData = new Told(request.getConnectionMetaData(), word, policy);
        if (word.tls() != null) {
            X509Certificate[] chain = word.tls().certificates().toArray(X509Certificate[]::new);
            request.setAttribute(
                    EndPoint.SslSessionData.ATTRIBUTE, EndPoint.SslSessionData.from(null, null, null, chain));
        }
        return new Request.Wrapper(request) {
            @Override
            public ConnectionMetaData getConnectionMetaData() {
                return metaData;
            }
        };
    }

    private static final class Told extends ConnectionMetaData.Wrapper implements GatewayMetaData {
        private final GatewayRequest word;
        private final TrustPolicy policy;

        Told(ConnectionMetaData wrapped, GatewayRequest word, TrustPolicy policy) {
            super(wrapped);
            this.word = word;
            this.policy = policy;
        }

        @Override
        public GatewayRequest getGatewayRequest() {
            return word;
        }

        @Override
        public TrustPolicy getTrustPolicy() {
            return policy;
        }
    }
}
