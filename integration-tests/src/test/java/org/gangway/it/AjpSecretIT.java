package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A web server without the secret gets nothing, and the log says what to set where, but never the secret. */
@ExtendWith(LandscapeParameter.class)
class AjpSecretIT {
    @Test
    void strangersAreRefused(Landscape landscape) throws Exception {
        Server.APACHE_AJP.missing().ifPresent(missing -> {
            assertThat(System.getenv("CI")).as(missing + ", and CI is set").isNull();
            Assumptions.abort(missing);
        });
        Gangway backend = landscape.backend(Backend.AJP);
        int port = landscape.server(Server.APACHE_AJP).port("stranger");

        assertThat(status(port, "/info")).isEqualTo(403);
        assertThat(backend.log()).contains("the secret is missing; set it at the web server");
        assertThat(status(port, "/wrong/info")).isEqualTo(403);
        assertThat(backend.log())
                .contains("the secret is wrong; set the same here and at the web server")
                .doesNotContain("guessed")
                .doesNotContain(
                        Files.readString(landscape.sandbox().secretFile()).strip());
    }

    private static int status(int port, String target) throws IOException {
        try (HttpConnection connection = new HttpConnection(port, null)) {
            return connection.send(Request.get(target)).status();
        }
    }
}
