package org.gangway.jetty.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.gangway.jetty.FastCgiConnectionFactory;
import org.gangway.jetty.ScriptNameRequestLog;
import org.gangway.jetty.UnixSocketConnector;
import org.gangway.request.RemoteUserPolicy;
import org.gangway.request.ScriptNamePolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings as the properties of a Jetty base give them: through the module's own XML file. */
class FastCgiConnectorSettingsTest {
    private static final String PREFIX = "gangway.fastcgi.";
    private static final Path CONFIG = Path.of("src/main/config");
    private static final Path XML = CONFIG.resolve("etc/gangway-fastcgi.xml");
    private static final Path MODULE = CONFIG.resolve("modules/gangway-fastcgi.mod");

    /** What the module's ini file shows as an example, because the default is to have none, or excludes others. */
    private static final Set<String> EXAMPLES = Set.of(
            "socketOwner",
            "socketGroup",
            "allowedPeers",
            "port",
            "host",
            "allowedClients",
            "name",
            "rolesVariable",
            "attributes",
            "singleValuedHeaders");

    private final Server server = new Server();
    private final HttpConfiguration template = new HttpConfiguration();

    private AbstractConnector connector(Map<String, String> properties) throws Exception {
        XmlConfiguration xml = new XmlConfiguration(ResourceFactory.root().newResource(XML));
        xml.getIdMap().put("Server", server);
        xml.getIdMap().put("httpConfig", template);
        xml.getProperties().put("jetty.base", "/base");
        properties.forEach((name, value) -> xml.getProperties().put(PREFIX + name, value));
        xml.configure(server);
        return (AbstractConnector) xml.getIdMap().get("gangwayFastCgiConnector");
    }

    private static FastCgiConnectionFactory factory(AbstractConnector connector) {
        return connector.getConnectionFactory(FastCgiConnectionFactory.class);
    }

    private static List<String> settings() {
        return Arrays.stream(FastCgiConnectorSettings.class.getMethods())
                .map(Method::getName)
                .filter(name -> name.startsWith("set") && !name.equals("setBase"))
                .map(name -> Character.toLowerCase(name.charAt(3)) + name.substring(4))
                .sorted()
                .toList();
    }

    private static Map<String, String> shown() throws Exception {
        Map<String, String> shown = new TreeMap<>();
        Matcher line =
                Pattern.compile("(?m)^# gangway\\.fastcgi\\.(\\w+)=(.*)$").matcher(Files.readString(MODULE));
        while (line.find()) {
            shown.put(line.group(1), line.group(2));
        }
        return shown;
    }

