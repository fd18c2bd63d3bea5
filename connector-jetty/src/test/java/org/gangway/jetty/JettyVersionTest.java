package org.gangway.jetty;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A Jetty whose interfaces differ is refused before the first request. */
class JettyVersionTest {
    @Test
    void tooOld() {
        assertThatThrownBy(() -> GatewayConnectionFactory.requireJetty("12.0.16"))
                .hasMessage("Gangway doesn't run in Jetty 12.0.16; update Jetty to 12.1 or later");
    }

    @Test
    void newEnough() {
        assertThatCode(() -> GatewayConnectionFactory.requireJetty("12.1.0")).doesNotThrowAnyException();
        assertThatCode(() -> GatewayConnectionFactory.requireJetty("12.2.0")).doesNotThrowAnyException();
    }
}
