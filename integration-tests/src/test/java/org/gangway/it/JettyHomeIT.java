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
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
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
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A stock jetty-home with Gangway's modules and untouched WARs behind Apache and nginx. Only ini and XML files of the
 * {@code $JETTY_BASE} are written: three connectors, of which two have applications of their own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class JettyHomeIT {
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("alice:secret".getBytes(StandardCharsets.UTF_8));
    private static final String CONTEXT = """
            <?xml version="1.0"?>
            <!DOCTYPE Configure PUBLIC "-//Jetty//Configure//EN" "https://jetty.org/configure_10_0.dtd">
            <Configure class="org.eclipse.jetty.ee10.webapp.WebAppContext">
              <Set name="contextPath">%s</Set>
              <Set name="war"><Property name="jetty.base"/>/wars/%s</Set>
              <Set name="virtualHosts"><Array type="String"><Item>@%s</Item></Array></Set>
            </Configure>
            """;
    private static final String SECOND_CONNECTOR = """
            <?xml version="1.0"?>
            <!DOCTYPE Configure PUBLIC "-//Jetty//Configure//EN" "https://jetty.org/configure_10_0.dtd">
            <Configure id="Server" class="org.eclipse.jetty.server.Server">
              <New id="%1$sGangway" class="org.gangway.jetty.xml.FastCgiConnectorSettings">
                <Set name="name">%1$s</Set>
                %2$s
              </New>
              <Ref refid="%1$sGangway">
                <Call name="addTo"><Arg><Ref refid="Server"/></Arg><Arg><Ref refid="httpConfig"/></Arg></Call>
              </Ref>
            </Configure>
            """;
    private static final String JSP = """
            <%%@page contentType="text/plain" %%><%%!
            %s %%>servlet <%%= servlet(request) %%> user <%%= request.getRemoteUser() %%> \
            path <%%= request.getContextPath() %%>""";
    private static final String WHICH_SERVLET_API = "String servlet(%s.servlet.ServletRequest r) { return \"%1$s\"; }";

    private final FreePorts trustPort = new FreePorts();
    private final Map<Server, WebServer> servers = new EnumMap<>(Server.class);
    private Sandbox sandbox;
    private JettyBase base;
    private int port;

    @BeforeAll
    void start() {
        sandbox = new Sandbox();
        base = new JettyBase("gangway.jettyHome", sandbox.directory("jetty"));
        JettyBase.Run added = base.run("--add-modules=gangway-fastcgi,ee10-deploy,ee10-annotations,ee10-jsp,"
                + "ee8-deploy,ee8-jsp,ee11-deploy,ee11-jsp,requestlog,forwarded,jmx");
        assertThat(added.status()).as(added.output()).isZero();
        port = trustPort.of("trust");
        base.append("start.d/gangway-fastcgi.ini", """
                        gangway.fastcgi.name=web
                        gangway.fastcgi.socketMode=0666
                        etc/gangway-trusted.xml
                        etc/gangway-shop.xml
                        """)
                .write(
                        "etc/gangway-trusted.xml",
                        SECOND_CONNECTOR.formatted(
                                "trusted",
                                "<Set name=\"port\">" + port + "</Set>\n    <Set name=\"remoteUser\">trust</Set>"))
                .write(
                        "etc/gangway-shop.xml",
                        SECOND_CONNECTOR.formatted(
                                "shop",
                                "<Set name=\"socket\">" + base.file("run/shop.sock")
                                        + "</Set>\n    <Set name=\"socketMode\">0666</Set>"))
                .copy(Path.of(System.getProperty("gangway.war")), "webapps/ROOT.war")
                .write("webapps/ROOT.properties", "environment=ee10\n")
                .war("wars/web.war", "index.txt", "on the connector web")
                .war("wars/trusted.war", "index.txt", "on the connector trusted")
                .write("webapps/bound-web.xml", CONTEXT.formatted("/bound", "web.war", "web"))
                .write("webapps/bound-web.properties", "environment=ee10\n")
                .write("webapps/bound-trusted.xml", CONTEXT.formatted("/bound", "trusted.war", "trusted"))
                .write("webapps/bound-trusted.properties", "environment=ee10\n")
                .copy(Path.of(System.getProperty("gangway.war")), "wars/sample.war")
                .write("webapps/shop.xml", CONTEXT.formatted("/shop", "sample.war", "shop"))
                .write("webapps/shop.properties", "environment=ee10\n")
                .war("webapps/ee8.war", "info/secret.jsp", JSP.formatted(WHICH_SERVLET_API.formatted("javax")))
                .write("webapps/ee8.properties", "environment=ee8\n")
                .war("webapps/ee11.war", "info/secret.jsp", JSP.formatted(WHICH_SERVLET_API.formatted("jakarta")));
        trustPort.release();
        base.start();
    }

    @AfterAll
    void stop() {
        servers.values().forEach(WebServer::close);
        base.close();
        sandbox.close(Path.of(System.getProperty("gangway.target")).resolve("it-logs-jetty-home"));
    }

    private Site site(Variant variant) {
        Server server = variant.server();
        server.missing().ifPresent(missing -> {
            if (System.getenv("CI") != null) {
                throw new AssertionError(missing + ", and CI is set: nothing may be skipped");
            }
            Assumptions.abort(missing);
        });
        WebServer running = servers.computeIfAbsent(server, s -> {
            Map<String, String> values = sandbox.values();
            values.put("STOCK_SOCKET", base.file("run/fastcgi.sock").toString());
            values.put("SHOP_SOCKET", base.file("run/shop.sock").toString());
            values.put("AUTHORIZER_SOCKET", base.file("run/none.sock").toString());
            values.put("TRUST_PORT", String.valueOf(port));
            return new WebServer(s, sandbox.directory(s.name().toLowerCase(Locale.ROOT)), values);
        });
        return new Site(variant, null, running.port(variant.port()));
    }

    @ParameterizedTest
    @EnumSource(names = {"APACHE_PROXYPASS", "APACHE_REUSE", "NGINX_STOCK", "NGINX_KEEPALIVE"})
    @Order(1)
    void served(Variant variant) throws Exception {
        Site site = site(variant);

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
    @EnumSource(names = {"APACHE_PROXYPASS", "APACHE_REUSE", "NGINX_STOCK", "NGINX_KEEPALIVE"})
    @Order(1)
    void remoteUser(Variant variant) throws Exception {
        String user = variant.backend().userTrusted() ? "alice" : null;

        Response info = site(variant).exchange(Request.get("/info/secret").header("Authorization", BASIC));

        assertThat(Site.json(info)).containsEntry("remoteUser", user);
    }

    @ParameterizedTest
    @EnumSource(names = {"APACHE_PROXYPASS", "APACHE_REUSE", "NGINX_STOCK", "NGINX_KEEPALIVE"})
    @Order(1)
    void boundToConnector(Variant variant) throws Exception {
        String connector = variant.backend() == Backend.TRUST ? "trusted" : "web";

        assertThat(site(variant).get("/bound/index.txt").text()).isEqualTo("on the connector " + connector);
    }

    @ParameterizedTest
    @EnumSource(names = {"APACHE_PROXYPASS", "APACHE_REUSE", "NGINX_STOCK", "NGINX_KEEPALIVE"})
    @Order(1)
    void everyLevel(Variant variant) throws Exception {
        Site site = site(variant);
        String user = variant.backend().userTrusted() ? "alice" : "null";
        for (String level : List.of("ee8", "ee11")) {
            Response page =
                    site.exchange(Request.get("/" + level + "/info/secret.jsp").header("Authorization", BASIC));

            String api = level.equals("ee8") ? "javax" : "jakarta";
            assertThat(page.text()).isEqualTo("servlet " + api + " user " + user + " path /" + level);
        }
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
                    beans.queryNames(new ObjectName("org.gangway.jetty:type=fastcgiconnectionfactory,*"), null)) {
                factories.put(
                        beans.getAttribute(name, "remoteUser") + " " + beans.getAttribute(name, "scriptName"), name);
            }
            assertThat(beans.queryNames(new ObjectName("org.gangway.jetty:type=fastcgiconnectionfactory,*"), null))
                    .hasSize(3);
            assertThat(factories.keySet()).containsExactly("ignore auto", "trust auto");
            ObjectName trusted = factories.get("trust auto");
            assertThat(beans.getAttribute(trusted, "protocol")).isEqualTo("fcgi/1.0");
            assertThat(beans.getAttribute(trusted, "maxHeaders")).isEqualTo(200);
            assertThat(beans.getAttribute(trusted, "headTimeout")).isEqualTo(15000L);
            assertThat(beans.getAttribute(trusted, "multiplexing")).isEqualTo(true);

            List<Object> addresses = new ArrayList<>();
            for (ObjectName name :
                    beans.queryNames(new ObjectName("org.gangway.jetty:type=unixsocketconnector,*"), null)) {
                addresses.add(beans.getAttribute(name, "address"));
                assertThat(beans.getAttribute(name, "mode")).isEqualTo("0666");
                assertThat(name.getKeyProperty("name")).isIn("web", "shop");
                beans.setAttribute(name, new Attribute("accepting", false));
                assertThat(beans.getAttribute(name, "accepting")).isEqualTo(false);
                beans.setAttribute(name, new Attribute("accepting", true));
                assertThat(beans.getAttribute(name, "accepting")).isEqualTo(true);
                assertThat((Integer) beans.getAttribute(name, "connections")).isNotNegative();
                for (MBeanAttributeInfo attribute : beans.getMBeanInfo(name).getAttributes()) {
                    assertThatCode(() -> beans.getAttribute(name, attribute.getName()))
                            .as("a client without our classes can read " + attribute.getName())
                            .doesNotThrowAnyException();
                }
            }
            assertThat(addresses)
                    .containsExactlyInAnyOrder(
                            base.file("run/fastcgi.sock").toString(),
                            base.file("run/shop.sock").toString());
        }
    }

    @Test
    @Order(2)
    void cleanListings() {
        for (String argument :
                List.of("--list-config", "--list-modules=gangway", "--dry-run", "--show-module=gangway-fastcgi")) {
            JettyBase.Run run = base.run(argument);

            assertThat(run.status()).as(run.output()).isZero();
            assertThat(run.output())
                    .as(argument)
                    .contains("gangway")
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
