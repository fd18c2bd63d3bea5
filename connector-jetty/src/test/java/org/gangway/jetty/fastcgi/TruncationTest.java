package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.fastcgi.Wire.CLOSE;
import static org.gangway.jetty.fastcgi.Wire.KEEP;

import java.util.Arrays;
import org.gangway.jetty.http.LogLines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that end at any byte, or come byte by byte: PROTOCOLS.md, F-11, F-19 and section 3.4, tests 1 and 2. */
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

    @Test
    void closedAtEveryByte() throws Exception {
        try (LogLines log = new LogLines()) {
            for (int cut = 0; cut < request.length; cut++) {
                try (WebServer web = gateway.connect()) {
                    web.send(Arrays.copyOf(request, cut));
                }
            }
            gateway.assertNoConnection();
            assertThat(log.stacks()).isEmpty();
        }
    }

    @Test
    void outputShutDownAtEveryByte() throws Exception {
        try (LogLines log = new LogLines()) {
            for (int cut = 0; cut <= request.length; cut++) {
                try (WebServer web = gateway.connect()) {
                    web.send(Arrays.copyOf(request, cut));
                    web.shutdownOutput();
                    byte[] rest = web.rest();
                    if (cut == request.length) {
                        assertThat(Wire.text(rest)).contains("a body");
                    }
                }
            }
            gateway.assertNoConnection();
            assertThat(log.stacks()).isEmpty();
        }
    }

    @Test
    void halfClosedAfterTheRequestGetsTheWholeAnswer() throws Exception {
        gateway.server.stop();
        gateway.serve("/large", (request, response) -> {
            byte[] part = new byte[1_000_000];
            for (int i = 0; i < 8; i++) {
                response.getOutputStream().write(part);
            }
        });
        gateway.server.start();
        for (int flags : new int[] {CLOSE, KEEP}) {
            try (WebServer web = gateway.connect()) {
                web.send(Wire.get(1, flags, "/large"));
                web.shutdownOutput();
                assertThat(web.answer(1).complete().body()).hasSize(8_000_000);
                assertThat(web.isAtEnd()).isTrue();
            }
        }
    }
}
