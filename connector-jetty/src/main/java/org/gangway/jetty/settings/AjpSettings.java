package org.gangway.jetty.settings;

import org.gangway.ajp.AjpSecret;
import org.gangway.ajp.AllowedRequestAttributes;
import org.gangway.ajp.BodyPackets;

/** What an AJP connection reads of its connection factory. */
public interface AjpSettings extends GatewaySettings {
    /** {@return the greatest packet in bytes that is sent} */
    int getPacketSize();

    /** {@return how body packets are framed} */
    BodyPackets getBodyPackets();

    /** {@return what the web server has to know} */
    AjpSecret secret();

    /** {@return which request attributes the web server may set} */
    AllowedRequestAttributes allowedRequestAttributes();
}
