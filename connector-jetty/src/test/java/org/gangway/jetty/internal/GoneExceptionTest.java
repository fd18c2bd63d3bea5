package org.gangway.jetty.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class GoneExceptionTest {
    @Test
    void closeWithoutACauseHasAReason() {
        assertThat(new GoneException((Throwable) null)).hasMessage("the connection is closed");
    }

    @Test
    void closeTellsItsCause() {
        IOException reset = new IOException("reset");
        assertThat(new GoneException(reset)).hasMessage("reset").hasCause(reset);
    }

    /** Jetty may log it while it ends the request by itself. */
    @Test
    void newsOfAPeerThatIsGoneCarryNoStack() {
        assertThat(new GoneException("the web server aborted the request").getStackTrace())
                .isEmpty();
        assertThat(new IncompleteBody("the request body ends 3 bytes early").getStackTrace())
                .isEmpty();
    }
}
