package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.util.ajax.JSON;

/** Clients that speak HTTP/2 to the web server: the application is served as with HTTP/1.1. */
class Http2IT {
    private static final int UPLOAD_BYTES = 300_000;
    private static final int SMALL_UPLOAD_BYTES = 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** There is no Host field: the host is in {@code :authority}. */
    @EachVariant(value = "HTTP/2", kind = Variant.Kind.TLS)
    void authority(Site site) throws Exception {
        HttpResponse<InputStream> response = new Http2Client(site).get(site.path("/info"));

        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(json(response))
                .containsEntry("scheme", "https")
                .containsEntry("serverName", "localhost")
                .containsEntry("serverPort", (long) site.port())
                .containsEntry("requestURL", "https://localhost:" + site.port() + site.path("/info"));
    }

    /** RFC 9113, 8.2.3: a client may split them. */
    @EachVariant(value = "HTTP/2 split cookies", kind = Variant.Kind.TLS)
    void splitCookies(Site site) throws Exception {
        Map<String, Object> info = json(new Http2Client(site)
                .get(site.path("/info"), "Cookie", "first=1", "Cookie", "second=2", "Cookie", "third=3; fourth=4"));

        assertThat((Object[]) info.get("cookies"))
                .containsExactlyInAnyOrder(
                        Map.of("name", "first", "value", "1"),
                        Map.of("name", "second", "value", "2"),
                        Map.of("name", "third", "value", "3"),
                        Map.of("name", "fourth", "value", "4"));
    }

    @EachVariant(value = "HTTP/2 upload without length", kind = Variant.Kind.TLS, needs = Trait.LENGTH_UNTOLD)
    void uploadWithoutLength(Site site) throws Exception {
        byte[] body = new byte[site.variant().has(Trait.CHUNKED_UPLOAD) ? UPLOAD_BYTES : SMALL_UPLOAD_BYTES];
        Arrays.fill(body, (byte) 'x');

        assertThat(json(new Http2Client(site).post(site.path("/upload"), body)))
                .containsEntry("length", (long) body.length)
                .containsEntry("sha256", Checksum.sha256(body));
    }

    /** Half a body, or none, is never a whole one for the application (F-44). */
    @EachVariant(
            value = "HTTP/2 upload without length, whole or refused",
            kind = Variant.Kind.TLS,
            without = Trait.LENGTH_UNTOLD)
    void uploadWithoutLengthIsWholeOrRefused(Site site) throws Exception {
        byte[] body = new byte[SMALL_UPLOAD_BYTES];
        try {
            HttpResponse<InputStream> response = new Http2Client(site).post(site.path("/upload"), body);
            if (response.statusCode() == 200) {
                assertThat(json(response)).containsEntry("sha256", Checksum.sha256(body));
            } else {
                assertThat(response.statusCode()).isIn(400, 411);
            }
        } catch (IOException e) {
            // lighttpd closes the stream, or the connection.
            assertThat(site.variant().forwarder().title()).startsWith("lighttpd");
        }
        assertThat(new Http2Client(site).get(site.path("/info")).statusCode()).isEqualTo(200);
    }

    /** One stream is reset, in either direction; the connection goes on. */
    @EachVariant(value = "HTTP/2 streams closed early", kind = Variant.Kind.TLS, needs = Trait.STREAMS_APART)
    void streamsClosedEarly(Site site) throws Exception {
        Http2Client client = new Http2Client(site);
        Map<String, Object> before = json(client.get(site.path("/info")));

        try (InputStream download = client.get(site.path("/bytes?n=50000000")).body()) {
            assertThat(download.readNBytes(100_000)).hasSize(100_000);
        }
        if (site.variant().has(Trait.LENGTH_UNTOLD)) {
            client.postAndCancel(site.path("/upload"), SMALL_UPLOAD_BYTES);
        }

        Map<String, Object> after = json(client.get(site.path("/info")));
        if (site.variant().has(Trait.CLIENT_PORT)) {
            assertThat(after).as("the same connection").containsEntry("remotePort", before.get("remotePort"));
        }
    }

    @EachVariant(value = "HTTP/2 abort seen by the application", kind = Variant.Kind.TLS, needs = Trait.FLUSHED)
    void abortIsSeen(Site site) throws Exception {
        Http2Client client = new Http2Client(site);
        long before = gone(client, site);

        try (InputStream events =
                client.get(site.path("/sse?count=100000&interval=20")).body()) {
            assertThat(events.readNBytes(4)).hasSize(4);
        }

        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (gone(client, site) == before && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertThat(gone(client, site)).isEqualTo(before + 1);
    }

    private static long gone(Http2Client client, Site site) throws Exception {
        return (Long) json(client.get(site.path("/sse?stats"))).get("gone");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> json(HttpResponse<InputStream> response) throws IOException {
        String text = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(response.statusCode()).as(text).isEqualTo(200);
        return (Map<String, Object>) new JSON().fromJSON(text);
    }
}
