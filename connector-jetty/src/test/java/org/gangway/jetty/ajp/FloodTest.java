package org.gangway.jetty.ajp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import org.gangway.jetty.http.GatewayServer;
import org.gangway.jetty.http.LogLines;
import org.junit.jupiter.api.Test;

/** A peer that asks more than it reads: what grows has a bound. */
class FloodTest extends AjpTest {
    private static final int MANY = 5_000;

    private static byte[] cpings(int count) {
        byte[][] all = new byte[count][];
        Arrays.fill(all, AjpWire.CPING);
        return AjpWire.join(all);
    }

    @Test
    void cpingsWhoseAnswersAreNotRead() throws Exception {
        gateway.start();
        try (LogLines log = new LogLines();
                AjpClient web = connect()) {
            byte[] pings = cpings(MANY);
            try {
                while (true) {
                    web.send(pings);
                }
            } catch (IOException closed) {
                // That is what must happen.
            }
            GatewayServer.until(
                    "it is logged", () -> !log.with("answers to CPING").isEmpty());
            assertThat(log.with("WARN")).hasSize(1);
        }
    }

    @Test
    void manyCpingsAtOnceAreAllAnswered() throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            web.send(cpings(MANY));
            for (int i = 0; i < MANY; i++) {
                assertThat(web.isPong()).isTrue();
            }
            assertThat(web.send(AjpWire.get("/hello")).answer().bodyText()).isEqualTo("hello");
        }
    }

    @Test
    void requestBehindCpingsIsAnsweredBehindTheirAnswers() throws Exception {
        gateway.start();
        try (AjpClient web = connect()) {
            web.send(cpings(200), AjpWire.get("/hello"), cpings(200));
            for (int i = 0; i < 200; i++) {
                assertThat(web.isPong()).isTrue();
            }
            assertThat(web.answer().bodyText()).isEqualTo("hello");
            for (int i = 0; i < 200; i++) {
                assertThat(web.isPong()).isTrue();
            }
        }
    }
}
