package org.gangway.sample;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WayTest {
    private static String way(Map<String, String> attributes) {
        return Way.of((HttpServletRequest) Proxy.newProxyInstance(
                WayTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> attributes.get(String.valueOf(arguments[0]))));
    }

    @Test
    void namesTheWebServerAndTheProtocolAsFarAsTheyAreKnown() {
        assertThat(way(Map.of())).startsWith("a web server that isn't let say (--attributes ");
        assertThat(way(Map.of("SERVER_SOFTWARE", "lighttpd/1.4.79"))).isEqualTo("lighttpd/1.4.79");
        assertThat(way(Map.of("SERVER_SOFTWARE", "nginx/1.22.1", "GATEWAY_INTERFACE", "CGI/1.1")))
                .isEqualTo("nginx/1.22.1 over FastCGI");
        assertThat(way(Map.of("SCGI", "1", "GATEWAY_INTERFACE", "CGI/1.1"))).isEqualTo("a web server over SCGI");
        assertThat(way(Map.of("GANGWAY_ROAD", "nginx/1.22.1 \u2192 FastCGI"))).isEqualTo("nginx/1.22.1 \u2192 FastCGI");
    }
}
