package org.gangway.jetty.internal;

import java.net.SocketAddress;
import org.eclipse.jetty.server.HttpConfiguration;
import org.gangway.cgi.HeaderPolicy;
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

    boolean isAllowed(SocketAddress peer);

    int getMaxConnections();

    long getHeadTimeout();

    long getKeepAliveTimeout();

    long getLingerTimeout();

    long getMaxDrainBytes();

    int getMaxResponseHeadBytes();

    boolean isUseInputDirectByteBuffers();

    boolean isUseOutputDirectByteBuffers();

    boolean isCloseOnFailedResponse();
}
