package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.http.Exchange.bytes;
import static org.gangway.jetty.http.Exchange.join;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A body that is cut short, what comes behind a request that is complete, and a response that can't end. */
class BodyEndsTest extends BehaviourTest {
    private final CountDownLatch open = new CountDownLatch(1);

    @BeforeEach
    void serve() {
        gateway.serve("/stream", (request, response) -> request.getInputStream().readAllBytes());
        gateway.serve("/reader", (request, response) -> request.getReader().transferTo(Writer.nullWriter()));
        gateway.serve("/parameter", (request, response) -> request.getParameter("a"));
        gateway.serve("/async", (request, response) -> {
            // Without a listener Jetty leaves an application alone that fails in onError, over HTTP too.
            request.startAsync().addListener(new AsyncListener() {
                @Override
                public void onComplete(AsyncEvent event) {
                    // nothing to do
                }

                @Override
                public void onTimeout(AsyncEvent event) {
                    // nothing to do
                }

                @Override
                public void onError(AsyncEvent event) {
                    // nothing to do
                }

                @Override
                public void onStartAsync(AsyncEvent event) {
                    // nothing to do
                }
            });
            ServletInputStream input = request.getInputStream();
            input.setReadListener(new ReadListener() {
                @Override
                public void onDataAvailable() throws IOException {
                    while (input.isReady() && input.read() >= 0) {
                        // It is not looked at.
                    }
                }

                @Override
                public void onAllDataRead() {
                    request.getAsyncContext().complete();
                }

                @Override
                public void onError(Throwable failure) {
                    throw new UncheckedIOException(new IOException(failure));
                }
            });
        });
        gateway.serve("/early", (request, response) -> response.getWriter().print("early"));
        gateway.serve("/wait", (request, response) -> {
            try {
                open.await();
            } catch (InterruptedException x) {
                throw new IOException(x);
            }
            response.getWriter().print("waited");
        });
        gateway.serve("/info-status", (request, response) -> {
            response.setStatus(Integer.parseInt(request.getQueryString()));
            response.getWriter().print("x");
        });
        gateway.serve("/empty-status", (request, response) -> {
            response.setStatus(Integer.parseInt(request.getQueryString()));
        });
        gateway.serve("/flushed-status", (request, response) -> {
            response.setStatus(Integer.parseInt(request.getQueryString()));
            response.flushBuffer();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/stream", "/reader", "/parameter", "/async"})
    void bodyThatIsCutShortIsA400(String path) throws Exception {
        gateway.start();
        for (int length : new int[] {0, 1, 9}) {
            try (LogLines log = new LogLines();
                    Exchange web = connect()) {
                byte[] begin = length == 0 ? new byte[0] : web.part(Arrays.copyOf(bytes("a=1&b=2&c="), length));
                web.send(web.postHead(path, 10, "CONTENT_TYPE", "application/x-www-form-urlencoded"), begin);
                web.channel.shutdownOutput();
                assertThat(web.answer().status()).isEqualTo(400);
                assertThat(log.stacks()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/stream", "/reader", "/parameter", "/async"})
    void clientThatIsGoneIsLetGoOfAtOnce(String path) throws Exception {
        gateway.start();
        long begin = System.nanoTime();
        try (LogLines log = new LogLines()) {
            try (Exchange web = connect()) {
                web.send(
                        web.postHead(path, 10, "CONTENT_TYPE", "application/x-www-form-urlencoded"),
                        web.part(bytes("half")));
            }
            assertNoConnection();
            assertThat(log.stacks()).isEmpty();
        }
        assertThat(System.nanoTime() - begin).isLessThan(2_000_000_000L);
    }

    /** On a connection that ends with its request, and on one that would be kept. */
    @ParameterizedTest
    @ValueSource(ints = {1, 8, 5_000, 200_000})
    void garbageBehindARequestDoesNotTouchIt(int length) throws Exception {
        gateway.start();
        for (byte with : new byte[] {0, 1, (byte) 0xFF}) {
            byte[] garbage = new byte[length];
            Arrays.fill(garbage, with);
            try (LogLines log = new LogLines();
                    Exchange web = connect()) {
                web.write(ByteBuffer.wrap(join(web.get("/early"), garbage)));
                assertThat(web.answer().bodyText()).isEqualTo("early");
                assertThat(log.stacks()).isEmpty();
                assertThat(log.all()).hasSizeLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void garbageIsNoReasonToGiveUpWhatIsBeingServed() throws Exception {
        gateway.start();
        try (Exchange web = connect()) {
            web.write(ByteBuffer.wrap(join(web.get("/wait"), new byte[100])));
            open.countDown();
            assertThat(web.answer().bodyText()).isEqualTo("waited");
            web.readToEnd();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 102, 103, 199})
    void informationalStatusOfAnApplicationIsA500(int status) throws Exception {
        gateway.start();
        for (String path : new String[] {"/info-status", "/empty-status", "/flushed-status"}) {
            try (LogLines log = new LogLines()) {
                assertThat(get(path + "?" + status).status()).isEqualTo(500);
                assertThat(log.with(path)).hasSize(1);
                assertThat(log.with("status " + status)).hasSize(1);
                assertThat(log.all()).hasSize(1);
            }
        }
    }

    @Test
    void switchingProtocolsIsA501() throws Exception {
        gateway.start();
        assertThat(get("/empty-status?101").status()).isEqualTo(501);
    }
}
