package org.gangway.jetty.xml;

import static org.assertj.core.api.Assertions.assertThat;

import org.gangway.jetty.ScgiConnectionFactory;
import org.gangway.scgi.ScgiCompliance;
import org.junit.jupiter.api.Test;

/** The settings of SCGI. */
class ScgiConnectorSettingsTest extends CgiConnectorSettingsContract<ScgiConnectionFactory> {
    ScgiConnectorSettingsTest() {
        super("scgi", ScgiConnectorSettings.class, ScgiConnectionFactory.class, "/base/run/scgi.sock");
    }

    @Test
    void ofTheProtocol() throws Exception {
        assertThat(factory(connector(properties("compliance", "Lenient"))).getCompliance())
                .isEqualTo(ScgiCompliance.LENIENT);
        assertThat(factory(connector(properties("inheritChannel", "true"))).isCloseOnFailedResponse())
                .isTrue();
    }

    @Test
    void wrongCompliance() {
        assertWrong(properties("compliance", "lax"), "compliance is 'lax'; give one of strict, default, lenient");
    }
}
