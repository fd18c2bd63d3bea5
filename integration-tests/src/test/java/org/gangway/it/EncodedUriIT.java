package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

/** The URI reaches the application as the client wrote it, and Jetty judges it, whatever the web server decoded. */
class EncodedUriIT {
    /** Where the web server writes the URI anew, what needs no escape has none. */
    @EachVariant("encoded URI")
    void encoded(Site site) throws Exception {
        String path = site.path("/info/a%20b/w%C3%B6rld;x=1/%7Eend");
        String query = "q=%20%2F%C3%B6&q=+";
        Map<String, Object> info = Site.json(site.exchange(Request.get(path + "?" + query)));

        assertThat(info)
                .containsEntry("requestURI", site.variant().has(Trait.RAW_URI) ? path : path.replace("%7E", "~"))
                .containsEntry("contextPath", site.variant().prefix())
                .containsEntry("servletPath", "/info")
                .containsEntry("pathInfo", "/a b/wörld/~end")
                .containsEntry("queryString", site.variant().has(Trait.RAW_QUERY) ? query : query.replace("%2F", "/"));
        assertThat(((Map<?, ?>) info.get("parameters")).get("q")).isEqualTo(new Object[] {" /ö", " "});
    }

    @EachVariant(value = "%2F", needs = Trait.SLASHES_KEPT)
    void encodedSlash(Site site) throws Exception {
        String path = site.path("/info/a%2Fb");
        Response response = site.exchange(Request.get(path));

        if (site.variant().backend().encodedSlashAllowed()) {
            assertThat(Site.json(response)).containsEntry("requestURI", path).containsEntry("pathInfo", "/a/b");
        } else {
            assertThat(response.status()).as(response.text()).isEqualTo(400);
        }
    }

    @EachVariant(value = "double slash", needs = Trait.SLASHES_KEPT)
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
