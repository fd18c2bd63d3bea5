package org.gangway.cgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The addresses of client and web server, as web servers write them. */
class AddressesTest {
    private static final String UNKNOWN = "0.0.0.0";

    @Test
    void addressesAreWhatTheWebServerSays() {
        CgiRequest request = Cgi.get("/")
                .with("REMOTE_ADDR", "192.0.2.7")
                .with("REMOTE_PORT", "51922")
                .with("SERVER_ADDR", "fe80::1%eth0")
                .with("SERVER_PORT", "8080")
                .map();
        assertThat(request.remoteAddress()).isEqualTo(new InetSocketAddress("192.0.2.7", 51922));
        assertThat(request.localAddress().getAddress().getHostAddress()).isEqualTo("fe80:0:0:0:0:0:0:1");
        assertThat(request.localAddress().getPort()).isEqualTo(8080);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "127.0.0.1 | 127.0.0.1",
                "::1 | 0:0:0:0:0:0:0:1",
                "1:2:3:4:5:6:7:8 | 1:2:3:4:5:6:7:8",
                "1::8 | 1:0:0:0:0:0:0:8",
                "::ffff:192.0.2.1 | 192.0.2.1",
                "1:2:3:4:5:6:192.0.2.1 | 1:2:3:4:5:6:c000:201",
                ":: | 0:0:0:0:0:0:0:0",
                "1:: | 1:0:0:0:0:0:0:0",
                "[::1] | 0:0:0:0:0:0:0:1",
                "[2001:db8::1]:8080 | 2001:db8:0:0:0:0:0:1",
                "[fe80::1%eth0] | fe80:0:0:0:0:0:0:1",
                "fe80::1%25eth0 | fe80:0:0:0:0:0:0:1",
                "192.0.2.1:8080 | 192.0.2.1",
                "' 192.0.2.1 ' | 192.0.2.1"
            })
    void addressesAreReadAsTheyAreWritten(String text, String address) {
        assertRemote(text, address);
        CgiRequest server = Cgi.get("/").with("SERVER_ADDR", text).map();
        // Nobody listens at the unspecified address, so that is none.
        assertThat(
                        server.localAddress() == null
                                ? "0:0:0:0:0:0:0:0"
                                : server.localAddress().getAddress().getHostAddress())
                .isEqualTo(address);
    }

    /** What stands in front may be the client's own word: nobody is at home who says so there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.0.1, 10.0.0.2 | 10.0.0.2",
                "10.0.0.1,10.0.0.2 | 10.0.0.2",
                "127.0.0.1, 203.0.113.9 | 203.0.113.9",
                "::1, 2001:db8::1 | 2001:db8:0:0:0:0:0:1",
                "unknown, 192.0.2.1, [2001:db8::1]:4711 | 2001:db8:0:0:0:0:0:1",
                "127.0.0.1, unknown | 0.0.0.0",
                "127.0.0.1, | 0.0.0.0",
                "127.0.0.1, ' | 0.0.0.0"
            })
    void ofAListTheLastAddressCounts(String text, String address) {
        assertRemote(text, address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unix:",
                "",
                " ",
                "localhost",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "127.0.0.1x",
                "127.0.0.1 x",
                "127.0.0.1:",
                "127.0.0.1:x",
                "127.0.0.1:65536",
                "127.0.0.1%lo",
                "1:2:3:4:5:6:7",
                ":",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                ":1:2:3:4:5:6:7",
                "12345::",
                "::g",
                "1.2.3.0004",
                "1:2:3:4:5:6:7:1.2.3.4",
                "[",
                "[]",
                "[::1",
                "[::1]x",
                "[::1]:x",
                "[127.0.0.1]",
                "[[::1]]"
            })
    void whatIsNoAddressIsNobodysAddress(String text) {
        CgiRequest request = Cgi.get("/")
                .with("REMOTE_ADDR", text)
                .with("REMOTE_PORT", "4711")
                .map();
        assertThat(request.remoteAddress()).isEqualTo(new InetSocketAddress(UNKNOWN, 4711));
        assertThat(Cgi.get("/").with("SERVER_ADDR", text).map().localAddress()).isNull();
    }

    @Test
    void withoutAWordOfTheWebServersTheClientIsNobody() {
        CgiRequest request = Cgi.get("/").map();
        assertThat(request.remoteAddress()).isEqualTo(new InetSocketAddress(UNKNOWN, 0));
        assertThat(request.localAddress()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "absent",
            value = {
                "192.0.2.1, 8080, 192.0.2.1, 8080",
                "absent, 8080, 0.0.0.0, 8080",
                "unix:, 8080, 0.0.0.0, 8080",
                "'', 443, 0.0.0.0, 443",
                "192.0.2.1, absent, 192.0.2.1, 0",
                "192.0.2.1, '', 192.0.2.1, 0",
                "192.0.2.1, http, 192.0.2.1, 0"
            })
    void addressAndPortAreToldEachOnItsOwn(String address, String port, String expected, int expectedPort) {
        CgiRequest server = Cgi.get("/")
                .with("SERVER_ADDR", address)
                .with("SERVER_PORT", port)
                .map();
        assertThat(server.localAddress()).isEqualTo(new InetSocketAddress(expected, expectedPort));
        CgiRequest client = Cgi.get("/")
                .with("REMOTE_ADDR", address)
                .with("REMOTE_PORT", port)
                .map();
        assertThat(client.remoteAddress()).isEqualTo(new InetSocketAddress(expected, expectedPort));
    }

    /** What is remembered of one request is used for the same bytes only. */
    @Test
    void theAddressOfOneRequestIsNotTheNextOnes() {
        CgiRequest request = Cgi.get("/").request();
        String list = "10.0.0.1, ".repeat(100) + "192.0.2.9";
        for (String[] step : new String[][] {
            {"127.0.0.1", "127.0.0.1"},
            {"", UNKNOWN},
            {"127.0.0.1", "127.0.0.1"},
            {"unix:", UNKNOWN},
            {list, "192.0.2.9"},
            {"", UNKNOWN},
            {list, "192.0.2.9"},
            {null, UNKNOWN},
            {"192.0.2.1", "192.0.2.1"}
        }) {
            request.map(Cgi.get("/").with("REMOTE_ADDR", step[0]).variables());
            assertThat(request.remoteAddress()).isEqualTo(new InetSocketAddress(step[1], 0));
            request.clear();
        }
    }

    private static void assertRemote(String text, String address) {
        CgiRequest request = Cgi.get("/").with("REMOTE_ADDR", text).map();
        assertThat(request.remoteAddress().getAddress().getHostAddress()).isEqualTo(address);
        assertThat(request.remoteAddress().getPort()).isZero();
    }
}
