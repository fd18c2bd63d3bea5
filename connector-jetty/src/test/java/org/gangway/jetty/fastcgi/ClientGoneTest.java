package org.gangway.jetty.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.jetty.fastcgi.Gateway.until;
import static org.gangway.jetty.fastcgi.Wire.CLOSE;
import static org.gangway.jetty.fastcgi.Wire.KEEP;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.gangway.jetty.http.AsyncErrors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A web server that goes away, or stops reading, in mid-upload and in mid-download. */
@Timeout(20)
class ClientGoneTest {
    private final Gateway gateway = new Gateway();
    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    private final AtomicInteger served = new AtomicInteger();

    @TempDir
    Path directory;

    @AfterEach
    void stop() throws Exception {
        gateway.assertHealthy();
        gateway.close();
    }

    private static void reset(WebServer web) throws IOException {
        web.channel().setOption(StandardSocketOptions.SO_LINGER, 0);
        web.close();
    }

    private Object seen() throws InterruptedException {
        return seen.poll(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void f44UploadThatBreaksOffIsNotCommitted(boolean reset) throws Exception {
        Path stored = directory.resolve("stored");
        gateway.serve("/store", (request, response) -> {
            try {
                byte[] body = request.getInputStream().readAllBytes();
                Files.write(stored, body);
                seen.add("stored");
            } catch (IOException x) {
                seen.add(x);
                throw x;
            }
        });
        gateway.start();
        for (String length : new String[] {"1000000", ""}) {
            try (WebServer web = gateway.connect()) {
                web.send(Wire.postHead(1, CLOSE, "/store", 0, "CONTENT_LENGTH", length));
                web.send(Wire.stdin(1, "x".repeat(60_000)));
                if (reset) {
                    reset(web);
                }
            }
            assertThat(seen()).isInstanceOf(IOException.class);
        }
        assertThat(Files.exists(stored, java.nio.file.LinkOption.NOFOLLOW_LINKS))
                .isFalse();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.post(1, CLOSE, "/store", "whole".getBytes(StandardCharsets.US_ASCII)));
            web.answer(1).complete();
            assertThat(Files.readString(stored)).isEqualTo("whole");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {CLOSE, KEEP})
    void downloadThatNobodyReadsAnyMoreFails(int flags) throws Exception {
        gateway.serve("/endless", (request, response) -> {
            byte[] part = new byte[20_000];
            try {
                while (true) {
                    response.getOutputStream().write(part);
                }
            } catch (IOException x) {
                seen.add(x);
                throw x;
            }
        });
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.get(1, flags, "/endless"));
            web.atLeast(1, 100_000);
            reset(web);
        }
        assertThat(seen()).isInstanceOf(IOException.class);
    }

    @Test
    void asynchronousReaderIsToldOfTheEnd() throws Exception {
        gateway.serve("/read", this::readAsynchronously);
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.postHead(1, CLOSE, "/read", 100), Wire.stdin(1, "half"));
            assertThat(seen()).isEqualTo("4 bytes");
        }
        assertThat(seen()).isInstanceOf(IOException.class);
    }

    private void readAsynchronously(HttpServletRequest request, HttpServletResponse response) throws IOException {
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        var input = request.getInputStream();
        input.setReadListener(new ReadListener() {
            @Override
            public void onDataAvailable() throws IOException {
                byte[] buffer = new byte[100];
                while (input.isReady()) {
                    seen.add(input.read(buffer) + " bytes");
                }
            }

            @Override
            public void onAllDataRead() {
                seen.add("all");
            }

            @Override
            public void onError(Throwable failure) {
                seen.add(failure);
                async.complete();
            }
        });
    }

    @Test
    void asynchronousRequestsAreToldWhenTheConnectionBreaks() throws Exception {
        gateway.serve("/async", (request, response) -> {
            AsyncContext async = request.startAsync();
            async.setTimeout(0);
            async.addListener(new AsyncErrors(seen));
            served.incrementAndGet();
        });
        gateway.serve("/endless", (request, response) -> {
            while (true) {
                response.getOutputStream().write(new byte[20_000]);
            }
        });
        gateway.start();
        try (WebServer web = gateway.connect()) {
            web.send(Wire.get(1, KEEP, "/async"), Wire.get(2, KEEP, "/async"));
            until("both wait", () -> served.get() == 2);
            web.send(Wire.get(3, KEEP, "/endless"));
            web.atLeast(3, 100_000);
            reset(web);
        }
        assertThat(seen()).isInstanceOf(IOException.class);
        assertThat(seen()).isInstanceOf(IOException.class);
    }

    @Test
    void peerThatStopsReadingTheLastWriteIsGivenUpAfterTheIdleTimeout() throws Exception {
        gateway.server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                if (request.getHttpURI().getPath().equals("/large")) {
                    ByteBuffer large = ByteBuffer.allocate(20_000_000);
                    response.write(true, large, Callback.from(callback, () -> seen.add("over")));
                } else {
                    Content.Sink.write(response, true, "small", callback);
                }
                return true;
            }
        });
        gateway.start();
        ((ServerConnector) gateway.connector()).setIdleTimeout(300);
        try (WebServer web = gateway.connect()) {
            web.send(Wire.get(1, KEEP, "/small"));
            web.answer(1).complete();
            web.send(Wire.get(1, KEEP, "/large"));
            assertThat(seen()).isEqualTo("over");
            gateway.assertNoConnection();
        }
    }

    @Test
    void peerThatStopsReadingABlockedWriterIsGivenUpAfterTheIdleTimeout() throws Exception {
        gateway.serve("/endless", (request, response) -> {
            try {
                while (true) {
                    response.getOutputStream().write(new byte[20_000]);
                }
            } catch (IOException x) {
                seen.add(x);
                throw x;
            }
        });
        gateway.start();
        ((ServerConnector) gateway.connector()).setIdleTimeout(300);
        try (WebServer web = gateway.connect()) {
            web.send(Wire.get(1, KEEP, "/endless"));
            assertThat(seen()).isInstanceOf(IOException.class);
            gateway.assertNoConnection();
        }
    }

    @Test
    void abortOfABlockedWriterIsGivenUpAfterTheIdleTimeout() throws Exception {
        gateway.serve("/endless", (request, response) -> {
            try {
                while (true) {
                    response.getOutputStream().write(new byte[20_000]);
                    served.incrementAndGet();
                }
            } catch (IOException x) {
                seen.add(x);
                throw x;
            }
        });
        gateway.start();
        ((ServerConnector) gateway.connector()).setIdleTimeout(500);
        try (WebServer web = gateway.connect()) {
            web.send(Wire.get(1, KEEP, "/endless"));
            int[] before = {-1, 0};
            until("the writer is blocked", () -> {
                before[1] = served.get() == before[0] ? before[1] + 1 : 0;
                before[0] = served.get();
                return before[1] > 50;
            });
            web.send(Wire.abort(1));
            assertThat(seen()).isInstanceOf(IOException.class);
            gateway.assertNoConnection();
        }
    }
}
