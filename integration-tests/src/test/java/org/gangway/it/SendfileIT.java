package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gangway.it.FilesApp.DATA;
import static org.gangway.it.FilesApp.EARLIER;
import static org.gangway.it.FilesApp.LAST_MODIFIED;
import static org.gangway.it.FilesApp.TEXT;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Files that the web server sends by itself: it says so in a field that it adds to nothing else. nginx has one in its
 * configuration; an ETag comes from lighttpd only, since Jetty makes none here.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(LandscapeParameter.class)
class SendfileIT {
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
    @EnumSource(names = {"NGINX_FILES", "LIGHTTPD_FILES"})
    void whole(Server server) throws Exception {
        for (int i = 0; i < 2; i++) {
            Response response = get(server, "/data.bin");

            assertSentBy(server, response);
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.headers("Content-Type")).containsExactly("application/octet-stream");
            assertThat(response.headers("Last-Modified")).containsExactly(LAST_MODIFIED);
            assertThat(response.headers("Accept-Ranges")).containsExactly("bytes");
            assertThat(response.headers("Content-Length")).containsExactly(String.valueOf(DATA.length));
            assertThat(response.headers("X-Accel-Redirect")).isEmpty();
            assertThat(response.headers("X-Sendfile")).isEmpty();
            assertThat(response.bytes()).isEqualTo(DATA);
        }
        Response head = site.handed(server, Request.of("HEAD", "/data.bin"));
        assertSentBy(server, head);
        assertThat(head.headers("Content-Length")).containsExactly(String.valueOf(DATA.length));
        assertThat(head.headers("Content-Type")).containsExactly("application/octet-stream");
    }

    @ParameterizedTest
    @EnumSource(names = {"NGINX_FILES", "LIGHTTPD_FILES"})
    void ranges(Server server) throws Exception {
        Response first = get(server, "/data.bin", "Range", "bytes=5-9");
        assertSentBy(server, first);
        assertThat(first.status()).isEqualTo(206);
        assertThat(first.headers("Content-Range")).containsExactly("bytes 5-9/" + DATA.length);
        assertThat(first.headers("Content-Length")).containsExactly("5");
        assertThat(first.bytes()).isEqualTo(Arrays.copyOfRange(DATA, 5, 10));
        Response last = get(server, "/data.bin", "Range", "bytes=-100000");
        assertSentBy(server, last);
        assertThat(last.bytes()).isEqualTo(Arrays.copyOfRange(DATA, DATA.length - 100_000, DATA.length));
        Response two = get(server, "/text.txt", "Range", "bytes=0-6,8-12");
        assertThat(two.status()).isEqualTo(206);
        assertThat(two.text()).contains("bytes 0-6/30", "a plain", "bytes 8-12/30", "text,");
        Response beyond = get(server, "/data.bin", "Range", "bytes=" + DATA.length + "-");
        assertThat(beyond.status()).isEqualTo(416);
    }

    @ParameterizedTest
    @EnumSource(names = {"NGINX_FILES", "LIGHTTPD_FILES"})
    void ifRange(Server server) throws Exception {
        String etag = get(server, "/data.bin").header("ETag");

        for (String same : List.of(etag, LAST_MODIFIED)) {
            assertThat(get(server, "/data.bin", "Range", "bytes=5-9", "If-Range", same)
                            .status())
                    .as(same)
                    .isEqualTo(206);
        }
        for (String other : List.of("\"other\"", EARLIER)) {
            Response whole = get(server, "/data.bin", "Range", "bytes=5-9", "If-Range", other);
            assertThat(whole.status()).as(other).isEqualTo(200);
            assertThat(whole.bytes()).as(other).isEqualTo(DATA);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NGINX_FILES", "LIGHTTPD_FILES"})
    void notModified(Server server) throws Exception {
        String etag = get(server, "/data.bin").header("ETag");

        assertThat(get(server, "/data.bin", "If-None-Match", etag).status()).isEqualTo(304);
        assertThat(get(server, "/data.bin", "If-Modified-Since", LAST_MODIFIED).status())
                .isEqualTo(304);
        assertThat(get(server, "/data.bin", "If-None-Match", "\"other\"").bytes())
                .isEqualTo(DATA);
    }

    @ParameterizedTest
    @EnumSource(names = {"NGINX_FILES", "LIGHTTPD_FILES"})
    void oddNames(Server server) throws Exception {
        Response response = get(server, "/names/a%20b%23+=~.txt");

        assertSentBy(server, response);
        assertThat(response.bytes()).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @EnumSource(names = {"NGINX_FILES", "LIGHTTPD_FILES"})
    void whatTheApplicationHides(Server server) throws Exception {
        assertThat(get(server, "/WEB-INF/secret.txt").status()).isEqualTo(404);
        assertThat(get(server, "/files/WEB-INF/secret.txt").status()).isEqualTo(404);
        assertThat(get(server, "/files/data.bin").status()).isEqualTo(404);
    }

    private static void assertSentBy(Server server, Response response) {
        if (server == Server.NGINX_FILES) {
            assertThat(response.header("X-Sent-By")).as(response.toString()).isEqualTo("nginx");
        } else {
            assertThat(response.header("ETag")).as(response.toString()).matches("\"\\d+\"");
        }
    }

    private Response get(Server server, String uri, String... headers) throws IOException {
        Request request = Request.get(uri);
        for (int i = 0; i < headers.length; i += 2) {
            request = request.header(headers[i], headers[i + 1]);
        }
        return site.handed(server, request);
    }
}
