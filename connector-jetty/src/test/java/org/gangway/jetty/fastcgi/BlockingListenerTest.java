package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.fastcgi.Gateway.until;
import static org.gangway.jetty.fastcgi.Wire.KEEP;
import static org.gangway.jetty.fastcgi.Wire.STDIN;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A callback that blocks is the matter of its request: it has no thread that others need, be they on the same connection or
 * on another one of the only selector.
 */
@Timeout(60)
class BlockingListenerTest {
    /** More than a socket takes. */
    private static final int LARGE = 4_000_000;

    private static final int CONNECTIONS = 20;

    private final Gateway gateway = new Gateway();
    private final CountDownLatch open = new CountDownLatch(1);
    private final AtomicInteger blocked = new AtomicInteger();
    private final ExecutorService reader = Executors.newSingleThreadExecutor();
    private final AtomicBoolean full = new AtomicBoolean();
    private final AtomicReference<Thread> inside = new AtomicReference<>();
    private final Queue<String> handled = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void serve() throws Exception {
        gateway.serve("/hello", (request, response) -> response.getWriter().print("hello"));
        gateway.serve("/echo", (request, response) -> {
            inside.set(Thread.currentThread());
            request.getInputStream().transferTo(response.getOutputStream());
        });
        gateway.serve("/read", (request, response) -> {
            AsyncContext async = request.startAsync();
            async.setTimeout(0);
            request.getInputStream().setReadListener(new Reader(async, request.getInputStream()));
        });
        gateway.serve("/write", (request, response) -> {
            AsyncContext async = request.startAsync();
            async.setTimeout(0);
            response.getOutputStream().setWriteListener(new Writer(async, response.getOutputStream()));
        });
    }

    /** One selector serves all connections. */
    private void start() throws Exception {
        gateway.start();
        ((ServerConnector) gateway.connector()).setAcceptedSendBufferSize(64 * 1024);
    }

    @AfterEach
    void stop() throws Exception {
        open.countDown();
        reader.shutdownNow();
        gateway.assertHealthy();
        gateway.close();
    }

