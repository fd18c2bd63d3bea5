package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.fastcgi.Gateway.until;
import static org.gangway.jetty.fastcgi.Wire.KEEP;
import static org.gangway.jetty.fastcgi.Wire.RESPONDER;
import static org.gangway.jetty.fastcgi.Wire.STDIN;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.EndPoint;
import org.gangway.jetty.http.NioEcho;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large bodies in both directions, at the pace of whoever reads them, on kept and on shared connections. */
@Timeout(60)
class StreamingTest {
    private final Gateway gateway = new Gateway();
    private final CountDownLatch open = new CountDownLatch(1);
    private final AtomicInteger waiting = new AtomicInteger();

    @BeforeEach
    void serve() throws Exception {
        gateway.serve("/echo", (request, response) -> request.getInputStream().transferTo(response.getOutputStream()));
        gateway.serve("/nio", new NioEcho());
        gateway.serve("/hello", (request, response) -> response.getWriter().print("hello"));
        gateway.serve("/wait", (request, response) -> {
            waiting.incrementAndGet();
            await(open);
            response.getWriter().print(request.getInputStream().readAllBytes().length);
        });
        gateway.start();
    }

    private static void await(CountDownLatch latch) throws ServletException {
        try {
            latch.await();
        } catch (InterruptedException x) {
            throw new ServletException(x);
        }
    }

    @AfterEach
    void stop() throws Exception {
        open.countDown();
        gateway.assertHealthy();
        gateway.close();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void twoLargeEchoesOnOneConnection() throws Exception {
        byte[] first = random(2_000_001);
        byte[] second = random(2_000_002);
        try (WebServer web = gateway.connect()) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try {
                    web.send(
                            Wire.postHead(1, KEEP, "/echo", first.length),
                            Wire.postHead(2, KEEP, "/nio", second.length));
                    for (int at = 0; at < second.length; at += 8000) {
                        web.send(part(1, first, at), part(2, second, at));
                    }
                    web.send(Wire.end(STDIN, 1), Wire.end(STDIN, 2));
                } catch (IOException x) {
                    throw new java.io.UncheckedIOException(x);
                }
            });
            assertThat(web.answer(1).complete().body()).isEqualTo(first);
            assertThat(web.answer(2).complete().body()).isEqualTo(second);
            sent.join();
        }
    }

    private static byte[] part(int id, byte[] body, int at) {
        return Wire.stream(STDIN, id, java.util.Arrays.copyOfRange(body, at, Math.min(at + 8000, body.length)));
    }

    private long bytesIn() {
        return gateway.connector().getConnectedEndPoints().stream()
                .map(EndPoint::getConnection)
                .mapToLong(connection -> connection.getBytesIn())
                .sum();
    }

    /** Sends until the connector reads no more, and returns how much it read. */
    private long flood(WebServer web, byte[] record) throws Exception {
        SocketChannel channel = web.channel;
        channel.setOption(StandardSocketOptions.SO_SNDBUF, 16 * 1024);
        channel.configureBlocking(false);
        long quietSince = System.nanoTime();
        long taken = -1;
        ByteBuffer buffer = ByteBuffer.wrap(record);
        while (System.nanoTime() - quietSince < 300_000_000L) {
            // The operating system may take a few bytes more for a long time; what counts is what the connector reads.
            channel.write(buffer);
            if (bytesIn() != taken) {
                taken = bytesIn();
                quietSince = System.nanoTime();
            }
            if (!buffer.hasRemaining()) {
                buffer.rewind();
            }
        }
        channel.configureBlocking(true);
        return taken;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 65528})
    void r37BodyThatNobodyReadsOnASharedConnectionIsBounded(int portion) throws Exception {
        try (WebServer web = gateway.connect()) {
            web.send(Wire.postHead(1, KEEP, "/wait", 1L << 40), Wire.postHead(2, KEEP, "/wait", 1L << 40));
            until("the servlets wait", () -> waiting.get() == 2);
            assertThat(flood(web, Wire.record(STDIN, 1, new byte[portion]))).isLessThan(600_000);
            long memory = gateway.buffers.getLeaks().stream()
                    .mapToLong(buffer -> buffer.getSize())
                    .sum();
            assertThat(memory).isLessThan(1_000_000);
        }
    }

    @Test
    void r37TrickleThatNobodyReadsKeepsFewBuffers() throws Exception {
        try (WebServer web = gateway.connect()) {
            web.send(
                    Wire.postHead(1, KEEP, "/wait", 200),
                    Wire.begin(2, RESPONDER, KEEP),
                    Wire.params(2, Wire.variables("GET", "/hello")));
            web.answer(2).complete();
            web.send(Wire.postHead(2, KEEP, "/wait", 200));
            until("the servlets wait", () -> waiting.get() == 2);
            for (int i = 0; i < 200; i++) {
                long before = bytesIn();
                web.send(Wire.stdin(1, "x"));
                until("the byte has come", () -> bytesIn() > before);
            }
            assertThat(gateway.buffers.getLeaks().size()).isLessThan(6);
            web.send(Wire.stream(STDIN, 2, new byte[200]), Wire.end(STDIN, 2), Wire.end(STDIN, 1));
            open.countDown();
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("200");
            assertThat(web.answer(2).complete().bodyText()).isEqualTo("200");
        }
    }
}
