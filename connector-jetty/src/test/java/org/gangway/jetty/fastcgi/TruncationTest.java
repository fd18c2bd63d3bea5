package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.fastcgi.Wire.KEEP;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Management records and requests on one connection, cut at every byte or one byte at a time: F-11, F-19. */
@Timeout(60)
class TruncationTest {
    private final Gateway gateway = new Gateway();
    private final byte[] request = Wire.join(
            Wire.getValues("FCGI_MAX_REQS"),
            Wire.post(1, KEEP, "/echo?" + "q".repeat(150), Wire.bytes("a body"), "HTTP_X_LONG", "v".repeat(200)));

    @BeforeEach
    void serve() throws Exception {
        gateway.serve("/echo", (request, response) -> request.getInputStream().transferTo(response.getOutputStream()));
        gateway.start();
    }

    @AfterEach
    void stop() throws Exception {
        gateway.assertHealthy();
        gateway.close();
    }

    @Test
    void byteByByte() throws Exception {
        try (WebServer web = gateway.connect()) {
            for (int round = 0; round < 2; round++) {
                for (byte b : request) {
                    web.send(new byte[] {b});
                }
                assertThat(web.answer(1).complete().bodyText()).isEqualTo("a body");
            }
        }
    }

    @Test
    void inTwoPartsCutAtEveryByte() throws Exception {
        try (WebServer web = gateway.connect()) {
            for (int cut = 1; cut < request.length; cut++) {
                // The answer to GET_VALUES comes before or after the other one.
                web.send(Arrays.copyOf(request, cut));
                web.send(Arrays.copyOfRange(request, cut, request.length));
                assertThat(web.answer(1).complete().bodyText()).isEqualTo("a body");
            }
        }
    }
}
