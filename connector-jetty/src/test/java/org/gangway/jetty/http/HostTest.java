package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts that web servers send and nobody can use, and what Jetty and servlets then take for the host. */
class HostTest extends BehaviourTest {
    @BeforeEach
    void serve() {
        gateway.serve("/*", (request, response) -> response.getWriter()
                .print(request.getServerName()
                        + '|'
                        + request.getServerPort()
                        + '|'
                        + request.getRequestURL()
                        + '|'
                        + request.getHeader("Host")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":8080",
                ":",
                "_",
                "_:8080",
                "--",
                "~^(www\\.)?(.+)$",
                "~^(www\\.)?(.+)$:8080",
                "*.example.test",
                "www.example.*",
                ".example.test",
                "h:x",
                "h:0",
                "h:65536",
                "h:-1",
                "h:1:2",
                "[::1",
                "[x]",
                "[::1]x",
                "[127.0.0.1]",
                "[fe80::1%eth0]",
                "a%zz",
                "%41",
                "caf\u00e9",
                "\"",
                "a|b",
                "<a>"
            })
    void serverNameAndServerPortServe(String host) throws Exception {
        gateway.start();
        try (LogLines log = new LogLines()) {
            assertThat(get("/x", "HTTP_HOST", host, "SERVER_NAME", "s.test").bodyText())
                    .isEqualTo("s.test|8080|http://s.test:8080/x|null");
            assertThat(log.all()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "www.example.test: www.example.test|80|http://www.example.test/x|www.example.test",
                "[::1]: [::1]|80|http://[::1]/x|[::1]",
                "www.example.test:80 www.example.test|80|http://www.example.test/x|www.example.test:80",
                "www.example.test:8081 www.example.test|8081|http://www.example.test:8081/x|www.example.test:8081",
                "[2001:db8::1]:81 [2001:db8::1]|81|http://[2001:db8::1]:81/x|[2001:db8::1]:81",
                "my_host my_host|80|http://my_host/x|my_host",
                "host. host.|80|http://host./x|host.",
                "a!$&'()+;=~-b a!$&'()+;=~-b|80|http://a!$&'()+;=~-b/x|a!$&'()+;=~-b",
                "1.2.3.4.5 1.2.3.4.5|80|http://1.2.3.4.5/x|1.2.3.4.5"
            })
    void aHostThatCanBeUsedIsTheOne(String host, String facts) throws Exception {
        gateway.start();
        try (LogLines log = new LogLines()) {
            assertThat(get("/x", "HTTP_HOST", host).bodyText()).isEqualTo(facts);
            assertThat(log.all()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "a/b",
                "/",
                "u@h",
                "a\\b",
                "a?b",
                "a#b",
                "a.test, b.test",
                "a,b",
                "a\u007fb",
                "a\tb",
                "~a/b"
            })
    void whatCouldSmuggleIsRefused(String host) throws Exception {
        gateway.start();
        try (LogLines log = new LogLines()) {
            assertThat(get("/x", "HTTP_HOST", host).status()).isEqualTo(400);
            assertThat(log.all()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "_", "~^(www\\.)?(.+)$", "a b", "!@#", "*.test"})
    void withoutANameTheAddressServes(String name) throws Exception {
        gateway.start();
        assertThat(get("/x", "HTTP_HOST", ":8080", "SERVER_NAME", name).bodyText())
                .isEqualTo("192.0.2.1|8080|http://192.0.2.1:8080/x|null");
        assertThat(get("/x", "HTTP_HOST", null, "SERVER_NAME", name, "SERVER_PORT", "80")
                        .bodyText())
                .isEqualTo("192.0.2.1|80|http://192.0.2.1/x|null");
        assertThat(get("/x", "HTTP_HOST", "", "SERVER_NAME", name, "SERVER_PORT", "443", "HTTPS", "on")
                        .bodyText())
                .isEqualTo("192.0.2.1|443|https://192.0.2.1/x|null");
        assertThat(get("/x", "HTTP_HOST", "", "SERVER_NAME", name, "SERVER_ADDR", "2001:db8::1")
                        .bodyText())
                .isEqualTo("[2001:db8:0:0:0:0:0:1]|8080|http://[2001:db8:0:0:0:0:0:1]:8080/x|null");
    }

    @Test
    void withoutAnyAddressTheHostIsThisOne() throws Exception {
        gateway.startUnix(directory.resolve("s"));
        assertThat(get("/x", "HTTP_HOST", null, "SERVER_NAME", "_", "SERVER_ADDR", null)
                        .bodyText())
                .isEqualTo("localhost|8080|http://localhost:8080/x|null");
        assertThat(get("/x", "HTTP_HOST", null, "SERVER_NAME", "_", "SERVER_ADDR", "unix:/run/s", "SERVER_PORT", null)
                        .bodyText())
                .isEqualTo("localhost|80|http://localhost/x|null");
    }

    @Test
    void anAbsoluteTargetWithAHostThatCannotBeUsed() throws Exception {
        gateway.start();
        assertThat(get("http://:81/x").bodyText())
                .isEqualTo("www.example.test|8080|http://www.example.test:8080/x|www.example.test:8080");
        assertThat(get("http://a.test:/x").bodyText()).isEqualTo("a.test|80|http://a.test/x|a.test");
    }
}
