package org.gangway.jetty.xml;

import static org.assertj.core.api.Assertions.assertThat;

import org.gangway.jetty.FastCgiConnectionFactory;
import org.junit.jupiter.api.Test;

/** The settings of FastCGI. */
class FastCgiConnectorSettingsTest extends CgiConnectorSettingsContract<FastCgiConnectionFactory> {
    FastCgiConnectorSettingsTest() {
        super("fastcgi", FastCgiConnectorSettings.class, FastCgiConnectionFactory.class, "/base/run/fastcgi.sock");
    }

    @Test
    void ofTheProtocol() throws Exception {
        FastCgiConnectionFactory made = factory(connector(properties(
                "keepAliveTimeout", "0",
                "multiplexing", "false",
                "maxRequestsPerConnection", "3",
                "maxAnswerBytes", "2048",
                "maxBufferedBytes", "7",
                "maxBufferedBytesOfConnector", "9",
                "padding", "false",
                "stderr", "true")));

        assertThat(made.getKeepAliveTimeout()).isEqualTo(Long.MAX_VALUE);
        assertThat(made.isMultiplexing()).isFalse();
        assertThat(made.getMaxRequestsPerConnection()).isEqualTo(3);
        assertThat(made.getMaxAnswerBytes()).isEqualTo(2048);
        assertThat(made.getMaxBufferedBytes()).isEqualTo(7);
        assertThat(made.getMaxBufferedBytesOfConnector()).isEqualTo(9);
        assertThat(made.isPadding()).isFalse();
        assertThat(made.isStderr()).isTrue();
    }

    @Test
    void inheritedSocketStaysOpen() throws Exception {
        assertThat(factory(connector(properties("inheritChannel", "true"))).isCloseOnFailedResponse())
                .as("mod_fcgid kills a process that closes early")
                .isFalse();
        assertThat(factory(connector(properties("inheritChannel", "true", "closeOnFailedResponse", "true")))
                        .isCloseOnFailedResponse())
                .isTrue();
    }
}
