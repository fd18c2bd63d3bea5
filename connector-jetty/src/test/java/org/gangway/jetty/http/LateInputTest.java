package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What comes behind a request while it is being served. */
class LateInputTest extends BehaviourTest {
    private static final int LARGE = 3_000_000;

    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        open.countDown();
    }

    /** A connection that is closed while something is unread is reset, and what was not sent yet is lost. */
    @Test
    void whatNobodyWantsDoesNotDestroyTheAnswer() throws Exception {
        gateway.serve("/late", (request, response) -> {
            inside.countDown();
            try {
                open.await();
            } catch (InterruptedException x) {
                throw new InterruptedIOException();
            }
            response.getOutputStream().write(new byte[LARGE]);
        });
        gateway.start();
        ((ServerConnector) gateway.connector()).setAcceptedSendBufferSize(4 * LARGE);
        try (LogLines log = new LogLines();
                Exchange web = connect()) {
            web.send(web.get("/late"));
            inside.await();
            web.write(ByteBuffer.wrap(Exchange.bytes("x".repeat(1000))));
            open.countDown();
            web.atLeast(1);
            HttpAnswer answer = web.answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).hasSize(LARGE);
            assertThat(web.isWhole()).isNotEqualTo(false);
            assertThat(log.stacks()).isEmpty();
        }
    }
}
