package org.gangway.jetty.internal;

import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.gangway.request.HeaderPolicy;
import org.gangway.request.RequestLimits;
import org.gangway.request.ScriptNamePolicy;
import org.gangway.request.SendfilePolicy;
import org.gangway.request.TrustPolicy;

/**
 * What a connection reads of its connection factory, where each setting is described. It keeps the way one-way: the
 * factory knows the connection, the connection does not know the factory.
 */
public interface GatewaySettings {
    String getProtocol();

    HttpConfiguration getHttpConfiguration();

    RequestLimits getRequestLimits();

    TrustPolicy getTrustPolicy();

    ScriptNamePolicy getScriptNamePolicy();

    HeaderPolicy getHeaderPolicy();

    SendfilePolicy getSendfilePolicy();

    /**
     * @param endPoint a new connection
     * @return why it isn't served, or null
     */
    String objectionTo(EndPoint endPoint);

    int getMaxConnections();

    long getHeadTimeout();

    long getKeepAliveTimeout();

    long getLingerTimeout();

    long getMaxDrainBytes();

    int getMaxResponseHeadBytes();

    /** Only where requests share a connection do bodies pile up. */
    default long getMaxBufferedBytes() {
        return Long.MAX_VALUE;
    }

    default long getMaxBufferedBytesOfConnector() {
        return Long.MAX_VALUE;
    }

    boolean isUseInputDirectByteBuffers();

    boolean isUseOutputDirectByteBuffers();

    boolean isCloseOnFailedResponse();

    /** Whether the web server's variables can become request attributes. */
    default boolean passesAttributes() {
        return getTrustPolicy().attributes() != null;
    }
}
