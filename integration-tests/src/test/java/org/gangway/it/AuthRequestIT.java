package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * nginx asks the application by auth_request before it hands an upload on. It never sends the question a body; over
 * FastCGI it announces one all the same.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(LandscapeParameter.class)
class AuthRequestIT {
    private static final Duration AT_ONCE = Duration.ofSeconds(10);
    private static final byte[] BODY = "seven b".getBytes(StandardCharsets.US_ASCII);

    private Landscape landscape;

    @BeforeAll
    void prepare(Landscape landscape) {
        this.landscape = landscape;
        landscape.backend(Backend.AUTO);
    }

    /** The servlet that is asked reads no body, or knows that there is none. */
    @ParameterizedTest
    @CsvSource({"fastcgi, unread", "fastcgi, told", "scgi, unread", "scgi, off", "scgi, on"})
    void uploadGoesThroughWhole(String port, String check) throws Exception {
        Response response = post(port, check);

        assertThat(Site.json(response)).containsEntry("length", 7L).containsEntry("sha256", Checksum.sha256(BODY));
    }

    /** The servlet that is asked reads the body that was announced: it learns at once that the rest doesn't come. */
    @ParameterizedTest
    @CsvSource({"fastcgi, off", "fastcgi, on"})
    void announcedBodyThatDoesNotComeFailsAtOnce(String port, String check) throws Exception {
        long begin = System.nanoTime();

        Response response = post(port, check);

        assertThat(response.status())
                .as("nginx, because the access check failed")
                .isEqualTo(500);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(AT_ONCE);
    }

    private Response post(String port, String check) throws Exception {
        Server server = Server.REWRITE_NGINX;
        server.missing().ifPresent(LoginServers::skip);
        Request upload = Request.post("/checked/" + check, BODY).header("Content-Type", "application/octet-stream");
        return new Site(null, landscape, landscape.server(server).port(port)).exchange(upload);
    }
}
