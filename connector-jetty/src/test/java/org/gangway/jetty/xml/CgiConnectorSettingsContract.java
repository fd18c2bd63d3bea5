package org.gangway.jetty.xml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.gangway.jetty.GatewayConnectionFactory;
import org.gangway.jetty.UnixSocketConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What holds for the settings of FastCGI and SCGI.
 *
 * @param <F> the connection factory of the protocol
 */
abstract class CgiConnectorSettingsContract<F extends GatewayConnectionFactory> extends ConnectorSettingsContract<F> {
    private final Path defaultSocket;

    CgiConnectorSettingsContract(
            String protocol, Class<? extends ConnectorSettings> settings, Class<F> factory, String defaultSocket) {
        super(protocol, settings, factory);
        this.defaultSocket = Path.of(defaultSocket);
    }

    @Override
    Set<String> examples() {
        return new HashSet<>(Set.of("port", "host", attributesSetting()));
    }

    @Override
    String attributesSetting() {
        return "attributes";
    }

    @Override
    Map<String, String> unixByDefault() {
        return Map.of();
    }

    @Override
    Map<String, String> guard() {
        return Map.of();
    }

    @Override
    String guardRemedy() {
        return "set allowedClients to the web server's address (or insecureAnyClient=true)";
    }

    @Test
    void unixSocketUnlessToldOtherwise() throws Exception {
        assertThat(connector(Map.of()))
                .isInstanceOfSatisfying(UnixSocketConnector.class, unix -> assertThat(unix.getUnixDomainPath())
                        .isEqualTo(defaultSocket));
    }

    @Test
    void anyClientIfToldSo() throws Exception {
        assertThat(factory(connector(properties("port", "0", "host", "0.0.0.0", "insecureAnyClient", "true")))
                        .getAllowedClients())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "host=127.0.0.1 -> host is '127.0.0.1'; it needs port, add it",
                "maxResponseHeadBytes=99999 -> maxResponseHeadBytes is '99999'; give a number from 512 to 65000"
            })
    void wrongValuesOfCgi(String settings, String message) {
        assertWrong(parsed(settings), message);
    }
}
