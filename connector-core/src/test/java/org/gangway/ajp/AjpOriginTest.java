package org.gangway.ajp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.gangway.request.HeaderField;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Host and addresses that web servers write in other ways than one would; the usual ones are in {@link AjpRequestTest}. */
class AjpOriginTest {
    @ParameterizedTest
    @DisplayName("A-22 a Host that can't be used counts as absent, and so does server_name")
    @ValueSource(strings = {":8080", "_", "~^(www\\.)?(.+)$", "*.example.test", "h:x", "h:0", "h:65536", "[::1", "--"})
    void a22_unusableHosts(String host) {
        AjpRequest request =
                Forward.get("/").server("s.test", 8080).coded(11, host).map();
        assertThat(request.host()).isEqualTo("s.test");
        assertThat(request.port()).isEqualTo(8080);
        assertThat(request.headerCount()).isZero();
        AjpRequest none = Forward.get("/").server(host, 8080).map();
        assertThat(none.host()).isIn(null, "h");
        assertThat(none.localAddress().getPort()).isEqualTo(8080);
    }

    @Test
    @DisplayName("A-22 an empty port is dropped")
    void a22_emptyPort() {
        AjpRequest request =
                Forward.get("/").server("s.test", 81).coded(11, "h.test:").map();
        assertThat(request.host()).isEqualTo("h.test");
        assertThat(request.port()).isEqualTo(-1);
        assertThat(request.header(0)).isEqualTo(new HeaderField("Host", "h.test"));
    }

    @ParameterizedTest
    @DisplayName("A-10 addresses as they are written, each with its port as far as that is told")
    @CsvSource(
            delimiter = '|',
            value = {
                "[::1] | 0:0:0:0:0:0:0:1",
                "fe80::1%eth0 | fe80:0:0:0:0:0:0:1",
                "127.0.0.1, 203.0.113.9 | 203.0.113.9",
                "192.0.2.1:8080 | 192.0.2.1",
                "unix: | 0.0.0.0",
                "'' | 0.0.0.0",
                "localhost | 0.0.0.0"
            })
    void a10_addresses(String written, String address) {
        AjpRequest request = Forward.get("/")
                .remote(written, null)
                .server("s", 8443)
                .attribute("AJP_REMOTE_PORT", "4711")
                .attribute("AJP_LOCAL_ADDR", written)
                .map();
        assertThat(request.remoteAddress()).isEqualTo(new InetSocketAddress(address, 4711));
        assertThat(request.localAddress()).isEqualTo(new InetSocketAddress(address, 8443));
        assertThat(Forward.get("/").server("s", 8443).map().localAddress())
                .isEqualTo(new InetSocketAddress("0.0.0.0", 8443));
        assertThat(Forward.get("/").server("s", 0).map().localAddress()).isNull();
    }
}
