package org.gangway.jetty.settings;

import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.gangway.request.HeaderPolicy;
import org.gangway.request.RequestLimits;
import org.gangway.request.ScriptNamePolicy;
import org.gangway.request.SendfilePolicy;
import org.gangway.request.TrustPolicy;
import org.gangway.request.WebSocketPolicy;

/**
 * What a connection reads of its connection factory, where each setting is described. It keeps the way one-way: the
 * factory knows the connection, the connection does not know the factory. An application uses the factory.
 */
public interface GatewaySettings {
    /** {@return the name of the protocol} */
    String getProtocol();

    /** {@return what Jetty does with the requests} */
    HttpConfiguration getHttpConfiguration();

    /** {@return the most requests of a connection at a time} */
    default int getMaxRequestsPerConnection() {
        return 1;
    }

    /** {@return how much of anything a request may bring} */
    RequestLimits getRequestLimits();

    /** {@return what of the web server's word reaches the application} */
    TrustPolicy getTrustPolicy();

    /** {@return how the mount point is found} */
    ScriptNamePolicy getScriptNamePolicy();

    /** {@return what becomes of header fields that need care} */
    HeaderPolicy getHeaderPolicy();

    /** {@return who sends files} */
    SendfilePolicy getSendfilePolicy();

    /**
     * @param endPoint a new connection
     * @return why it isn't served, or null
     */
    String objectionTo(EndPoint endPoint);

    /** {@return the most connections at a time} */
    int getMaxConnections();

    /** {@return the time in milliseconds that the head of a request may take} */
    long getHeadTimeout();

    /** {@return the time in milliseconds that a connection may be idle between two requests} */
    long getKeepAliveTimeout();

    /** {@return the time in milliseconds that unread input is waited for before a connection is closed} */
    long getLingerTimeout();

    /** {@return the most bytes of an unread request body that are read and dropped} */
    long getMaxDrainBytes();

    /** {@return the most bytes of a response head} */
    int getMaxResponseHeadBytes();

    /**
     * {@return the most bytes of bodies that wait to be read on a connection} Only where requests share one do they pile
     * up.
     */
    default long getMaxBufferedBytes() {
        return Long.MAX_VALUE;
    }

    /** {@return the same for all connections of a connector together} */
    default long getMaxBufferedBytesOfConnector() {
        return Long.MAX_VALUE;
    }

    /** {@return what becomes of a request that asks for a WebSocket} */
    WebSocketPolicy getWebSocketPolicy();

    /** {@return whether input buffers lie outside the heap} */
    boolean isUseInputDirectByteBuffers();

    /** {@return whether output buffers lie outside the heap} */
    boolean isUseOutputDirectByteBuffers();

    /** {@return whether a response that fails half-way closes the connection} */
    boolean isCloseOnFailedResponse();

    /** {@return whether the web server's variables can become request attributes} */
    default boolean passesAttributes() {
        return getTrustPolicy().attributes() != null;
    }
}
