package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;

/** Bodies arrive whole, in both directions. */
class TransferIT {
    private static final int UPLOAD_BYTES = 300_000;
    private static final int SMALL_UPLOAD_BYTES = 20_000;
    private static final long MEGABYTE = 1 << 20;

    @EachVariant("300 KB upload")
    void upload(Site site) throws Exception {
        byte[] body = random(UPLOAD_BYTES);

        Response response = site.exchange(
                Request.post(site.path("/upload"), body).header("Content-Type", "application/octet-stream"));

        assertThat(Site.json(response))
                .containsEntry("length", (long) UPLOAD_BYTES)
                .containsEntry("contentLength", (long) UPLOAD_BYTES)
                .containsEntry("sha256", Checksum.sha256(body));
    }

    /** Where the web server limits what it takes in chunks, the body is a small one. */
    @EachVariant(value = "chunked upload", needs = Trait.CHUNKED)
    void chunkedUpload(Site site) throws Exception {
        byte[] body = random(site.variant().has(Trait.CHUNKED_UPLOAD) ? UPLOAD_BYTES : SMALL_UPLOAD_BYTES);

        Response response = site.exchange(
                Request.post(site.path("/upload"), body).inChunks().header("Content-Type", "application/octet-stream"));

        assertThat(Site.json(response))
                .containsEntry("length", (long) body.length)
                .containsEntry("sha256", Checksum.sha256(body));
    }

    @EachVariant(value = "chunked upload refused", without = Trait.CHUNKED)
    void chunkedUploadRefused(Site site) throws Exception {
        Response response = site.exchange(
                Request.post(site.path("/upload"), random(SMALL_UPLOAD_BYTES)).inChunks());

        assertThat(response.status()).isEqualTo(411);
        assertThat(site.get("/info").status()).isEqualTo(200);
    }

    @EachVariant("form")
    void form(Site site) throws Exception {
        byte[] body = "name=J%C3%B6rg+M&name=2".getBytes(StandardCharsets.US_ASCII);

        Response response = site.exchange(
                Request.post(site.path("/form"), body).header("Content-Type", "application/x-www-form-urlencoded"));

        Map<?, ?> parameters = (Map<?, ?>) Site.json(response).get("parameters");
        assertThat(parameters.get("name")).isEqualTo(new Object[] {"Jörg M", "2"});
    }

    @EachVariant("download")
    void download(Site site) throws Exception {
        long size = (site.variant().has(Trait.LARGE) ? 100 : 10) * MEGABYTE;

        try (HttpConnection connection = site.connect()) {
            Response response = connection.send(Request.get(site.path("/bytes?n=" + size)));

            assertThat(response.status()).isEqualTo(200);
            assertThat(Checksum.sha256(response.stream())).isEqualTo(response.header("X-Content-SHA256"));
            assertThat(Site.json(connection.send(Request.get(site.path("/info")))))
                    .as("the connection is good for the next request")
                    .containsEntry("requestURI", site.path("/info"));
        }
    }

    @EachVariant("download without length")
    void downloadWithoutLength(Site site) throws Exception {
        Response response = site.get("/bytes?chunked=1&n=" + MEGABYTE);

        assertThat(Checksum.sha256(response.bytes())).isEqualTo(response.header("X-Content-SHA256"));
    }

    /** A response that breaks off: no web server can mend it, but its client should learn of it. */
    @EachVariant("failure half-way")
    void failureHalfWay(Site site) throws Exception {
        int sent = 100_000;
        boolean told;
        try (HttpConnection connection = site.connect()) {
            Response response = connection.send(Request.get(site.path("/throw?after=" + sent)));
            byte[] body = response.stream().readAllBytes();
            told = response.status() >= 500;
            assertThat(body).as("sent once, perhaps with a note").hasSizeLessThan(2 * sent);
        } catch (IOException e) {
            told = true;
        }
        assertThat(told || !site.variant().has(Trait.FAILURE_TOLD)).isTrue();
        assertThat(site.get("/info").status()).isEqualTo(200);
    }

    @EachVariant("early answer")
    void earlyAnswer(Site site) throws Exception {
        Response response = site.exchange(Request.post(site.path("/early"), random(SMALL_UPLOAD_BYTES)));

        assertThat(Site.json(response)).containsEntry("early", true);
        assertThat(site.get("/info").status()).isEqualTo(200);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
