package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.it.FilesApp.COMPRESSED;
import static org.gangway.it.FilesApp.DATA;
import static org.gangway.it.FilesApp.EARLIER;
import static org.gangway.it.FilesApp.LAST_MODIFIED;
import static org.gangway.it.FilesApp.TEXT;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that Jetty sends through a web server: what HTTP has for them arrives whole. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(LandscapeParameter.class)
class StaticFilesIT {
    private FilesSite site;

    @BeforeAll
    void prepare(Landscape landscape) {
        site = new FilesSite(landscape);
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @ParameterizedTest
    @EnumSource(names = ".*_FILES", mode = EnumSource.Mode.MATCH_ALL)
    void whole(Server server) throws Exception {
        Response response = get(server, "/data.bin");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(response.header("Last-Modified")).isEqualTo(LAST_MODIFIED);
        assertThat(response.header("ETag")).startsWith("W/\"");
        assertThat(response.header("Accept-Ranges")).isEqualTo("bytes");
        assertThat(response.bytes()).isEqualTo(DATA);
        Response head = site.fromJetty(server, Request.of("HEAD", "/data.bin"));
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("ETag")).isEqualTo(response.header("ETag"));
        assertThat(head.header("Last-Modified")).isEqualTo(LAST_MODIFIED);
    }

    @ParameterizedTest
    @EnumSource(names = ".*_FILES", mode = EnumSource.Mode.MATCH_ALL)
    void ranges(Server server) throws Exception {
        Response first = get(server, "/data.bin", "Range", "bytes=5-9");
        assertThat(first.status()).isEqualTo(206);
        assertThat(first.header("Content-Range")).isEqualTo("bytes 5-9/" + DATA.length);
        assertThat(first.bytes()).isEqualTo(Arrays.copyOfRange(DATA, 5, 10));
        Response last = get(server, "/data.bin", "Range", "bytes=-100000");
        assertThat(last.status()).isEqualTo(206);
        assertThat(last.bytes()).isEqualTo(Arrays.copyOfRange(DATA, DATA.length - 100_000, DATA.length));
        Response two = get(server, "/text.txt", "Range", "bytes=0-6,8-12");
        assertThat(two.status()).isEqualTo(206);
        assertThat(two.header("Content-Type")).startsWith("multipart/byteranges; boundary=");
        assertThat(two.text()).contains("bytes 0-6/30", "a plain", "bytes 8-12/30", "text,");
        Response beyond = get(server, "/data.bin", "Range", "bytes=" + DATA.length + "-");
        assertThat(beyond.status()).isEqualTo(416);
        assertThat(beyond.header("Content-Range")).isEqualTo("bytes */" + DATA.length);
    }

    /** Jetty 12.1 reads no If-Range, over HTTP neither: the range comes even from a file that has changed. */
    @ParameterizedTest
    @EnumSource(names = ".*_FILES", mode = EnumSource.Mode.MATCH_ALL)
    void ifRange(Server server) throws Exception {
        String etag = get(server, "/data.bin").header("ETag");

        assertThat(get(server, "/data.bin", "Range", "bytes=5-9", "If-Range", etag)
                        .status())
                .isEqualTo(206);
        assertThat(get(server, "/data.bin", "Range", "bytes=5-9", "If-Range", EARLIER)
                        .status())
                .isEqualTo(206);
    }

    @ParameterizedTest
    @EnumSource(names = ".*_FILES", mode = EnumSource.Mode.MATCH_ALL)
    void notModified(Server server) throws Exception {
        String etag = get(server, "/data.bin").header("ETag");

        Response byTag = get(server, "/data.bin", "If-None-Match", etag);
        assertThat(byTag.status()).isEqualTo(304);
        assertThat(byTag.header("ETag")).isEqualTo(etag);
        assertThat(get(server, "/data.bin", "If-Modified-Since", LAST_MODIFIED).status())
                .isEqualTo(304);
        assertThat(get(server, "/data.bin", "If-Modified-Since", EARLIER).bytes())
                .isEqualTo(DATA);
        assertThat(get(server, "/data.bin", "If-None-Match", "W/\"other\"").bytes())
                .isEqualTo(DATA);
        assertThat(get(server, "/data.bin", "If-Match", "W/\"other\"").status()).isEqualTo(412);
    }

    @ParameterizedTest
    @EnumSource(names = ".*_FILES", mode = EnumSource.Mode.MATCH_ALL)
    void precompressed(Server server) throws Exception {
        Response compressed = get(server, "/text.txt", "Accept-Encoding", "gzip");
        assertThat(compressed.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(compressed.header("Content-Type")).isEqualTo("text/plain");
        assertThat(compressed.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(compressed.bytes()).isEqualTo(COMPRESSED);
        Response plain = get(server, "/text.txt");
        assertThat(plain.headers("Content-Encoding")).isEmpty();
        assertThat(plain.bytes()).isEqualTo(TEXT);
    }

    private Response get(Server server, String uri, String... headers) throws IOException {
        Request request = Request.get(uri);
        for (int i = 0; i < headers.length; i += 2) {
            request = request.header(headers[i], headers[i + 1]);
        }
        return site.fromJetty(server, request);
    }
}
