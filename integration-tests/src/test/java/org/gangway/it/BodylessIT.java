package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

/** Answers that have no body leave the connection in order. */
class BodylessIT {
    @EachVariant("HEAD")
    void head(Site site) throws Exception {
        try (HttpConnection connection = site.connect()) {
            Response response = connection.send(Request.of("HEAD", site.path("/bytes?n=5000&etag=1")));

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("ETag")).isEqualTo("\"bytes-5000\"");
            assertThat(response.headers("Content-Length")).as("if it is there").isSubsetOf("5000");
            if (site.variant().has(Trait.HEAD_KEEPS)) {
                assertNextRequestServed(site, connection);
            } else {
                assertThat(response.header("Connection")).isEqualTo("close");
            }
        }
    }

    @EachVariant("304")
    void notModified(Site site) throws Exception {
        try (HttpConnection connection = site.connect()) {
            Response response = connection.send(
                    Request.get(site.path("/bytes?n=5000&etag=1")).header("If-None-Match", "\"bytes-5000\""));

            assertThat(response.status()).isEqualTo(304);
            assertThat(response.header("ETag")).isEqualTo("\"bytes-5000\"");
            assertNextRequestServed(site, connection);
        }
    }

    private static void assertNextRequestServed(Site site, HttpConnection connection) throws Exception {
        Response next = connection.send(Request.get(site.path("/info")));
        assertThat(Site.json(next)).containsEntry("requestURI", site.path("/info"));
    }
}
