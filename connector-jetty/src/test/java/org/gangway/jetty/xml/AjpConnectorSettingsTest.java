package org.gangway.jetty.xml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.gangway.ajp.AllowedRequestAttributes.OtherAttributes;
import org.gangway.ajp.BodyPackets;
import org.gangway.jetty.AjpConnectionFactory;
import org.gangway.jetty.DrainingHandler;
import org.gangway.jetty.http.LogLines;
import org.gangway.request.RemoteUserPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings of AJP. */
class AjpConnectorSettingsTest extends ConnectorSettingsContract<AjpConnectionFactory> {
    private static final String SECRET = "open-sesame";

    @TempDir
    private Path directory;

    AjpConnectorSettingsTest() {
        super("ajp", AjpConnectorSettings.class, AjpConnectionFactory.class);
    }

    @Override
    Set<String> examples() {
        return Set.of(
                "socket", "socketMode", "takeOver", "inheritChannel", "secret", "secretFile", attributesSetting());
    }

    @Override
    String attributesSetting() {
        return "allowedRequestAttributesPattern";
    }

    @Override
    Map<String, String> unixByDefault() {
        return properties("socket", "run/ajp.sock");
    }

    @Override
    Map<String, String> guard() throws Exception {
        return properties("secretFile", secretFile(SECRET));
    }

    @Override
    String guardRemedy() {
        return "set secretFile to a file with the secret that the web server sends";
    }

    private String secretFile(String text) throws Exception {
        return Files.write(directory.resolve("secret"), text.getBytes(StandardCharsets.ISO_8859_1))
                .toString();
    }

    @Test
    void loopbackPortUnlessToldOtherwise() throws Exception {
        assertThat(connector(Map.of())).isInstanceOfSatisfying(ServerConnector.class, tcp -> {
            assertThat(tcp.getHost()).isEqualTo("127.0.0.1");
            assertThat(tcp.getPort()).isEqualTo(8009);
        });
        assertThat(connector(properties("host", "::1"))).isInstanceOfSatisfying(ServerConnector.class, tcp -> {
            assertThat(tcp.getHost()).isEqualTo("::1");
            assertThat(tcp.getPort()).isEqualTo(8009);
        });
    }

    @Test
    void ofTheProtocol() throws Exception {
        AjpConnectionFactory made = factory(connector(properties(
                "keepAliveTimeout", "0", "packetSize", "65536", "bodyPackets", "Raw", "otherAttributes", "refuse")));

        assertThat(made.getKeepAliveTimeout()).isEqualTo(Long.MAX_VALUE);
        assertThat(made.getPacketSize()).isEqualTo(65536);
        assertThat(made.getBodyPackets()).isEqualTo(BodyPackets.RAW);
        assertThat(made.getOtherAttributes()).isEqualTo(OtherAttributes.REFUSE);
        assertThat(made.isSecretRequired()).isFalse();
        assertThat(made.getTrustPolicy().remoteUser()).isEqualTo(RemoteUserPolicy.IGNORE);
    }

    @Test
    void secretMakesTheUserTrusted() throws Exception {
        for (Map<String, String> secret : List.of(guard(), properties("secret", SECRET))) {
            AjpConnectionFactory made = factory(connector(secret));
            secret.put("remoteUser", "ignore");
            AjpConnectionFactory careful = factory(connector(secret));

            assertThat(made.isSecretRequired()).isTrue();
            assertThat(made.getTrustPolicy().remoteUser()).isEqualTo(RemoteUserPolicy.TRUST);
            assertThat(careful.getTrustPolicy().remoteUser()).isEqualTo(RemoteUserPolicy.IGNORE);
        }
    }

    @Test
    void secretFileIsBelowTheBase() {
        assertWrong(
                properties("secretFile", "etc/none.secret"),
                "secretFile is 'etc/none.secret'; there is no file /base/etc/none.secret, write the secret into it");
    }

    @Test
    void noMessageShowsTheSecret() throws Exception {
        Map<String, String> two = guard();
        two.put("secret", SECRET);
        try (LogLines log = new LogLines()) {
            assertWrong(
                    two,
                    "secretFile is '" + two.get("secretFile") + "'; it can't be combined with secret, remove one of"
                            + " them");
            assertThat(log.with("ERROR")).hasSize(1);
            assertThat(log.with(SECRET)).isEmpty();
        }
    }

    @Test
    void drainingStandsBeforeAllContexts() throws Exception {
        ContextHandlerCollection contexts = new ContextHandlerCollection();
        server.setHandler(contexts);
        connector(properties("port", "0", "draining", "false"));
        assertThat(server.getHandler()).isSameAs(contexts);

        connector(properties("port", "0"));
        connector(properties("port", "0"));

        assertThat(server.getHandler())
                .isInstanceOfSatisfying(DrainingHandler.class, draining -> assertThat(draining.getHandler())
                        .isSameAs(contexts));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "socketMode=0600 -> socketMode is '0600'; it is for a Unix socket; set socket",
                "allowedClients=10.0.0.5 host=0.0.0.0 -> host is '0.0.0.0'; others can reach it, and whoever connects is"
                        + " believed: set secretFile to a file with the secret that the web server sends",
                "packetSize=8191 -> packetSize is 8191; it must be between 8192 and 65536",
                "packetSize=8K -> packetSize is '8K'; give a number from 1 on",
                "bodyPackets=lighttpd -> bodyPackets is 'lighttpd'; give one of auto, standard, raw",
                "otherAttributes=pass -> otherAttributes is 'pass'; give one of drop, refuse",
                "draining=DIS -> draining is 'DIS'; give true or false"
            })
    void wrongValuesOfAjp(String settings, String message) {
        assertWrong(parsed(settings), message);
    }
}
