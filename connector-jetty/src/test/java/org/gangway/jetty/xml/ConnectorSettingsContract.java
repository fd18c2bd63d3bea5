package org.gangway.jetty.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.CustomRequestLog;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.eclipse.jetty.xml.XmlConfiguration;
import org.gangway.jetty.GatewayConnectionFactory;
import org.gangway.jetty.ScriptNameRequestLog;
import org.gangway.jetty.UnixSocketConnector;
import org.gangway.request.RemoteUserPolicy;
import org.gangway.request.ScriptNamePolicy;
import org.gangway.request.WebSocketPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The settings as the properties of a Jetty base give them, through the module's own XML file: what holds for every
 * protocol.
 *
 * @param <F> the connection factory of the protocol
 */
abstract class ConnectorSettingsContract<F extends GatewayConnectionFactory> {
    private static final Path CONFIG = Path.of("src/main/config");

    /** What the module's ini file shows as an example, because the default is to have none. */
    private static final Set<String> EXAMPLES = Set.of(
            "socketOwner",
            "socketGroup",
            "allowedPeers",
            "allowedClients",
            "name",
            "rolesVariable",
            "singleValuedHeaders");

    final Server server = new Server();
    private final HttpConfiguration template = new HttpConfiguration();
    private final String protocol;
    private final Class<? extends ConnectorSettings> settings;
    private final Class<F> factory;

    /**
     * @param protocol what the module and its properties are named after
     */
    ConnectorSettingsContract(String protocol, Class<? extends ConnectorSettings> settings, Class<F> factory) {
        this.protocol = protocol;
        this.settings = settings;
        this.factory = factory;
    }

    /** Further examples of the ini file: no defaults, or such as exclude others. */
    abstract Set<String> examples();

    /** The setting for the names that become request attributes. */
    abstract String attributesSetting();

    /** What makes the connector listen on a Unix socket, if it needs anything. */
    abstract Map<String, String> unixByDefault();

    /** What the connector needs at an address that others can reach. */
    abstract Map<String, String> guard() throws Exception;

    /** What the message says that tells to set the guard. */
    abstract String guardRemedy();

    final String prefix() {
        return "gangway." + protocol + ".";
    }

    private Path file(String name) {
        return CONFIG.resolve(name.formatted(protocol));
    }

    final AbstractConnector connector(Map<String, String> properties) throws Exception {
        XmlConfiguration xml = new XmlConfiguration(ResourceFactory.root().newResource(file("etc/gangway-%s.xml")));
        xml.getIdMap().put("Server", server);
        xml.getIdMap().put("httpConfig", template);
        xml.getProperties().put("jetty.base", "/base");
        properties.forEach((name, value) -> xml.getProperties().put(prefix() + name, value));
        xml.configure(server);
        List<Object> connectors = new ArrayList<>(xml.getIdMap().values());
        connectors.removeIf(object -> !(object instanceof AbstractConnector));
        assertThat(connectors).hasSize(1);
        return (AbstractConnector) connectors.get(0);
    }

    final F factory(AbstractConnector connector) {
        return connector.getConnectionFactory(factory);
    }

    static Map<String, String> properties(String... namesAndValues) {
        Map<String, String> properties = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return properties;
    }

    /** The second ones win. */
    private static Map<String, String> both(Map<String, String> one, Map<String, String> other) {
        Map<String, String> both = new TreeMap<>(one);
        both.putAll(other);
        return both;
    }

    private List<String> settings() {
        return Arrays.stream(settings.getMethods())
                .map(Method::getName)
                .filter(name -> name.startsWith("set") && !name.equals("setBase"))
                .map(name -> Character.toLowerCase(name.charAt(3)) + name.substring(4))
                .sorted()
                .toList();
    }

    private Map<String, String> shown() throws Exception {
        Map<String, String> shown = new TreeMap<>();
        Matcher line = Pattern.compile("(?m)^# gangway\\." + protocol + "\\.(\\w+)=(.*)$")
                .matcher(Files.readString(file("modules/gangway-%s.mod")));
        while (line.find()) {
            shown.put(line.group(1), line.group(2));
        }
        return shown;
    }

