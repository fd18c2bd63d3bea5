package org.gangway.launcher;

import org.gangway.jetty.FastCgiConnectionFactory;
import org.gangway.jetty.GatewayConnectionFactory;

/**
 * How much a connection and a response may have; null is the default.
 *
 * @param maxRequestsPerConnection FastCGI: the most requests at a time on a connection
 * @param maxResponseHeadBytes the most bytes of a response's status and header fields
 * @param maxDrainBytes the most bytes of an unread body that are dropped to keep the connection
 */
record ConnectionLimits(Integer maxRequestsPerConnection, Integer maxResponseHeadBytes, Long maxDrainBytes) {
    /**
     * Sets the limits.
     *
     * @param factory what makes the connections
     * @throws UserError if one is too small
     */
    void applyTo(GatewayConnectionFactory factory) throws UserError {
        try {
            if (maxRequestsPerConnection != null && factory instanceof FastCgiConnectionFactory fastCgi) {
                fastCgi.setMaxRequestsPerConnection(maxRequestsPerConnection);
            }
            if (maxResponseHeadBytes != null) {
                factory.setMaxResponseHeadBytes(maxResponseHeadBytes);
            }
            if (maxDrainBytes != null) {
                factory.setMaxDrainBytes(maxDrainBytes);
            }
        } catch (IllegalArgumentException e) {
            throw UserError.usage(e.getMessage());
        }
    }
}
