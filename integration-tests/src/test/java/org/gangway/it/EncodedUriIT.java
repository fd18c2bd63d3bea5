package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

/** The URI reaches the application as the client wrote it, and Jetty judges it, whatever the web server decoded. */
class EncodedUriIT {
    @EachVariant("encoded URI")
    void encoded(Site site) throws Exception {
        String path = site.path("/info/a%20b/w%C3%B6rld;x=1/%7Eend");
        Map<String, Object> info = Site.json(site.exchange(Request.get(path + "?q=%20%2F%C3%B6&q=+")));

        assertThat(info)
                .containsEntry("requestURI", path)
                .containsEntry("contextPath", site.variant().prefix())
                .containsEntry("servletPath", "/info")
                .containsEntry("pathInfo", "/a b/wörld/~end")
                .containsEntry("queryString", "q=%20%2F%C3%B6&q=+");
        assertThat(((Map<?, ?>) info.get("parameters")).get("q")).isEqualTo(new Object[] {" /ö", " "});
    }

    @EachVariant("%2F")
    void encodedSlash(Site site) throws Exception {
        String path = site.path("/info/a%2Fb");
        Response response = site.exchange(Request.get(path));

        if (site.variant().backend().encodedSlashAllowed()) {
            assertThat(Site.json(response)).containsEntry("requestURI", path).containsEntry("pathInfo", "/a/b");
        } else {
            assertThat(response.status()).as(response.text()).isEqualTo(400);
        }
    }

    @EachVariant("double slash")
    void doubleSlash(Site site) throws Exception {
        String path = site.path("/info//x");
        Response response = site.exchange(Request.get(path));

        if (site.variant().backend().encodedSlashAllowed()) {
            assertThat(Site.json(response)).containsEntry("requestURI", path).containsEntry("pathInfo", "//x");
        } else {
            assertThat(response.status()).as(response.text()).isEqualTo(400);
        }
    }
}
