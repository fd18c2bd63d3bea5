package org.gangway.launcher;

import org.gangway.ajp.AjpEncoder;
import org.gangway.ajp.AllowedRequestAttributes.OtherAttributes;
import org.gangway.ajp.BodyPackets;
import org.gangway.jetty.AjpConnectionFactory;

/**
 * What the command line says of AJP13.
 *
 * @param secret what requests must bring, or null; never to be shown
 * @param packetSize the largest packet to send in bytes, or null for the default
 * @param bodyPackets the framing of request bodies, or null for the default
 * @param otherAttributes what becomes of a request with an attribute that isn't let in, or null for the default
 */
record AjpPlan(String secret, Integer packetSize, BodyPackets bodyPackets, OtherAttributes otherAttributes) {
    /** Says nothing. */
    static final AjpPlan NONE = new AjpPlan(null, null, null, null);

    /**
     * Whether requests must bring a secret. Without one the connector must not be reachable by others.
     *
     * @return whether there is one
     */
    boolean hasSecret() {
        return secret != null;
    }

    /**
     * Hands the values over.
     *
     * @param factory what makes the connections
     * @throws UserError if a value makes no sense
     */
    void applyTo(AjpConnectionFactory factory) throws UserError {
        factory.setSecret(secret);
        if (bodyPackets != null) {
            factory.setBodyPackets(bodyPackets);
        }
        if (otherAttributes != null) {
            factory.setOtherAttributes(otherAttributes);
        }
        try {
            if (packetSize != null) {
                factory.setPacketSize(packetSize);
            }
        } catch (IllegalArgumentException e) {
            throw UserError.usage(e.getMessage().replace("packetSize", "--packet-size"));
        }
    }

    /** What the ready line tells of the protocol. */
    @Override
    public String toString() {
        return (hasSecret() ? "secret required" : "no secret") + ", packets up to "
                + (packetSize == null ? AjpEncoder.MIN_PACKET_SIZE : packetSize) + " bytes";
    }
}
