package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of a chat over a WebSocket: what comes, in words, in its order. For one thread. */
final class ChatClient implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final BlockingQueue<String> came = new LinkedBlockingQueue<>();
    private final WebSocket socket;

    /** Shakes hands. */
    ChatClient(int port, String path) {
        socket = builder().buildAsync(address(port, path), new Ears()).join();
    }

    static WebSocket.Builder builder() {
        return HTTP.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(10));
    }

    static URI address(int port, String path) {
        return URI.create("ws://127.0.0.1:" + port + path);
    }

    ChatClient say(String text) {
        socket.sendText(text, true).join();
        return this;
    }

    ChatClient ping(String text) {
        socket.sendPing(StandardCharsets.UTF_8.encode(text)).join();
        return this;
    }

    ChatClient bye(int code) {
        socket.sendClose(code, "bye").join();
        return this;
    }

    /** What comes next: a text, {@code pong TEXT}, {@code closed CODE}, {@code failed CAUSE}, or null for nothing. */
    String next() throws InterruptedException {
        return came.poll(10, TimeUnit.SECONDS);
    }

    /** Passes over what comes until it is that. */
    void awaitNext(String text) throws InterruptedException {
        String next = next();
        while (!text.equals(next)) {
            assertThat(next).as("what comes before: " + text).isNotNull().doesNotStartWith("closed ");
            next = next();
        }
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Ears implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            came.add(text.toString());
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
            came.add("pong " + StandardCharsets.UTF_8.decode(message));
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            came.add("closed " + code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            came.add("failed " + failure);
        }
    }
}
