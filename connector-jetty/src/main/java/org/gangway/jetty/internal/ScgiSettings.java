package org.gangway.jetty.internal;

import org.gangway.scgi.ScgiCompliance;

/** What an SCGI connection reads of its connection factory. */
public interface ScgiSettings extends GatewaySettings {
    ScgiCompliance getCompliance();
}
