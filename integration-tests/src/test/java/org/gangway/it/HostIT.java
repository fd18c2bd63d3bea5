package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A request without a Host header, as probes send it, is served, and the application has a name for its links. */
class HostIT {
    @EachVariant("HTTP/1.0 without Host")
    void withoutHost(Site site) throws Exception {
        try (HttpConnection connection = site.connect()) {
            connection
                    .out()
                    .write(("GET " + site.path("/info") + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            Map<String, Object> info = Site.json(connection.answer("GET"));

            assertThat(info)
                    .containsEntry("requestURI", site.path("/info"))
                    .containsEntry("contextPath", site.variant().prefix())
                    .containsEntry("remoteAddr", "127.0.0.1");
            assertThat(info.get("serverName")).asString().matches("[A-Za-z0-9][A-Za-z0-9.-]*");
            assertThat(info.get("serverPort"))
                    .as("the web server's or the default, not the backend's")
                    .isIn((long) site.port(), 80L);
            assertThat(info.get("requestURL")).asString().startsWith("http://" + info.get("serverName"));
        }
    }
}