    @Test
    void everySettingIsAProperty() throws Exception {
        Matcher set = Pattern.compile("<Set name=\"(\\w+)\" property=\"gangway\\.fastcgi\\.(\\w+)\"/>")
                .matcher(Files.readString(XML));
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
    void shownDefaultsAreTheDefaults() throws Exception {
        Map<String, String> defaults = shown();
        defaults.keySet().removeAll(EXAMPLES);

        AbstractConnector plain = connector(Map.of());
        AbstractConnector spelled = connector(defaults);

        assertThat(values(spelled)).isEqualTo(values(plain));
        assertThat(values(factory(spelled))).isEqualTo(values(factory(plain)));
        assertThat(values(factory(spelled).getRequestLimits()))
                .isEqualTo(values(factory(plain).getRequestLimits()));
        assertThat(values(factory(spelled).getHttpConfiguration()))
                .isEqualTo(values(factory(plain).getHttpConfiguration()));
        assertThat(plain).isInstanceOfSatisfying(UnixSocketConnector.class, unix -> assertThat(unix.getUnixDomainPath())
                .isEqualTo(Path.of("/base/run/fastcgi.sock")));
    }

    /** What the getters of plain values say. */
    private static Map<String, String> values(Object bean) throws Exception {
        Map<String, String> values = new TreeMap<>();
        for (Method method : bean.getClass().getMethods()) {
            Class<?> type = method.getReturnType();
            boolean plain = type.isPrimitive() || type == String.class || type == Path.class || type.isRecord();
            if (plain && method.getParameterCount() == 0 && method.getName().matches("(get|is).*")) {
                values.put(method.getName(), String.valueOf(method.invoke(bean)));
            }
        }
        assertThat(values).hasSizeGreaterThan(5);
        return values;
    }

    @Test
    void unixSocket() throws Exception {
        AbstractConnector connector = connector(Map.of(
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
    void tcp() throws Exception {
        AbstractConnector loopback = connector(Map.of("port", "9000"));
        AbstractConnector wide = connector(Map.of("port", "9000", "host", "0.0.0.0", "allowedClients", "10.0.0.5"));

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
        FastCgiConnectionFactory factory = factory(connector(Map.of(
                "remoteUser", "Trust",
                "rolesVariable", "ROLES",
                "rolesSeparator", ",",
                "attributes", "SSL_.*",
                "attributeCharset", "ISO-8859-1",
                "scriptName", "/shop/",
                "keepAliveTimeout", "0",
                "maxHeaders", "5",
                "singleValuedHeaders", "X-User, X-Role",
                "stderr", "true")));

        assertThat(factory.getTrustPolicy().remoteUser()).isEqualTo(RemoteUserPolicy.TRUST);
        assertThat(factory.getTrustPolicy().rolesVariable()).isEqualTo("ROLES");
        assertThat(factory.getTrustPolicy().rolesSeparator()).isEqualTo(",");
        assertThat(factory.getTrustPolicy().attributes()).hasToString("SSL_.*");
        assertThat(factory.getTrustPolicy().attributeCharset()).hasToString("ISO-8859-1");
        assertThat(factory.getScriptNamePolicy()).isEqualTo(ScriptNamePolicy.parse("/shop"));
        assertThat(factory.getKeepAliveTimeout()).isEqualTo(Long.MAX_VALUE);
        assertThat(factory.getRequestLimits().getMaxHeaders()).isEqualTo(5);
        assertThat(factory.getHeaderPolicy().singleValued()).containsExactlyInAnyOrder("X-User", "X-Role");
        assertThat(factory.isStderr()).isTrue();
    }

    @Test
    void inheritedSocket() throws Exception {
        AbstractConnector connector = connector(Map.of("inheritChannel", "true"));

        assertThat(connector)
                .isInstanceOfSatisfying(UnixSocketConnector.class, unix -> assertThat(unix.isInheritChannel())
                        .isTrue());
        assertThat(factory(connector).isCloseOnFailedResponse())
                .as("mod_fcgid kills a process that closes early")
                .isFalse();
    }

    @Test
    void httpConfiguration() throws Exception {
        template.setOutputBufferSize(4711);
        template.addCustomizer(new ForwardedRequestCustomizer());

        HttpConfiguration own = factory(connector(Map.of("uriCompliance", "DEFAULT,AMBIGUOUS_PATH_SEPARATOR")))
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
        connector(Map.of("socket", "/run/second.sock"));

        assertThat(server.getRequestLog()).isInstanceOf(ScriptNameRequestLog.class);
        assertThat(server.getBeans(ScriptNameRequestLog.class)).hasSize(1);
        assertThat(server.isManaged(log)).as("it is started with the server").isTrue();
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
                "host=127.0.0.1 -> host is '127.0.0.1'; it needs port, add it",
                "port=9000 host=0.0.0.0 -> host is '0.0.0.0'; others can reach it, and whoever connects is believed: set"
                        + " allowedClients to the web server's address (or insecureAnyClient=true)",
                "allowedClients=10.0.0.5 -> allowedClients is '10.0.0.5'; it is for TCP; for a Unix socket set socketMode and"
                        + " socketGroup",
                "port=1 allowedClients=web -> allowedClients is 'web'; allowed client 'web': only IP addresses and CIDR blocks"
                        + " can be given, not names",
                "socketMode=999 -> socketMode is '999'; socket mode '999' isn't octal between 0000 and 0777; use for example 0660",
                "takeOver=yes -> takeOver is 'yes'; give true or false",
                "remoteUser=yes -> remoteUser is 'yes'; give one of ignore, trust, authorize",
                "scriptName=shop -> scriptName is 'shop'; script name shop is not auto, server, none or a path like /shop",
                "attributes=( -> attributes is '('; it is no regular expression (Unclosed group), write it like SSL_.*|GEOIP_.*",
                "attributeCharset=klingon -> attributeCharset is 'klingon'; give a charset that Java knows, such as UTF-8",
                "uriCompliance=DEFAULT,LAX -> uriCompliance is 'DEFAULT,LAX'; give a mode of Jetty's UriCompliance, such as DEFAULT"
                        + " or DEFAULT,AMBIGUOUS_PATH_SEPARATOR",
                "uriCompliance=LAX -> uriCompliance is 'LAX'; give a mode of Jetty's UriCompliance, such as DEFAULT or"
                        + " DEFAULT,AMBIGUOUS_PATH_SEPARATOR",
                "maxHeaders=0 -> maxHeaders is '0'; give a number from 1 on",
                "maxVariablesBytes=9 -> maxVariablesBytes is 9; it must be at least 1024",
                "maxResponseHeadBytes=99999 -> maxResponseHeadBytes is 99999; it must be 512 to 65000",
                "headTimeout=15s -> headTimeout is '15s'; give a number from 1 on"
            })
    void wrongValues(String settings, String message) {
        Map<String, String> properties = Arrays.stream(settings.split(" ", -1))
                .map(setting -> setting.split("=", 2))
                .collect(Collectors.toMap(setting -> setting[0], setting -> setting[1]));

        assertThatThrownBy(() -> connector(properties))
                .rootCause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(PREFIX + message);
        assertThat(server.getConnectors()).isEmpty();
    }
}
