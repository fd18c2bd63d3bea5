package org.gangway.jetty.internal;

import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;

/** What a connector that shuts down has for the connections that web servers keep. Without state. */
public final class Farewell {
    private Farewell() {}

    /**
     * Asks web servers, as far as protocol and server let it, to close the connections that rest, so that no request is lost
     * that is sent while they are closed. Those that serve a request follow when that is over.
     *
     * @param connector a connector that is shut down
     */
    public static void to(Connector connector) {
        for (EndPoint endPoint : connector.getConnectedEndPoints()) {
            if (endPoint.getConnection() instanceof GatewayConnection connection) {
                connection.sayFarewell();
            }
        }
    }
}
