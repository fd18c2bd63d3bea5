package org.gangway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.sun.tools.attach.VirtualMachine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.management.Attribute;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stock jetty-home with Gangway's modules and untouched WARs behind Apache and nginx: all three protocols at once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class JettyHomeIT {
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("alice:secret".getBytes(StandardCharsets.UTF_8));

    /** A way to the same applications. */
    private enum Door {
        APACHE_FASTCGI(Variant.APACHE_PROXYPASS, "web"),
        APACHE_FASTCGI_TCP(Variant.APACHE_REUSE, "trusted"),
        NGINX_FASTCGI(Variant.NGINX_STOCK, "web"),
        NGINX_FASTCGI_TCP(Variant.NGINX_KEEPALIVE, "trusted"),
        APACHE_SCGI(Server.JETTY_HOME, "scgi", "scgi", false),
        /** The web server gives the secret, so its user is believed. */
        APACHE_AJP(Server.JETTY_HOME, "ajp", "ajp", true);

        private final Server server;
        private final String port;
        private final String connector;
        private final boolean userTrusted;

        Door(Variant variant, String connector) {
            this(variant.server(), variant.port(), connector, variant.backend().userTrusted());
        }

        Door(Server server, String port, String connector, boolean userTrusted) {
            this.server = server;
            this.port = port;
            this.connector = connector;
            this.userTrusted = userTrusted;
        }
    }

    private JettyHomeServers servers;
    private JettyBase base;

    @BeforeAll
    void start() {
        servers = new JettyHomeServers();
        base = servers.base();
    }

    @AfterAll
    void stop() {
        servers.close();
    }

    private Site site(Door door) {
        return servers.site(door.server, door.port, null);
    }

    private Site site(Variant variant) {
        return servers.site(variant.server(), variant.port(), variant);
    }

    @ParameterizedTest
    @EnumSource
    @Order(1)
    void served(Door door) throws Exception {
        Site site = site(door);

        Response info = site.exchange(Request.get("/info;p=1?q=a%20b")
                .header("X-Forwarded-For", "9.9.9.9")
                .header("X-Forwarded-Proto", "https"));

        assertThat(Site.json(info))
                .containsEntry("requestURI", "/info;p=1")
                .containsEntry("contextPath", "")
                .containsEntry("queryString", "q=a%20b")
                .containsEntry("scheme", "http")
                .containsEntry("remoteAddr", "127.0.0.1");
        assertThat(info.headers("Server")).as("the web server's word").noneMatch(server -> server.contains("Jetty"));
        assertThat(site.exchange(Request.get("/hello.jsp")).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(names = {"APACHE_SETHANDLER", "NGINX_SPLIT"})
    @Order(1)
    void prefixPerRequest(Variant variant) throws Exception {
        Site site = site(variant);

        assertThat(Site.json(site.get("/info")))
                .containsEntry("requestURI", "/shop/info")
                .containsEntry("contextPath", "/shop")
                .containsEntry("servletPath", "/info");
        assertThat(site.get("/session").header("Set-Cookie")).containsIgnoringCase("path=/shop");
        assertThat(requestLog()).contains("GET /shop/info");
    }

    @ParameterizedTest
    @EnumSource(names = {"APACHE_DOCROOT", "APACHE_ENCODED"})
    @Order(1)
    void prefixIsTheContextPath(Variant variant) throws Exception {
        assertThat(Site.json(site(variant).get("/info")))
                .containsEntry("requestURI", "/shop/info")
                .containsEntry("contextPath", "/shop");
    }

    @ParameterizedTest
    @EnumSource
    @Order(1)
    void remoteUser(Door door) throws Exception {
        String user = door.userTrusted ? "alice" : null;

        Response info = site(door).exchange(Request.get("/info/secret").header("Authorization", BASIC));

        assertThat(Site.json(info)).containsEntry("remoteUser", user);
    }

    @ParameterizedTest
    @EnumSource
    @Order(1)
    void boundToConnector(Door door) throws Exception {
        assertThat(site(door).exchange(Request.get("/bound/index.txt")).text())
                .isEqualTo("on the connector " + door.connector);
    }

    @ParameterizedTest
    @EnumSource
    @Order(1)
    void everyLevel(Door door) throws Exception {
        Site site = site(door);
        String user = door.userTrusted ? "alice" : "null";
        for (String level : List.of("ee8", "ee11")) {
            Response page =
                    site.exchange(Request.get("/" + level + "/info/secret.jsp").header("Authorization", BASIC));

            String api = level.equals("ee8") ? "javax" : "jakarta";
            assertThat(page.text()).isEqualTo("servlet " + api + " user " + user + " path /" + level);
        }
    }

    @Test
    @Order(1)
    void httpBesideTheGateways() throws Exception {
        Response info = servers.http().exchange(Request.get("/info/secret").header("Authorization", BASIC));

        assertThat(Site.json(info)).containsEntry("remoteUser", null).containsEntry("contextPath", "");
    }

    @Test
    @Order(1)
    void attributesThatAreAllowed() throws Exception {
        Map<?, ?> attributes = (Map<?, ?>)
                Site.json(site(Door.APACHE_AJP).exchange(Request.get("/info"))).get("attributes");

        assertThat(attributes.get("eppn")).isEqualTo("alice@example.org");
        assertThat(attributes.containsKey("other")).isFalse();
        assertThat(base.log()).containsOnlyOnce("Request attribute other is dropped");
    }

    @ParameterizedTest
    @EnumSource(names = {"APACHE_SCGI", "APACHE_AJP"})
    @Order(1)
    void sessionSticksToTheWorker(Door door) throws Exception {
        Site site = site(door);
        String cookie =
                site.exchange(Request.get("/session")).header("Set-Cookie").split(";", 2)[0];
        assertThat(cookie).matches("JSESSIONID=\\w+\\.node7");

        Response again = site.exchange(Request.get("/session").header("Cookie", cookie));

        assertThat(Site.json(again)).containsEntry("new", false);
    }

    @Test
    @Order(1)
    void stoppedWorkerServesItsOwnSessionsOnly() throws Exception {
        Site site = site(Door.APACHE_AJP);
        String cookie =
                site.exchange(Request.get("/session")).header("Set-Cookie").split(";", 2)[0];
        Request stopped = Request.get("/session?a=1").header("X-Activation", "STP");

        Response own = site.exchange(stopped.header("Cookie", cookie));
        Response other = site.exchange(stopped.header("Cookie", "JSESSIONID=gone.node7"));

        assertThat(Site.json(own)).containsEntry("new", false);
        assertThat(other.status()).isEqualTo(307);
        assertThat(other.header("Location")).endsWith("/session?a=1");
        assertThat(other.header("Set-Cookie")).startsWith("JSESSIONID=;");
    }

    @Test
    @Order(2)
    @SuppressWarnings("BanJNDI") // the address is that of our own child
    void managementBeans() throws Exception {
        VirtualMachine machine = VirtualMachine.attach(String.valueOf(base.pid()));
        String address = machine.startLocalManagementAgent();
        machine.detach();
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
            MBeanServerConnection beans = connector.getMBeanServerConnection();

            Map<String, ObjectName> factories = new TreeMap<>();
            for (ObjectName name :
                    beans.queryNames(new ObjectName("org.gangway.jetty:type=*connectionfactory,*"), null)) {
                factories.put(
                        beans.getAttribute(name, "protocol") + " " + beans.getAttribute(name, "remoteUser") + " "
                                + beans.getAttribute(name, "scriptName"),
                        name);
                assertThat(readAll(beans, name)).noneMatch(value -> value.contains(JettyHomeServers.SECRET));
            }
            assertThat(beans.queryNames(new ObjectName("org.gangway.jetty:type=fastcgiconnectionfactory,*"), null))
                    .hasSize(3);
            assertThat(factories.keySet())
                    .containsExactly(
                            "ajp/1.3 trust auto", "fcgi/1.0 ignore auto", "fcgi/1.0 trust auto", "scgi/1 ignore auto");
            ObjectName trusted = factories.get("fcgi/1.0 trust auto");
            assertThat(beans.getAttribute(trusted, "maxHeaders")).isEqualTo(200);
            assertThat(beans.getAttribute(trusted, "headTimeout")).isEqualTo(15000L);
            assertThat(beans.getAttribute(trusted, "multiplexing")).isEqualTo(true);
            ObjectName ajp = factories.get("ajp/1.3 trust auto");
            assertThat(beans.getAttribute(ajp, "secretRequired")).isEqualTo(true);
            assertThat(beans.getAttribute(ajp, "packetSize")).isEqualTo(8192);
            assertThat(beans.getAttribute(ajp, "bodyPackets")).isEqualTo("auto");
            assertThat(beans.getAttribute(ajp, "otherAttributes")).isEqualTo("drop");
            assertThat(beans.getAttribute(ajp, "attributes")).isEqualTo("eppn");
            assertThat((Long) beans.getAttribute(ajp, "droppedAttributes")).isPositive();
            assertThat(beans.getAttribute(factories.get("scgi/1 ignore auto"), "compliance"))
                    .isEqualTo("default");

            List<Object> addresses = new ArrayList<>();
            for (ObjectName name :
                    beans.queryNames(new ObjectName("org.gangway.jetty:type=unixsocketconnector,*"), null)) {
                addresses.add(beans.getAttribute(name, "address"));
                assertThat(beans.getAttribute(name, "mode")).isEqualTo("0666");
                assertThat(name.getKeyProperty("name")).isIn("web", "shop", "scgi");
                beans.setAttribute(name, new Attribute("accepting", false));
                assertThat(beans.getAttribute(name, "accepting")).isEqualTo(false);
                beans.setAttribute(name, new Attribute("accepting", true));
                assertThat(beans.getAttribute(name, "accepting")).isEqualTo(true);
                assertThat((Integer) beans.getAttribute(name, "connections")).isNotNegative();
                assertThat(readAll(beans, name)).isNotEmpty();
            }
            assertThat(addresses)
                    .containsExactlyInAnyOrder(
                            base.file("run/fastcgi.sock").toString(),
                            base.file("run/shop.sock").toString(),
                            base.file("run/scgi.sock").toString());
        }
    }

    /** All that a client can read that hasn't our classes. */
    private static List<String> readAll(MBeanServerConnection beans, ObjectName name) throws Exception {
        List<String> values = new ArrayList<>();
        for (MBeanAttributeInfo attribute : beans.getMBeanInfo(name).getAttributes()) {
            assertThatCode(() -> values.add(String.valueOf(beans.getAttribute(name, attribute.getName()))))
                    .as(name + ": " + attribute.getName())
                    .doesNotThrowAnyException();
        }
        return values;
    }

    @Test
    @Order(2)
    void cleanListings() {
        for (String argument : List.of(
                "--list-config",
                "--list-modules=gangway",
                "--dry-run",
                "--show-module=gangway-fastcgi,gangway-scgi,gangway-ajp")) {
            JettyBase.Run run = base.run(argument);

            assertThat(run.status()).as(run.output()).isZero();
            assertThat(run.output())
                    .as(argument)
                    .contains("gangway-ajp", "gangway-scgi")
                    .doesNotContain(JettyHomeServers.SECRET)
                    .doesNotContainPattern("(?i)\\bwarn|\\berror|exception");
        }
    }

    @Test
    @Order(3)
    void stopLetsRequestsFinish() throws Exception {
        List<String> events = new ArrayList<>();
        try (HttpConnection connection = site(Variant.NGINX_UNBUFFERED).connect()) {
            Response response = connection.send(Request.get("/sse?count=6&interval=200"));
            BufferedReader lines = new BufferedReader(new InputStreamReader(response.stream(), StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    if (events.isEmpty()) {
                        base.terminate();
                    }
                    events.add(line);
                }
            }
        }

        assertThat(events).containsExactly("id: 1", "id: 2", "id: 3", "id: 4", "id: 5", "id: 6");
        assertThat(base.awaitEnd()).as(base.log()).isEqualTo(143);
        assertThat(base.file("run/fastcgi.sock")).doesNotExist();
    }

    private String requestLog() throws IOException {
        try (Stream<Path> files = Files.list(base.file("logs"))) {
            StringBuilder log = new StringBuilder();
            for (Path file : files.toList()) {
                log.append(Files.readString(file));
            }
            return log.toString();
        }
    }
}
