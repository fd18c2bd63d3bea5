package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Clients that go away harm nobody else. */
class AbortIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @EachVariant("upload aborted")
    void upload(Site site) throws Exception {
        try (HttpConnection connection = site.connect()) {
            OutputStream out = connection.out();
            out.write(("POST " + site.path("/upload") + " HTTP/1.1\r\nHost: " + connection.host()
                            + "\r\nContent-Type: application/octet-stream\r\nContent-Length: 10000000\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(new byte[200_000]);
            out.flush();
            connection.reset();
        }
        assertNextRequestServed(site);
    }

    @EachVariant("download aborted")
    void download(Site site) throws Exception {
        try (HttpConnection connection = site.connect()) {
            Response response = connection.send(Request.get(site.path("/bytes?n=50000000")));
            assertThat(response.stream().readNBytes(100_000)).hasSize(100_000);
            connection.reset();
        }
        assertNextRequestServed(site);
    }

    @EachVariant(value = "abort seen by the application", needs = Trait.FLUSHED)
    void eventStream(Site site) throws Exception {
        long before = gone(site);
        try (HttpConnection connection = site.connect()) {
            Response response = connection.send(Request.get(site.path("/sse?count=100000&interval=20")));
            assertThat(response.stream().readNBytes(4)).hasSize(4);
            connection.reset();
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (gone(site) == before && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertThat(gone(site)).isEqualTo(before + 1);
    }

    private static long gone(Site site) throws Exception {
        return (Long) Site.json(site.get("/sse?stats")).get("gone");
    }

    private static void assertNextRequestServed(Site site) throws Exception {
        Map<String, Object> info = Site.json(site.get("/info"));
        assertThat(info).containsEntry("requestURI", site.path("/info"));
        Gangway backend = site.landscape().backend(site.variant().backend());
        assertThat(backend == null || backend.isAlive()).isTrue();
        assertThat(site.landscape().server(site.variant().server()).isAlive()).isTrue();
    }
}
