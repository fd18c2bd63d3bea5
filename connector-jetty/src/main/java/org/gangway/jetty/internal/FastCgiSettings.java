package org.gangway.jetty.internal;

/** What a FastCGI connection reads of its connection factory. */
public interface FastCgiSettings extends GatewaySettings {
    boolean isMultiplexing();

    int getMaxRequestsPerConnection();

    int getMaxAnswerBytes();

    boolean isStderr();

    boolean isPadding();
}
