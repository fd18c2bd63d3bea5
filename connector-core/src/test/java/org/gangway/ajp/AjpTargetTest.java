package org.gangway.ajp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The target of a request: req_uri as the peer sends it, the query, and the mount point. */
class AjpTargetTest {
    @ParameterizedTest
    @DisplayName("A-21, R-14 an encoded path stays as it is")
    @ValueSource(
            strings = {
                "/",
                "/a%20b",
                "/caf%C3%A9;x=1/y",
                "/a%2Fb",
                "/a%252Fb",
                "//a//b",
                "/a/../b/./c",
                "/%2e%2e/x",
                "/a%00",
                "/%7Efoo/~bar",
                "/a:b@c/$&'()*+,;=-._!"
            })
    void a21_encodedPaths(String uri) {
        assertThat(Forward.get(uri).map().path()).isEqualTo(uri);
    }

    @ParameterizedTest
    @DisplayName("A-21 what can't stand in a path is encoded: lighttpd and ForwardURICompat send it decoded")
    @CsvSource({
        "/a b, /a%20b",
        "/caf\u00c3\u00a9, /caf%C3%A9",
        "/\u00e4, /%E4",
        "/100%, /100%25",
        "/100%x, /100%25x",
        "/a%2, /a%252",
        "/a?b, /a%3Fb",
        "/a\\b, /a%5Cb",
        "/a|b^c`d{e}f[g], /a%7Cb%5Ec%60d%7Be%7Df%5Bg%5D"
    })
    void a21_decodedPaths(String uri, String path) {
        assertThat(Forward.get(uri).map().path()).isEqualTo(path);
    }

    @Test
    @DisplayName("A-21 lighttpd's path is not decoded a second time")
    void a21_percentSignsOfLighttpd() {
        String path = "/%61dmin/%2e%2e";
        String once = "/%2561dmin/%252e%252e";
        assertThat(Forward.get(path).coded(8, "0").map().path()).isEqualTo(once);
        assertThat(Forward.get(path).bodyPackets(BodyPackets.RAW).map().path()).isEqualTo(once);
        assertThat(Forward.get(path).map().path()).isEqualTo(path);
        assertThat(Forward.get(path)
                        .coded(8, "0")
                        .attribute("AJP_REMOTE_PORT", "1")
                        .map()
                        .path())
                .as("mod_jk and mod_proxy_ajp")
                .isEqualTo(path);
        assertThat(Forward.get(path)
                        .coded(8, "0")
                        .bodyPackets(BodyPackets.STANDARD)
                        .map()
                        .path())
                .isEqualTo(path);
    }

    @Test
    @DisplayName("A-21 controls and the number sign")
    void a21_controls() {
        assertThat(Forward.get("/a#b\t\r\n\u007f").map().path()).isEqualTo("/a%23b%09%0D%0A%7F");
    }

    @Test
    @DisplayName("A-21 the authority of an absolute URI takes the place of Host")
    void a21_absoluteForm() {
        AjpRequest request = Forward.get("http://abs.test:8080/a b")
                .coded(11, "host.test")
                .attribute(5, "q=1")
                .map();
        assertThat(request.path()).isEqualTo("/a%20b");
        assertThat(request.host()).isEqualTo("abs.test");
        assertThat(request.port()).isEqualTo(8080);
        assertThat(request.query()).isEqualTo("q=1");
        assertThat(Forward.get("https://abs.test").ssl().map().path()).isEqualTo("/");
        assertThat(Forward.get("http://[::1]:80/x").map().host()).isEqualTo("[::1]");
        assertThat(Forward.get("*").method(1).map().path()).isEqualTo("*");
    }

    @ParameterizedTest
    @DisplayName("A-21 what is no path is refused")
    @ValueSource(strings = {"a", "a/b", "?", "http:/x", "http://", "http:///x", "http://u@h/", "%2F", " /"})
    void a21_noPath(String uri) {
        assertThatThrownBy(() -> Forward.get(uri).map()).isInstanceOfSatisfying(GatewayException.class, x -> {
            assertThat(x.status()).isEqualTo(400);
            assertThat(x.disposition()).isEqualTo(Disposition.KEEP);
        });
    }

    @Test
    @DisplayName("A-16 the query may be there and be empty")
    void a16_query() {
        assertThat(Forward.get("/").attribute(5, "").map().query()).isEmpty();
        assertThat(Forward.get("/").map().query()).isNull();
        assertThat(Forward.get("/").attribute(5, "q=a+b%26c&u=%41").map().query())
                .isEqualTo("q=a+b%26c&u=%41");
        assertThat(Forward.get("/").attribute(5, "a b#").map().query()).isEqualTo("a%20b%23");
        assertThat(Forward.get("/").attribute(5, "q=caf\u00c3\u00a9").map().query())
                .isEqualTo("q=caf\u00e9");
    }

    @Test
    @DisplayName("a target has a limit")
    void limit() {
        Forward forward = Forward.get("/" + "x".repeat(60)).attribute(5, "abc");
        forward.limits().setMaxTargetBytes(64);
        forward.map();
        assertThatThrownBy(() -> {
                    Forward longer = Forward.get("/" + "x".repeat(60)).attribute(5, "abcd");
                    longer.limits().setMaxTargetBytes(64);
                    longer.map();
                })
                .hasMessageContaining("maxTargetBytes")
                .isInstanceOfSatisfying(
                        GatewayException.class, x -> assertThat(x.status()).isEqualTo(414));
    }

    @ParameterizedTest
    @DisplayName("a configured mount point is found, or put before the path")
    @CsvSource({
        "/shop, /shop/a, /shop, /shop/a",
        "/shop, /shop, /shop, /shop",
        "/shop, /a, /shop, /shop/a",
        "/shop, /shopping, /shop, /shop/shopping",
        "/shop, /%73hop/a, /%73hop, /%73hop/a",
        "/shop, //shop//a, //shop, //shop//a",
        "/my shop, /my%20shop/a, /my%20shop, /my%20shop/a",
        "/my shop, /a, /my%20shop, /my%20shop/a",
        "/, /a, '', /a",
        "none, /a, '', /a",
        "auto, /a, '', /a",
        "server, /a, '', /a"
    })
    void mountPoint(String option, String uri, String scriptName, String path) {
        AjpRequest request = Forward.get(uri).mount(option).map();
        assertThat(request.scriptName()).isEqualTo(scriptName);
        assertThat(request.path()).isEqualTo(path);
    }

    @Test
    @DisplayName("the web server may tell the mount point, unless it is configured otherwise")
    void forceScriptName() {
        Forward forward = Forward.get("/a").attribute("FORCE_SCRIPT_NAME", "/shop/");
        assertThat(forward.map().scriptName()).isEqualTo("/shop");
        assertThat(forward.map().path()).isEqualTo("/shop/a");
        assertThat(forward.mount("/x").map().path()).isEqualTo("/x/a");
        assertThat(forward.mount("none").map().path()).isEqualTo("/a");
        assertThat(Forward.get("/a")
                        .attribute("FORCE_SCRIPT_NAME", "shop")
                        .map()
                        .path())
                .isEqualTo("/a");
        assertThat(Forward.get("*").mount("/shop").map().scriptName()).isEmpty();
    }
}