    private void block() {
        blocked.incrementAndGet();
        try {
            open.await();
        } catch (InterruptedException x) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Reader implements ReadListener {
        private final AsyncContext async;
        private final ServletInputStream input;
        private int read;

        Reader(AsyncContext async, ServletInputStream input) {
            this.async = async;
            this.input = input;
        }

        @Override
        public void onDataAvailable() throws IOException {
            while (input.isReady() && input.read() >= 0) {
                read++;
            }
            if (read == 1) {
                block();
            }
        }

        @Override
        public void onAllDataRead() throws IOException {
            async.getResponse().getOutputStream().print(read);
            async.complete();
        }

        @Override
        public void onError(Throwable failure) {
            async.complete();
        }
    }

    private final class Writer implements WriteListener {
        private final AsyncContext async;
        private final ServletOutputStream output;
        private int left = LARGE;

        Writer(AsyncContext async, ServletOutputStream output) {
            this.async = async;
            this.output = output;
        }

        @Override
        public void onWritePossible() throws IOException {
            if (full.get() && blocked.get() == 0) {
                block();
            }
            while (output.isReady()) {
                if (left == 0) {
                    async.complete();
                    return;
                }
                int length = Math.min(left, 100_000);
                output.write(new byte[length]);
                left -= length;
            }
            full.set(true);
        }

        @Override
        public void onError(Throwable failure) {
            async.complete();
        }
    }

    /** Others are served while something blocks, on the same connection and on others of its selector. */
    private void assertOthersAreServed(WebServer web) throws IOException {
        web.send(Wire.get(7, KEEP, "/hello"));
        assertThat(web.answer(7).complete().bodyText()).isEqualTo("hello");
        assertOtherConnectionsAreServed();
    }

    private void assertOtherConnectionsAreServed() throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            try (WebServer other = gateway.connect()) {
                other.send(Wire.post(1, KEEP, "/hello", new byte[20_000]));
                assertThat(other.answer(1).complete().bodyText()).isEqualTo("hello");
            }
        }
    }

    @Test
    void readListener() throws Exception {
        start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.postHead(1, KEEP, "/read", 10), Wire.postHead(2, KEEP, "/read", 10));
            web.send(Wire.stdin(1, "x"));
            until("the first blocks", () -> blocked.get() == 1);
            web.send(Wire.stdin(2, "0123456789"), Wire.end(STDIN, 2));
            assertThat(web.answer(2).complete().bodyText()).isEqualTo("10");
            assertOthersAreServed(web);
            open.countDown();
            web.send(Wire.stdin(1, "123456789"), Wire.end(STDIN, 1));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("10");
        }
    }

    /** What both wait for comes in one piece. */
    @Test
    void bothReadListenersOfOneConnection() throws Exception {
        start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.postHead(1, KEEP, "/read", 10), Wire.postHead(2, KEEP, "/read", 10));
            web.send(Wire.join(Wire.stdin(1, "x"), Wire.stdin(2, "x")));
            until("both block", () -> blocked.get() == 2);
            assertOthersAreServed(web);
            open.countDown();
            for (int id = 1; id <= 2; id++) {
                web.send(Wire.stdin(id, "123456789"), Wire.end(STDIN, id));
                assertThat(web.answer(id).complete().bodyText()).isEqualTo("10");
            }
        }
    }

    /** The selector's thread reads by itself for a servlet that blocks, and finds what a listener waits for. */
    @Test
    void readListenerBesideAReaderThatBlocks() throws Exception {
        start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.postHead(1, KEEP, "/read", 10), Wire.postHead(2, KEEP, "/echo", 10));
            until("the servlet waits", () -> isWaiting(inside.get()));
            web.send(Wire.stdin(1, "x"));
            until("the listener blocks", () -> blocked.get() == 1);
            web.send(Wire.stdin(2, "0123456789"), Wire.end(STDIN, 2));
            assertThat(web.answer(2).complete().bodyText()).isEqualTo("0123456789");
            assertOthersAreServed(web);
            open.countDown();
            web.send(Wire.stdin(1, "123456789"), Wire.end(STDIN, 1));
            assertThat(web.answer(1).complete().bodyText()).isEqualTo("10");
        }
    }

    @Test
    void writeListener() throws Exception {
        start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.get(1, KEEP, "/write"));
            until("the socket is full", full::get);
            Future<Answer> hello = reader.submit(() -> web.answer(7));
            until("it blocks", () -> blocked.get() == 1);
            web.send(Wire.get(7, KEEP, "/hello"));
            assertThat(hello.get().complete().bodyText()).isEqualTo("hello");
            assertOtherConnectionsAreServed();
            open.countDown();
            assertThat(web.answer(1).complete().body()).hasSize(LARGE);
        }
    }

    /** The end of one request's write, which blocks nobody, is the turn of another one's, whose callback blocks. */
    @Test
    void writeCallbackBehindTheWriteOfAnotherRequest() throws Exception {
        gateway.server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                String path = request.getHttpURI().getPath();
                Callback written = path.equals("/blocks")
                        ? Callback.from(
                                () -> {
                                    block();
                                    callback.succeeded();
                                },
                                callback::failed)
                        : Callback.from(InvocationType.NON_BLOCKING, callback::succeeded, callback::failed);
                // A buffer of the heap the JDK would copy as a whole for each part that the socket takes.
                response.write(true, ByteBuffer.allocateDirect(path.equals("/large") ? LARGE : 1), written);
                handled.add(path);
                return true;
            }
        });
        start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.get(1, KEEP, "/large"));
            until("the socket is full", () -> handled.contains("/large"));
            web.send(Wire.get(2, KEEP, "/blocks"));
            until("it is in line", () -> handled.contains("/blocks"));
            assertThat(web.answer(1).complete().body()).hasSize(LARGE);
            until("it blocks", () -> blocked.get() == 1);
            web.send(Wire.get(7, KEEP, "/"));
            assertThat(web.answer(7).complete().body()).hasSize(1);
            for (int i = 0; i < CONNECTIONS; i++) {
                try (WebServer other = gateway.connect()) {
                    other.send(Wire.get(1, KEEP, "/"));
                    assertThat(other.answer(1).complete().body()).hasSize(1);
                }
            }
            open.countDown();
            assertThat(web.answer(2).complete().body()).hasSize(1);
        }
    }

    private static boolean isWaiting(Thread thread) {
        return thread != null && thread.getState() == Thread.State.WAITING;
    }
}
