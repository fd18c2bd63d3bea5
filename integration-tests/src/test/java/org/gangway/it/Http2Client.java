package org.gangway.it;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A client that speaks HTTP/2 over one connection. It names the host in {@code :authority} and nowhere else. */
final class Http2Client {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client;
    private final String root;

    /** A client of the site: its connection is made by the first request. */
    Http2Client(Site site) {
        // The certificate isn't for the name; it is this test's own.
        TrustManager[] anybody = {new AnyServer()};
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, anybody, null);
            client = HttpClient.newBuilder()
                    .sslContext(tls)
                    .version(HttpClient.Version.HTTP_2)
                    .connectTimeout(PATIENCE)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        root = "https://localhost:" + site.port();
    }

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create(root + target)).timeout(PATIENCE);
    }

    /** Each pair of names and values is a header field of its own. */
    HttpResponse<InputStream> get(String target, String... fields) throws Exception {
        HttpRequest.Builder request = request(target);
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    /** Sends a body without saying how long it is. */
    HttpResponse<InputStream> post(String target, byte[] body) throws Exception {
        return client.send(
                request(target)
                        .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    /** Begins to send the body, and takes the request back when the server has had that many bytes of it. */
    void postAndCancel(String target, int bytes) throws Exception {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        CompletableFuture<?> answer = client.sendAsync(
                request(target)
                        .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new Endless(bytes, sent)))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        try {
            CompletableFuture.anyOf(sent, answer).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the body isn't read", e);
        }
        answer.cancel(true);
    }

    /** A body that goes on and on. */
    private static final class Endless extends InputStream {
        private final int enough;
        private final CompletableFuture<Void> reached;
        private long read;

        Endless(int enough, CompletableFuture<Void> reached) {
            this.enough = enough;
            this.reached = reached;
        }

        @Override
        public int read() {
            return read(new byte[1], 0, 1) == 1 ? 'x' : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            Arrays.fill(buffer, offset, offset + length, (byte) 'x');
            read += length;
            if (read > enough) {
                reached.complete(null);
            }
            return length;
        }
    }

    private static final class AnyServer extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
