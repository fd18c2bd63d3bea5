package org.gangway.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedClientsTest {
    private static boolean allows(String list, String address) throws UnknownHostException {
        return AllowedClients.parse(list).allows(new InetSocketAddress(InetAddress.getByName(address), 4711));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "127.0.0.1                | 127.0.0.1        | true",
                "127.0.0.1                | 127.0.0.2        | false",
                "127.0.0.1                | ::1              | false",
                "10.0.0.0/8               | 10.255.255.255   | true",
                "10.0.0.0/8               | 11.0.0.0         | false",
                "10.1.2.3/8               | 10.9.9.9         | true",
                "192.168.128.0/17         | 192.168.128.0    | true",
                "192.168.128.0/17         | 192.168.127.255  | false",
                "192.168.1.4/31           | 192.168.1.5      | true",
                "192.168.1.4/31           | 192.168.1.6      | false",
                "192.168.1.4/32           | 192.168.1.4      | true",
                "0.0.0.0/0                | 203.0.113.9      | true",
                "0.0.0.0/0                | 2001:db8::1      | false",
                "::/0                     | 2001:db8::1      | true",
                "::/0                     | 203.0.113.9      | false",
                "2001:db8::/33            | 2001:db8:7fff::1 | true",
                "2001:db8::/33            | 2001:db8:8000::1 | false",
                "::1                      | 0:0:0:0:0:0:0:1  | true",
                "::ffff:10.1.2.3          | 10.1.2.3         | true",
                "::ffff:10.1.0.0/112      | 10.1.200.3       | true",
                "::ffff:10.1.0.0/112      | 10.2.0.1         | false",
                "fe80::1%eth0             | fe80::1          | true",
                "fe80::1                  | fe80::2          | false",
                "localhost                | 127.9.9.9        | true",
                "localhost                | ::1              | true",
                "localhost                | 10.0.0.1         | false",
                "' 10.0.0.1 , ,127.0.0.1' | 127.0.0.1        | true",
            })
    void matchesAddressesAndBlocks(String list, String address, boolean allowed) throws UnknownHostException {
        assertThat(allows(list, address)).isEqualTo(allowed);
    }

    @Test
    void ignoresTheZoneOfAPeer() throws UnknownHostException {
        byte[] linkLocal = InetAddress.getByName("fe80::1").getAddress();
        InetAddress zoned = java.net.Inet6Address.getByAddress(null, linkLocal, 1);
        assertThat(AllowedClients.parse("fe80::/10").allows(new InetSocketAddress(zoned, 1)))
                .isTrue();
    }

    @Test
    void seesTheIpv4AddressInAMappedPeer() throws UnknownHostException {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 1};
        InetAddress peer = java.net.Inet6Address.getByAddress(null, mapped, 0);
        assertThat(AllowedClients.parse("10.0.0.1").allows(new InetSocketAddress(peer, 1)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "www.example.org",
                "10.0.0",
                "10.0.0.256",
                "10.0.0.01",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "10.0.0.0/x",
                "10.0.0.0/8/8",
                "::1/129",
                "::ffff:10.0.0.0/95",
                "1:2",
                "12345::",
                ":::",
                "[::1]",
                "unix:"
            })
    void namesTheBadElement(String element) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AllowedClients.parse("127.0.0.1," + element))
                .withMessageContaining("'" + element + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", " , "})
    void refusesAnEmptyList(String list) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AllowedClients.parse(list))
                .withMessageContaining("empty");
    }

    @Test
    void f3PeersThatAreNotTcpAreNotAllowed() {
        AllowedClients all = AllowedClients.parse("0.0.0.0/0,::/0");
        assertThat(all.allows(null)).isFalse();
        assertThat(all.allows(UnixDomainSocketAddress.of(Path.of("")))).isFalse();
        assertThat(all.allows(InetSocketAddress.createUnresolved("localhost", 1)))
                .isFalse();
    }

    @Test
    void f3ReadsTheVariableOfTheFastCgiSpecification() throws UnknownHostException {
        assertThat(AllowedClients.fromEnvironment(Map.of())).isEmpty();
        assertThat(AllowedClients.fromEnvironment(Map.of("FCGI_WEB_SERVER_ADDRS", " ")))
                .isEmpty();
        AllowedClients clients = AllowedClients.fromEnvironment(
                        Map.of("FCGI_WEB_SERVER_ADDRS", "199.170.183.28,199.170.183.71"))
                .orElseThrow();
        assertThat(clients.allows(new InetSocketAddress(InetAddress.getByName("199.170.183.71"), 1)))
                .isTrue();
        assertThat(clients.allows(new InetSocketAddress(InetAddress.getByName("199.170.183.72"), 1)))
                .isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AllowedClients.fromEnvironment(Map.of("FCGI_WEB_SERVER_ADDRS", "1.2.3.4,web")))
                .withMessageContaining("FCGI_WEB_SERVER_ADDRS")
                .withMessageContaining("'web'");
    }

    @Test
    void printsAsItWasGiven() {
        assertThat(AllowedClients.parse(" 127.0.0.1,::1 ")).hasToString("127.0.0.1,::1");
    }
}
