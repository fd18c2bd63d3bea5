package org.gangway.jetty.settings;

import org.gangway.scgi.ScgiCompliance;

/** What an SCGI connection reads of its connection factory. */
public interface ScgiSettings extends GatewaySettings {
    /** {@return how strictly the specification is followed} */
    ScgiCompliance getCompliance();
}
