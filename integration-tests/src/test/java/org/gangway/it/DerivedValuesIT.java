package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** What a servlet learns about a plain request is what it would learn without a web server in between. */
class DerivedValuesIT {
    @EachVariant("GET")
    void get(Site site) throws Exception {
        try (HttpConnection connection = site.connect()) {
            Response response = connection.send(Request.get(site.path("/info?x=1&y=%20z"))
                    .header("User-Agent", "it/1")
                    .header("X-Empty", "")
                    .header("X-Test", "one")
                    .header("X-Test", "two")
                    .header("Remote-User", "mallory")
                    .header("Proxy", "http://mallory.example.test/"));
            Map<String, Object> info = Site.json(response);

            assertThat(info)
                    .containsEntry("method", "GET")
                    .containsEntry("requestURI", site.path("/info"))
                    .containsEntry("contextPath", site.variant().prefix())
                    .containsEntry("servletPath", "/info")
                    .containsEntry("pathInfo", null)
                    .containsEntry("queryString", "x=1&y=%20z")
                    .containsEntry("protocol", "HTTP/1.1")
                    .containsEntry("scheme", "http")
                    .containsEntry("secure", false)
                    .containsEntry("serverName", "www.example.test")
                    .containsEntry("serverPort", (long) site.visiblePort())
                    .containsEntry("remoteAddr", "127.0.0.1")
                    .containsEntry("remotePort", site.clientPort(connection))
                    .containsEntry("remoteUser", null)
                    .containsEntry("contentType", null);
            if (site.variant().has(Trait.LOCAL_ADDRESS)) {
                assertThat(info).containsEntry("localAddr", "127.0.0.1").containsEntry("localPort", (long) site.port());
            }
            assertThat(info.get("requestURL"))
                    .isEqualTo("http://www.example.test"
                            + (site.visiblePort() == 80 ? "" : ":" + site.visiblePort())
                            + site.path("/info"));
            assertThat(header(info, "user-agent")).containsExactly("it/1");
            assertThat(header(info, "x-test")).containsExactly("one", "two");
            assertThat(header(info, "proxy")).as("httpoxy").isEmpty();
        }
    }

    @EachVariant("status and errors")
    void statusAndErrors(Site site) throws Exception {
        assertThat(site.get("/status?code=404").status()).isEqualTo(404);
        assertThat(site.get("/nothing-here").status()).isEqualTo(404);
        assertThat(site.get("/throw").status()).isEqualTo(500);
        assertThat(site.get("/async?ms=20").status()).isEqualTo(200);
        assertThat(site.get("/hello.jsp").status()).isEqualTo(200);
    }

    /** The values of a header, split where a web server joined them. */
    private static List<String> header(Map<String, Object> info, String name) {
        return ((Map<?, ?>) info.get("headers"))
                .entrySet().stream()
                        .filter(entry -> entry.getKey()
                                .toString()
                                .toLowerCase(Locale.ROOT)
                                .equals(name))
                        .flatMap(entry -> Stream.of((Object[]) entry.getValue()))
                        .flatMap(value -> Stream.of(value.toString().split(", ", -1)))
                        .toList();
    }
}
