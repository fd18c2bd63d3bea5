package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.util.ajax.JSON;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A web server hands another URL on than the client's: the application sees the arguments that a rewrite, an error page
 * or an include has set, at the path that was handed on.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(LandscapeParameter.class)
class RewriteIT {
    private Landscape landscape;

    @BeforeAll
    void prepare(Landscape landscape) {
        this.landscape = landscape;
        landscape.backend(Backend.AUTO);
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource({
        "REWRITE_NGINX, fastcgi, /info/more?x=1, /info/more, x=1&added=1",
        "REWRITE_NGINX, fastcgi, /old/a?x=1, /info/a, added=1&x=1",
        "REWRITE_NGINX, fastcgi, /page/7?x=1, /info/ctl, path=/page/7&x=1",
        "REWRITE_NGINX, fastcgi, /info/none?x=1, /info/none,",
        "REWRITE_NGINX, scgi, /info/more?x=1, /info/more, x=1&added=1",
        "REWRITE_NGINX, scgi, /old/a?x=1, /info/a, added=1&x=1",
        "REWRITE_NGINX, scgi, /page/7?x=1, /info/ctl, path=/page/7&x=1",
        "REWRITE_NGINX, scgi, /info/none?x=1, /info/none,",
        "REWRITE_APACHE, htaccess, /item/5?x=1, /info/item, id=5&x=1",
        "REWRITE_APACHE, htaccess, /info/plain?x=%20%2B, /info/plain, x=%20%2B",
        "REWRITE_APACHE, fastcgi, /item/5?x=1, /info/item, id=5&x=1",
        "REWRITE_APACHE, fastcgi, /gone/y?x=1, /info/gone,",
        "REWRITE_APACHE, scgi, /item/5?x=1, /info/item, id=5&x=1",
        "REWRITE_APACHE, scgi, /gone/y?x=1, /info/gone,",
        "REWRITE_APACHE, ajp, /item/5?x=1, /info/item, id=5&x=1",
        "REWRITE_APACHE, ajp, /gone/y?x=1, /info/gone,",
        "REWRITE_LIGHTTPD, fastcgi, /item/5?x=1, /info/item, id=5&x=1",
        "REWRITE_LIGHTTPD, fastcgi, /gone/y?x=1, /info/gone,",
        "REWRITE_LIGHTTPD, scgi, /item/5?x=1, /info/item, id=5&x=1",
        "REWRITE_LIGHTTPD, scgi, /gone/y?x=1, /info/gone,",
        "REWRITE_LIGHTTPD, ajp, /item/5?x=1, /info/item, id=5&x=1",
        "REWRITE_LIGHTTPD, ajp, /gone/y?x=1, /info/gone,",
        "REWRITE_CADDY, fastcgi, /item/5?x=1, /info/item, id=5&x=1",
        "REWRITE_CADDY, fastcgi, /gone/y?x=1, /info/gone,"
    })
    void rewritten(Server server, String port, String target, String uri, String query) throws Exception {
        Response response = get(server, port, target);

        assertThat(response.status()).isEqualTo(200);
        assertSeen(info(response), uri, query);
    }

    /** Whether the status stays 404 is the web server's affair. */
    @ParameterizedTest
    @CsvSource({
        "REWRITE_NGINX, fastcgi",
        "REWRITE_NGINX, scgi",
        "REWRITE_APACHE, fastcgi",
        "REWRITE_APACHE, scgi",
        "REWRITE_APACHE, ajp",
        "REWRITE_LIGHTTPD, fastcgi",
        "REWRITE_LIGHTTPD, scgi",
        "REWRITE_LIGHTTPD, ajp",
        "REWRITE_CADDY, fastcgi"
    })
    void errorPage(Server server, String port) throws Exception {
        Response response = get(server, port, "/missing?x=1");

        assertThat(response.status()).isIn(200, 404);
        assertSeen(info(response), "/info/err", "code=404");
    }

    /** As CGI scripts know it, an included request has no version of HTTP behind Apache. */
    @ParameterizedTest
    @CsvSource({
        "REWRITE_NGINX, fastcgi, HTTP/1.1",
        "REWRITE_NGINX, scgi, HTTP/1.1",
        "REWRITE_APACHE, fastcgi, INCLUDED",
        "REWRITE_APACHE, scgi, INCLUDED",
        "REWRITE_APACHE, ajp, INCLUDED"
    })
    void included(Server server, String port, String protocol) throws Exception {
        Response response = get(server, port, "/rewrite-page.shtml?x=1");

        assertThat(response.status()).isEqualTo(200);
        Map<String, Object> info = info(response);
        assertSeen(info, "/info/part", "z=9");
        assertThat(info).containsEntry("protocol", protocol);
    }

    private Response get(Server server, String port, String target) throws IOException {
        server.missing().ifPresent(LoginServers::skip);
        return new Site(null, landscape, landscape.server(server).port(port)).exchange(Request.get(target));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> info(Response response) {
        String text = response.text();
        assertThat(text).as(response.toString()).startsWith("{");
        return (Map<String, Object>) new JSON().fromJSON(text);
    }

    private static void assertSeen(Map<String, Object> info, String uri, String query) {
        Map<String, List<String>> parameters = new HashMap<>();
        for (String argument : query == null ? new String[0] : query.split("&", -1)) {
            String[] parts = argument.split("=", 2);
            parameters.put(parts[0], List.of(URLDecoder.decode(parts[1], StandardCharsets.UTF_8)));
        }
        Map<String, List<?>> seen = new HashMap<>();
        ((Map<?, ?>) info.get("parameters"))
                .forEach((name, values) -> seen.put(name.toString(), List.of((Object[]) values)));

        assertThat(seen).isEqualTo(parameters);
        assertThat(info)
                .containsEntry("queryString", query)
                .containsEntry("requestURI", uri)
                .containsEntry("contextPath", "")
                .containsEntry("servletPath", "/info")
                .containsEntry("pathInfo", uri.substring("/info".length()));
    }
}
