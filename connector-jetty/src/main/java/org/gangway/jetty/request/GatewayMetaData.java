package org.gangway.jetty.request;

import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;
import org.gangway.request.GatewayRequest;
import org.gangway.request.TrustPolicy;

/**
 * The {@link ConnectionMetaData} of a request that came through a gateway protocol: addresses, HTTP version and
 * security are those between the client and the web server.
 */
public interface GatewayMetaData extends ConnectionMetaData {
    /**
     * What the web server said about the request.
     *
     * @return the request, valid while it is being handled
     */
    GatewayRequest getGatewayRequest();

    /**
     * The policy of the connector that the request came through.
     *
     * @return the policy
     */
    TrustPolicy getTrustPolicy();

    /**
     * Finds the meta data of a request.
     *
     * @param request any request
     * @return its meta data, or null if it did not come through a gateway protocol
     */
    static GatewayMetaData of(Request request) {
        ConnectionMetaData metaData = request.getConnectionMetaData();
        while (true) {
            if (metaData instanceof GatewayMetaData gateway) {
                return gateway;
            }
            if (!(metaData instanceof ConnectionMetaData.Wrapper wrapper)) {
                return null;
            }
            metaData = wrapper.getWrapped();
        }
    }
}