    @Test
    void everySettingIsAProperty() throws Exception {
        Matcher set = Pattern.compile("<Set name=\"(\\w+)\" property=\"gangway\\." + protocol + "\\.(\\w+)\"/>")
                .matcher(Files.readString(file("etc/gangway-%s.xml")));
        Map<String, String> passed = new TreeMap<>();
        while (set.find()) {
            passed.put(set.group(1), set.group(2));
        }

        assertThat(settings()).hasSizeGreaterThan(40);
        assertThat(passed.keySet()).containsExactlyElementsOf(settings());
        assertThat(passed.values()).containsExactlyElementsOf(passed.keySet());
        assertThat(shown().keySet()).containsExactlyElementsOf(settings());
    }

    @Test
    void everyPropertyIsDescribed() throws Exception {
        List<String> lines = Files.readAllLines(file("modules/gangway-%s.mod"));
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).startsWith("# gangway.")) {
                assertThat(lines.get(i - 1)).as(lines.get(i)).matches("## .*\\.|# gangway\\..*");
            }
            assertThat(lines.get(i)).hasSizeLessThanOrEqualTo(120);
        }
    }

    @Test
    void shownDefaultsAreTheDefaults() throws Exception {
        Map<String, String> defaults = shown();
        defaults.keySet().removeAll(EXAMPLES);
        defaults.keySet().removeAll(examples());

        AbstractConnector plain = connector(Map.of());
        AbstractConnector spelled = connector(defaults);

        assertThat(values(spelled)).isEqualTo(values(plain));
        assertThat(values(factory(spelled))).isEqualTo(values(factory(plain)));
        assertThat(values(factory(spelled).getRequestLimits()))
                .isEqualTo(values(factory(plain).getRequestLimits()));
        assertThat(values(factory(spelled).getHttpConfiguration()))
                .isEqualTo(values(factory(plain).getHttpConfiguration()));
    }

    /** What the getters of plain values say. */
    private static Map<String, String> values(Object bean) throws Exception {
        Map<String, String> values = new TreeMap<>();
        for (Method method : bean.getClass().getMethods()) {
            Class<?> type = method.getReturnType();
            boolean plain = type.isPrimitive()
                    || type.isEnum()
                    || type == String.class
                    || type == Path.class
                    || type.isRecord();
            if (plain && method.getParameterCount() == 0 && method.getName().matches("(get|is).*")) {
                values.put(method.getName(), String.valueOf(method.invoke(bean)));
            }
        }
        assertThat(values).hasSizeGreaterThan(5);
        return values;
    }

    @Test
    void unixSocket() throws Exception {
        AbstractConnector connector = connector(properties(
                "name", "shop",
                "socket", "/run/shop/../shop.sock",
                "socketMode", "0600",
                "socketOwner", "1",
                "socketGroup", "www-data",
                "allowedPeers", "www-data,@nginx",
                "takeOver", "true",
                "acceptQueueSize", "7",
                "idleTimeout", "1000"));

        assertThat(connector).isInstanceOfSatisfying(UnixSocketConnector.class, unix -> {
            assertThat(unix.getUnixDomainPath()).isEqualTo(Path.of("/run/shop.sock"));
            assertThat(unix.getMode()).isEqualTo("0600");
            assertThat(unix.getOwner()).isEqualTo("1");
            assertThat(unix.getGroup()).isEqualTo("www-data");
            assertThat(unix.getAllowedPeers()).isEqualTo("www-data,@nginx");
            assertThat(unix.isTakeOver()).isTrue();
            assertThat(unix.getAcceptQueueSize()).isEqualTo(7);
        });
        assertThat(connector.getName()).isEqualTo("shop");
        assertThat(connector.getIdleTimeout()).isEqualTo(1000);
        assertThat(server.getConnectors()).containsExactly(connector);
    }

    @Test
    void relativeSocketIsBelowTheBase() throws Exception {
        assertThat(connector(properties("socket", "run/x.sock")))
                .isInstanceOfSatisfying(UnixSocketConnector.class, unix -> assertThat(unix.getUnixDomainPath())
                        .isEqualTo(Path.of("/base/run/x.sock")));
    }

    @Test
    void tcp() throws Exception {
        AbstractConnector loopback = connector(properties("port", "9000"));
        AbstractConnector wide =
                connector(both(guard(), properties("port", "9000", "host", "0.0.0.0", "allowedClients", "10.0.0.5")));

        assertThat(loopback).isInstanceOfSatisfying(ServerConnector.class, tcp -> {
            assertThat(tcp.getHost()).isEqualTo("127.0.0.1");
            assertThat(tcp.getPort()).isEqualTo(9000);
        });
        assertThat(wide).isInstanceOfSatisfying(ServerConnector.class, tcp -> assertThat(tcp.getHost())
                .isEqualTo("0.0.0.0"));
        assertThat(factory(wide).getAllowedClients()).hasToString("10.0.0.5");
    }

    @Test
    void policiesAndLimits() throws Exception {
        F made = factory(connector(properties(
                "remoteUser",
                "Trust",
                "rolesVariable",
                "ROLES",
                "rolesSeparator",
                ",",
                attributesSetting(),
                "SSL_.*",
                "attributeCharset",
                "ISO-8859-1",
                "scriptName",
                "/shop/",
                "headTimeout",
                "7",
                "maxHeaders",
                "5",
                "closeOnFailedResponse",
                "false",
                "websocket",
                "off",
                "singleValuedHeaders",
                "X-User, X-Role")));

        assertThat(made.getTrustPolicy().remoteUser()).isEqualTo(RemoteUserPolicy.TRUST);
        assertThat(made.getTrustPolicy().rolesVariable()).isEqualTo("ROLES");
        assertThat(made.getTrustPolicy().rolesSeparator()).isEqualTo(",");
        assertThat(made.getTrustPolicy().attributes()).hasToString("SSL_.*");
        assertThat(made.getTrustPolicy().attributeCharset()).hasToString("ISO-8859-1");
        assertThat(made.getScriptNamePolicy()).isEqualTo(ScriptNamePolicy.parse("/shop"));
        assertThat(made.getHeadTimeout()).isEqualTo(7);
        assertThat(made.getRequestLimits().getMaxHeaders()).isEqualTo(5);
        assertThat(made.isCloseOnFailedResponse()).isFalse();
        assertThat(made.getWebSocketPolicy()).isEqualTo(WebSocketPolicy.OFF);
        assertThat(made.getHeaderPolicy().singleValued()).containsExactlyInAnyOrder("X-User", "X-Role");
    }

    @Test
    void inheritedSocket() throws Exception {
        AbstractConnector connector = connector(properties("inheritChannel", "true"));

        assertThat(connector)
                .isInstanceOfSatisfying(UnixSocketConnector.class, unix -> assertThat(unix.isInheritChannel())
                        .isTrue());
    }

    @Test
    void httpConfiguration() throws Exception {
        template.setOutputBufferSize(4711);
        template.addCustomizer(new ForwardedRequestCustomizer());

        HttpConfiguration own = factory(connector(properties("uriCompliance", "DEFAULT,AMBIGUOUS_PATH_SEPARATOR")))
                .getHttpConfiguration();

        assertThat(own).isNotSameAs(template);
        assertThat(own.getOutputBufferSize()).isEqualTo(4711);
        assertThat(own.getSendServerVersion()).isFalse();
        assertThat(own.getSendDateHeader()).isFalse();
        assertThat(own.getSecurePort()).isEqualTo(443);
        assertThat(own.getUriCompliance().allows(UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR))
                .isTrue();
        assertThat(own.getCustomizers()).as("the word of the client").isEmpty();
        assertThat(template.getCustomizers())
                .hasOnlyElementsOfType(ForwardedRequestCustomizer.class)
                .hasSize(1);
    }

    @Test
    void requestLogShowsTheClientsUri() throws Exception {
        CustomRequestLog log = new CustomRequestLog();
        server.setRequestLog(log);

        connector(Map.of());
        connector(properties("socket", "/run/second.sock"));

        assertThat(server.getRequestLog()).isInstanceOf(ScriptNameRequestLog.class);
        assertThat(server.getBeans(ScriptNameRequestLog.class)).hasSize(1);
        assertThat(server.isManaged(log)).as("it is started with the server").isTrue();
    }

    @Test
    void othersMustBeToldFromTheWebServer() {
        assertWrong(
                properties("port", "9000", "host", "0.0.0.0"),
                "host is '0.0.0.0'; others can reach it, and whoever connects is believed: " + guardRemedy());
    }

    @Test
    void allowedClientsOfAUnixSocket() {
        assertWrong(
                both(unixByDefault(), properties("allowedClients", "10.0.0.5")),
                "allowedClients is '10.0.0.5'; it is for TCP; for a Unix socket set socketMode and socketGroup");
    }

    @Test
    void wrongPattern() {
        assertWrong(
                properties(attributesSetting(), "("),
                attributesSetting() + " is '('; it is no regular expression (Unclosed group), write it like"
                        + " SSL_.*|GEOIP_.*");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "port=web -> port is 'web'; give a number from 0 to 65535",
                "port=65536 -> port is '65536'; give a number from 0 to 65535",
                "port=9000 socket=/x -> port is '9000'; it can't be combined with socket, remove one of them",
                "port=9000 inheritChannel=true -> port is '9000'; it can't be combined with inheritChannel, remove one of them",
                "port=9000 socketGroup=web -> socketGroup is 'web'; it is for a Unix socket; remove it, or port and host",
                "port=1 allowedClients=web -> allowedClients is 'web'; allowed client 'web': only IP addresses and CIDR blocks"
                        + " can be given, not names",
                "socket=/x socketMode=999 -> socketMode is '999'; socket mode '999' isn't octal between 0000 and 0777; use for"
                        + " example 0660",
                "socket=/x takeOver=yes -> takeOver is 'yes'; give true or false",
                "remoteUser=yes -> remoteUser is 'yes'; give one of ignore, trust, authorize",
                "scriptName=shop -> scriptName is 'shop'; script name shop is not auto, server, none or a path like /shop",
                "attributeCharset=klingon -> attributeCharset is 'klingon'; give a charset that Java knows, such as UTF-8",
                "uriCompliance=DEFAULT,LAX -> uriCompliance is 'DEFAULT,LAX'; give a mode of Jetty's UriCompliance, such as DEFAULT"
                        + " or DEFAULT,AMBIGUOUS_PATH_SEPARATOR",
                "uriCompliance=LAX -> uriCompliance is 'LAX'; give a mode of Jetty's UriCompliance, such as DEFAULT or"
                        + " DEFAULT,AMBIGUOUS_PATH_SEPARATOR",
                "maxHeaders=0 -> maxHeaders is '0'; give a number from 1 on",
                "maxVariablesBytes=9 -> maxVariablesBytes is '9'; give a number from 1024 on",
                "headTimeout=15s -> headTimeout is '15s'; give a number from 1 on"
            })
    void wrongValues(String settings, String message) {
        assertWrong(parsed(settings), message);
    }

    static Map<String, String> parsed(String settings) {
        return Arrays.stream(settings.split(" ", -1))
                .map(setting -> setting.split("=", 2))
                .collect(Collectors.toMap(setting -> setting[0], setting -> setting[1]));
    }

    final void assertWrong(Map<String, String> properties, String message) {
        assertThatThrownBy(() -> connector(properties))
                .satisfies(thrown -> assertThat(refusal(thrown)).hasMessage(prefix() + message));
        assertThat(server.getConnectors()).isEmpty();
    }

    /** What the settings threw, without what Jetty XML has wrapped it into, and with what caused it. */
    private static Throwable refusal(Throwable thrown) {
        Throwable refusal = thrown;
        while (!(refusal instanceof IllegalArgumentException) && refusal.getCause() != null) {
            refusal = refusal.getCause();
        }
        return refusal;
    }
}
