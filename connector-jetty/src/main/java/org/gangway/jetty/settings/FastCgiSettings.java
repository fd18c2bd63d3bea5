package org.gangway.jetty.settings;

/** What a FastCGI connection reads of its connection factory. */
public interface FastCgiSettings extends GatewaySettings {
    /** {@return whether requests may share a connection} */
    boolean isMultiplexing();

    /** {@return the most bytes of answers that wait for the peer to read} */
    int getMaxAnswerBytes();

    /** {@return whether the web server is told on STDERR why a request failed} */
    boolean isStderr();

    /** {@return whether records of STDOUT are padded to a multiple of 8 bytes} */
    boolean isPadding();
}
