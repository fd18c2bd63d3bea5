package org.gangway.jetty.internal;

import org.gangway.ajp.AjpSecret;
import org.gangway.ajp.AllowedRequestAttributes;
import org.gangway.ajp.BodyPackets;

/** What an AJP connection reads of its connection factory. */
public interface AjpSettings extends GatewaySettings {
    int getPacketSize();

    BodyPackets getBodyPackets();

    AjpSecret secret();

    AllowedRequestAttributes allowedRequestAttributes();
}
