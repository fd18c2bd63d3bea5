package org.gangway.it;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A stock jetty-home with Gangway's modules and untouched WARs, and the web servers before it, started when the first
 * test needs them. Only ini and XML files of the {@code $JETTY_BASE} are written: a connector for each protocol, two
 * more for FastCGI, Jetty's own for HTTP, and applications that are bound to one of them.
 */
final class JettyHomeServers implements AutoCloseable {
    static final String SECRET = "open-sesame";

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

    private final Map<Server, WebServer> servers = new EnumMap<>(Server.class);
    private final Sandbox sandbox = new Sandbox();
    private final JettyBase base = new JettyBase("gangway.jettyHome", sandbox.directory("jetty"));
    private final Map<String, Integer> ports;

    /** Starts Jetty. */
    JettyHomeServers() {
        JettyBase.Run added = base.run("--add-modules=gangway-fastcgi,gangway-scgi,gangway-ajp,http,ee10-deploy,"
                + "ee10-annotations,ee10-jsp,ee8-deploy,ee8-jsp,ee11-deploy,ee11-jsp,requestlog,forwarded,jmx");
        if (added.status() != 0) {
            throw new AssertionError(added.output());
        }
        FreePorts free = new FreePorts();
        List.of("trusted", "ajp", "http").forEach(free::of);
        writeConnectors(free);
        writeApplications();
        ports = free.release();
        base.start();
    }

    private void writeConnectors(FreePorts free) {
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
                                "<Set name=\"port\">" + free.of("trusted")
                                        + "</Set>\n    <Set name=\"remoteUser\">trust</Set>"))
                .write(
                        "etc/gangway-shop.xml",
                        SECOND_CONNECTOR.formatted(
                                "shop",
                                "<Set name=\"socket\">" + base.file("run/shop.sock")
                                        + "</Set>\n    <Set name=\"socketMode\">0666</Set>"))
                .append("start.d/gangway-scgi.ini", """
                        gangway.scgi.name=scgi
                        gangway.scgi.socketMode=0666
                        """)
                .write("etc/ajp.secret", SECRET + "\n")
                .append("start.d/gangway-ajp.ini", """
                        gangway.ajp.name=ajp
                        gangway.ajp.port=%s
                        gangway.ajp.secretFile=etc/ajp.secret
                        gangway.ajp.allowedRequestAttributesPattern=eppn
                        jetty.sessionIdManager.workerName=node7
                        """.formatted(free.of("ajp")))
                .append("start.d/http.ini", """
                        jetty.http.host=127.0.0.1
                        jetty.http.port=%s
                        """.formatted(free.of("http")));
    }

    private void writeApplications() {
        Path sample = Path.of(System.getProperty("gangway.war"));
        base.copy(sample, "webapps/ROOT.war").write("webapps/ROOT.properties", "environment=ee10\n");
        for (String connector : List.of("web", "trusted", "scgi", "ajp")) {
            base.war("wars/" + connector + ".war", "index.txt", "on the connector " + connector)
                    .write(
                            "webapps/bound-" + connector + ".xml",
                            CONTEXT.formatted("/bound", connector + ".war", connector))
                    .write("webapps/bound-" + connector + ".properties", "environment=ee10\n");
        }
        base.copy(sample, "wars/sample.war")
                .write("webapps/shop.xml", CONTEXT.formatted("/shop", "sample.war", "shop"))
                .write("webapps/shop.properties", "environment=ee10\n")
                .war("webapps/ee8.war", "info/secret.jsp", JSP.formatted(WHICH_SERVLET_API.formatted("javax")))
                .write("webapps/ee8.properties", "environment=ee8\n")
                .war("webapps/ee11.war", "info/secret.jsp", JSP.formatted(WHICH_SERVLET_API.formatted("jakarta")));
    }

    JettyBase base() {
        return base;
    }

    /** Jetty itself, by HTTP. */
    Site http() {
        return new Site(null, null, ports.get("http"));
    }

    /** Jetty behind one part of a web server's configuration. */
    Site site(Server server, String port, Variant variant) {
        server.missing().ifPresent(LoginServers::skip);
        return new Site(
                variant, null, servers.computeIfAbsent(server, this::start).port(port));
    }

    private WebServer start(Server server) {
        Map<String, String> values = sandbox.values();
        values.put("STOCK_SOCKET", base.file("run/fastcgi.sock").toString());
        values.put("SHOP_SOCKET", base.file("run/shop.sock").toString());
        values.put("AUTHORIZER_SOCKET", base.file("run/none.sock").toString());
        values.put("TRUST_PORT", ports.get("trusted").toString());
        values.put("SCGI_SOCKET", base.file("run/scgi.sock").toString());
        values.put("AJP_PORT", ports.get("ajp").toString());
        values.put("AJP_SECRET", SECRET);
        return new WebServer(server, sandbox.directory(server.name().toLowerCase(Locale.ROOT)), values);
    }

    @Override
    public void close() {
        servers.values().forEach(WebServer::close);
        base.close();
        sandbox.close(Path.of(System.getProperty("gangway.target")).resolve("it-logs-jetty-home"));
    }
}
