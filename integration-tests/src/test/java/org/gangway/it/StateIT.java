package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import java.util.stream.Stream;

/** Cookies, sessions and redirects agree with the URL that the client sees. */
class StateIT {
    @EachVariant("cookies")
    void cookies(Site site) throws Exception {
        Response response =
                site.exchange(Request.get(site.path("/cookies?name=A&value=1&name=B&value=2&name=C&value=3"))
                        .header("Cookie", "a=1; b=2")
                        .header("Cookie", "c=3"));

        Object[] received = (Object[]) Site.json(response).get("received");
        assertThat(Stream.of(received).map(cookie -> pair((Map<?, ?>) cookie)))
                .containsExactlyInAnyOrder("a=1", "b=2", "c=3");
        assertThat(response.headers("Set-Cookie"))
                .hasSize(3)
                .allSatisfy(cookie -> assertThat(cookie).contains("Path=" + site.path("/")))
                .extracting(cookie -> cookie.substring(0, 3))
                .containsExactly("A=1", "B=2", "C=3");
    }

    @EachVariant("session")
    void session(Site site) throws Exception {
        Response first = site.get("/session");
        String cookie = first.header("Set-Cookie");
        Map<String, Object> before = Site.json(first);

        assertThat(cookie)
                .startsWith("JSESSIONID=")
                .contains("Path="
                        + (site.variant().prefix().isEmpty()
                                ? "/"
                                : site.variant().prefix()));
        Map<String, Object> after = Site.json(site.exchange(
                Request.get(site.path("/session")).header("Cookie", cookie.substring(0, cookie.indexOf(';')))));
        assertThat(before).containsEntry("counter", 1L);
        assertThat(after).containsEntry("counter", 2L).containsEntry("id", before.get("id"));
    }

    @EachVariant("redirects")
    void redirects(Site site) throws Exception {
        URI base = new URI("http://www.example.test:" + site.visiblePort() + site.path("/redirect"));
        for (String to : new String[] {"relative", "context", "absolute"}) {
            Response response = site.get("/redirect?to=" + to);
            assertThat(response.status()).as(to).isEqualTo(302);
            URI target = base.resolve(response.header("Location"));
            assertThat(target.getPath()).as(to).isEqualTo(site.path("/target"));
            assertThat(target.getPort() < 0 ? 80 : target.getPort()).as(to).isEqualTo(site.visiblePort());
            assertThat(target.getHost()).as(to).isEqualTo("www.example.test");
            assertThat(Site.json(site.exchange(Request.get(target.getRawPath()))))
                    .as(to)
                    .containsEntry("arrived", true);
        }
    }

    private static String pair(Map<?, ?> cookie) {
        return cookie.get("name") + "=" + cookie.get("value");
    }
}
