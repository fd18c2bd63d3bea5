package org.gangway.jetty.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The addresses that servlets see, as the web server tells them or doesn't. */
class AddressesTest extends BehaviourTest {
    @BeforeEach
    void serve() {
        gateway.serve("/*", (request, response) -> response.getWriter()
                .print(request.getRemoteAddr()
                        + '|'
                        + request.getRemoteHost()
                        + '|'
                        + request.getRemotePort()
                        + '|'
                        + request.getLocalAddr()
                        + '|'
                        + request.getLocalPort()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[::1] | [0:0:0:0:0:0:0:1]",
                "::1 | [0:0:0:0:0:0:0:1]",
                "fe80::1%eth0 | [fe80:0:0:0:0:0:0:1]",
                "10.0.0.1, 10.0.0.2 | 10.0.0.2",
                "127.0.0.1, 203.0.113.9 | 203.0.113.9",
                "192.0.2.1:4711 | 192.0.2.1"
            })
    void addressesAreReadAsTheyAreWritten(String written, String address) throws Exception {
        gateway.start();
        assertThat(get("/", "REMOTE_ADDR", written, "SERVER_ADDR", written).bodyText())
                .isEqualTo(address + '|' + address + "|54321|" + address + "|8080");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix:", "", "localhost", "127.0.0.1, unknown", "127.0.0.1x", "absent"})
    void whoIsNotNamedIsNotThisHost(String written) throws Exception {
        gateway.start();
        String sent = written.equals("absent") ? null : written;
        String seen = get("/", "REMOTE_ADDR", sent, "SERVER_ADDR", sent).bodyText();
        assertThat(seen).startsWith("0.0.0.0|0.0.0.0|54321|").endsWith("|8080");
        assertThat(InetAddress.getByName(seen.substring(0, seen.indexOf('|'))).isLoopbackAddress())
                .isFalse();
        assertThat(get("/", "REMOTE_ADDR", sent, "REMOTE_PORT", null).bodyText())
                .isEqualTo("0.0.0.0|0.0.0.0|0|192.0.2.1|8080");
    }

    /** Caddy and HAProxy tell the port only. */
    @Test
    void thePortIsToldWithoutTheAddress() throws Exception {
        gateway.start();
        assertThat(get("/", "SERVER_ADDR", null, "SERVER_PORT", "8443").bodyText())
                .isEqualTo("192.0.2.77|192.0.2.77|54321|127.0.0.1|8443");
    }

    @Test
    void overAUnixSocket() throws Exception {
        gateway.startUnix(directory.resolve("s"));
        assertThat(get("/", "REMOTE_ADDR", "unix:", "REMOTE_PORT", "", "SERVER_ADDR", "unix:/run/s")
                        .bodyText())
                .isEqualTo("0.0.0.0|0.0.0.0|0|0.0.0.0|8080");
        assertThat(get("/", "REMOTE_ADDR", null, "REMOTE_PORT", null, "SERVER_ADDR", null, "SERVER_PORT", null)
                        .bodyText())
                .startsWith("0.0.0.0|0.0.0.0|0|");
        assertThat(get("/", "SERVER_ADDR", null).bodyText()).endsWith("|8080");
    }

    @Test
    void theWebServersWordOnThisHostCounts() throws Exception {
        gateway.start();
        assertThat(get("/", "REMOTE_ADDR", "127.0.0.1").bodyText()).startsWith("127.0.0.1|127.0.0.1|");
    }
}
