package org.gangway.forwarded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.List;
import org.gangway.request.GatewayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedClientTest {
    private static ForwardedClient xForwarded(String forwardedFor, String proto, String host, String port) {
        return ForwardedClient.ofXForwarded(list(forwardedFor), list(proto), list(host), list(port));
    }

    private static List<String> list(String value) {
        return value == null ? List.of() : List.of(value);
    }

    private static ForwardedClient forwarded(String... values) {
        return ForwardedClient.ofForwarded(List.of(values));
    }

    @Test
    void nothingIsToldWhereNoFieldIs() {
        assertThat(xForwarded(null, null, null, null)).isNull();
        assertThat(forwarded()).isNull();
    }

    @Test
    void allOfXForwardedIsRead() {
        assertThat(xForwarded("192.0.2.7", "https", "www.example.test", "8443"))
                .isEqualTo(
                        new ForwardedClient(new InetSocketAddress("192.0.2.7", 0), "https", "www.example.test", 8443));
    }

    @Test
    void theLastOfAListCounts() {
        assertThat(xForwarded("127.0.0.1, 10.9.9.9,192.0.2.7 ", "https, http", "evil.test, www.example.test:81", null))
                .isEqualTo(new ForwardedClient(new InetSocketAddress("192.0.2.7", 0), "http", "www.example.test", 81));
        assertThat(ForwardedClient.ofXForwarded(List.of("127.0.0.1", "192.0.2.7"), List.of(), List.of(), List.of())
                        .address())
                .as("HAProxy adds a line of its own")
                .isEqualTo(new InetSocketAddress("192.0.2.7", 0));
        assertThat(forwarded("for=127.0.0.1;proto=https;host=evil.test, for=192.0.2.7"))
                .isEqualTo(new ForwardedClient(new InetSocketAddress("192.0.2.7", 0), null, null, -1));
        assertThat(forwarded("for=127.0.0.1;proto=https", "for=192.0.2.7").scheme())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7, 0",
        "192.0.2.7:4711, 192.0.2.7, 4711",
        "2001:db8::7, 2001:db8::7, 0",
        "[2001:db8::7], 2001:db8::7, 0",
        "[2001:db8::7]:4711, 2001:db8::7, 4711",
        "unknown, 0.0.0.0, 0",
        "_hidden, 0.0.0.0, 0",
        "localhost, 0.0.0.0, 0",
        "'', 0.0.0.0, 0",
        "'127.0.0.1,', 0.0.0.0, 0",
    })
    void addresses(String text, String address, int port) {
        assertThat(xForwarded(text, null, null, null).address()).isEqualTo(new InetSocketAddress(address, port));
    }

    @ParameterizedTest
    @CsvSource(
            value = {"HTTPS, https", "wss, https", "ws, http", "http, http", "ftp, -", "'', -"},
            nullValues = "-")
    void schemes(String proto, String scheme) {
        assertThat(xForwarded(null, proto, null, null).scheme()).isEqualTo(scheme);
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "www.example.test, -, www.example.test, -1",
                "www.example.test:81, -, www.example.test, 81",
                "www.example.test:81, 82, www.example.test, 82",
                "[::1]:81, -, [::1], 81",
                "-, 82, -, 82",
                "_, 82, -, 82",
                "www.example.test, x, www.example.test, -1",
                "www.example.test, 0, www.example.test, -1",
            },
            nullValues = "-")
    void hostsAndPorts(String host, String port, String expectedHost, int expectedPort) {
        ForwardedClient client = xForwarded(null, null, host, port);
        assertThat(client == null ? null : client.host()).isEqualTo(expectedHost);
        assertThat(client.port()).isEqualTo(expectedPort);
    }

    @ParameterizedTest
    @ValueSource(strings = {"www.example.test/x", "user@www.example.test", "www.example.test\\x", "a b"})
    void hostThatCouldBeAnotherUrlIsRefused(String host) {
        assertThatThrownBy(() -> xForwarded(null, null, host, null))
                .isInstanceOfSatisfying(
                        GatewayException.class, x -> assertThat(x.status()).isEqualTo(400));
    }

    @Test
    void elementsOfForwarded() {
        assertThat(forwarded("For=\"[2001:db8::7]:4711\"; Proto=HTTPS ;host=\"www.example.test:8443\";by=203.0.113.9"))
                .isEqualTo(new ForwardedClient(
                        new InetSocketAddress("2001:db8::7", 4711), "https", "www.example.test", 8443));
        assertThat(forwarded("for=unknown").address()).isEqualTo(ForwardedClient.UNKNOWN);
        assertThat(forwarded("proto=https").address()).isNull();
        assertThat(forwarded("for=\"192.\\0.2.7\"").address()).isEqualTo(new InetSocketAddress("192.0.2.7", 0));
    }

    @Test
    void quoteThatIsNotClosedMakesTheClientUnknown() {
        assertThat(forwarded("for=127.0.0.1;host=\"x, for=192.0.2.7"))
                .isEqualTo(new ForwardedClient(ForwardedClient.UNKNOWN, null, null, -1));
        assertThat(forwarded("for=\"127.0.0.1, for=10.0.0.1\", for=192.0.2.7").address())
                .isEqualTo(new InetSocketAddress("192.0.2.7", 0));
    }

    @Test
    void policies() {
        assertThat(ForwardedPolicy.parse("X-Forwarded")).isEqualTo(ForwardedPolicy.X_FORWARDED);
        assertThatThrownBy(() -> ForwardedPolicy.parse("yes"))
                .hasMessage("yes is not known; use off, proxy, x-forwarded, forwarded, trust");
        assertThat(ForwardedPolicy.TRUST.believesForwarded()).isTrue();
        assertThat(ForwardedPolicy.X_FORWARDED.believesForwarded()).isFalse();
        assertThat(ForwardedPolicy.FORWARDED.believesXForwarded()).isFalse();
        assertThat(ForwardedPolicy.PROXY.believesProxyProtocol()).isTrue();
        assertThat(ForwardedPolicy.FORWARDED.believesProxyProtocol()).isFalse();
    }
}
