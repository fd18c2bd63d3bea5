package org.gangway.jetty.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.gangway.jetty.FastCgiConnectionFactory;
import org.gangway.jetty.fastcgi.Answer;
import org.gangway.jetty.fastcgi.WebServer;
import org.gangway.request.ScriptNamePolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * FORCE_SCRIPT_NAME as an init-param of the application, the same at every EE level: the option of the connector wins
 * over it, and it over the variable of the web server.
 */
@Timeout(60)
public abstract class ForcedScriptNameContract {
    private static final String FORCE = "FORCE_SCRIPT_NAME";

    @TempDir
    protected Path directory;

    private final Server server = new Server();
    private final FastCgiConnectionFactory factory = new FastCgiConnectionFactory();
    private final ServerConnector connector = new ServerConnector(server, factory);
    private final ContextHandlerCollection contexts = new ContextHandlerCollection();
    private int applications;

    /**
     * Makes a WAR's handler.
     *
     * @param contextPath where it is deployed
     * @param war the directory of the exploded WAR
     * @param override an override descriptor, or null
     * @param work a directory of its own
     * @return the handler, not started
     */
    protected abstract ContextHandler webApplication(String contextPath, Path war, Path override, Path work)
            throws IOException;

    /** Does what a context XML does. */
    protected abstract void setInitParameter(ContextHandler context, String name, String value);

    /** The name of the servlet class in the WAR: it shows what it sees, redirects and makes a session. */
    protected abstract String servletClass();

    @BeforeEach
    void listen() throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(contexts);
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    /** Adds an application and starts what isn't started. */
    protected ContextHandler deploy(String contextPath, String forced) throws Exception {
        ContextHandler context = add(contextPath, forced, null);
        start(context);
        return context;
    }

    private void start(ContextHandler context) throws Exception {
        server.start();
        context.start();
    }

    private ContextHandler add(String contextPath, String forced, String overridden) throws IOException {
        Path home = Files.createDirectories(directory.resolve("app" + applications++));
        Path war = Files.createDirectories(home.resolve("war"));
        Files.createDirectories(war.resolve("WEB-INF"));
        Files.writeString(war.resolve("WEB-INF/web.xml"), """
                <web-app metadata-complete="true">%s
                  <servlet><servlet-name>show</servlet-name><servlet-class>%s</servlet-class></servlet>
                  <servlet-mapping><servlet-name>show</servlet-name><url-pattern>/show/*</url-pattern></servlet-mapping>
                </web-app>
                """.formatted(parameter(forced), servletClass()));
        Path override = null;
        if (overridden != null) {
            override =
                    Files.writeString(home.resolve("override.xml"), "<web-app>" + parameter(overridden) + "</web-app>");
        }
        ContextHandler context = webApplication(contextPath, war, override, home.resolve("work"));
        contexts.addHandler(context);
        return context;
    }

    private static String parameter(String value) {
        return value == null
                ? ""
                : "<context-param><param-name>" + FORCE + "</param-name><param-value>" + value
                        + "</param-value></context-param>";
    }

    /** What the servlet shows, and {@code redirect=} and {@code cookie=} from two requests more; or the status. */
    protected List<String> get(String uri, String... variables) throws IOException {
        Answer shown = exchange(uri, variables);
        if (shown.status() != 200) {
            return List.of(String.valueOf(shown.status()));
        }
        List<String> lines = new ArrayList<>(shown.bodyText().lines().toList());
        lines.add("redirect=" + exchange(uri + "?there", variables).field("Location"));
        String cookie = exchange(uri + "?session", variables).field("Set-Cookie");
        lines.add("cookie=" + cookie.replaceAll(".*[Pp]ath=", "").replaceAll(";.*", ""));
        return lines;
    }

    private Answer exchange(String uri, String... variables) throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("REQUEST_METHOD", "GET");
        all.put("REQUEST_URI", uri);
        all.put("QUERY_STRING", uri.contains("?") ? uri.substring(uri.indexOf('?') + 1) : "");
        all.put("SERVER_PROTOCOL", "HTTP/1.1");
        all.put("HTTP_HOST", "shop.example");
        Arrays.stream(variables)
                .filter(name -> Arrays.asList(variables).indexOf(name) % 2 == 0)
                .forEach(
                        name -> all.put(name, variables[Arrays.asList(variables).indexOf(name) + 1]));
        return WebServer.get(connector.getLocalPort(), all.entrySet());
    }

    private static String[] at(String contextPath, String requestUri) {
        return new String[] {
            "contextPath=" + contextPath,
            "servletPath=/show",
            "pathInfo=/x",
            "requestURI=" + requestUri,
            "servletContext=" + contextPath,
            "redirect=" + contextPath + "/show/there",
            "cookie=" + contextPath
        };
    }

    @Test
    void theContextIsMovedBelowThePrefix() throws Exception {
        ContextHandler root = deploy("/", "/p/");
        ContextHandler other = deploy("/ctx", "/p");
        assertThat(root.getContextPath()).isEqualTo("/p");
        assertThat(other.getContextPath()).isEqualTo("/p/ctx");
        assertThat(get("/p/show/x")).contains(at("/p", "/p/show/x"));
        assertThat(get("/p/ctx/show/x")).contains(at("/p/ctx", "/p/ctx/show/x"));
    }

    @Test
    void aContextAtThePrefixStays() throws Exception {
        assertThat(deploy("/p", "/p").getContextPath()).isEqualTo("/p");
        assertThat(deploy("/p/ctx", "/p").getContextPath()).isEqualTo("/p/ctx");
        assertThat(deploy("/pp", "/p").getContextPath()).isEqualTo("/p/pp");
    }

    @Test
    void aRequestWithoutThePrefixGetsIt() throws Exception {
        deploy("/", "/p");
        deploy("/ctx", "/p");
        assertThat(get("/show/x")).as("a proxy in front took it off").contains(at("/p", "/p/show/x"));
        assertThat(get("/ctx/show/x")).contains(at("/p/ctx", "/p/ctx/show/x"));
        assertThat(get("/shop/show/x", "SCRIPT_NAME", "/shop", "PATH_INFO", "/show/x"))
                .as("it wins over the web server's mount")
                .contains(at("/p", "/p/show/x"));
        assertThat(get("/shop/p/show/x", "SCRIPT_NAME", "/shop", "PATH_INFO", "/p/show/x"))
                .contains(at("/p", "/p/show/x"));
        assertThat(get("/show/x", "FORCE_SCRIPT_NAME", "/v"))
                .as("it wins over the web server's variable")
                .contains(at("/p", "/p/show/x"));
        assertThat(get("/nothing/x")).containsExactly("404");
    }

    @Test
    void theOptionOfTheConnectorWins() throws Exception {
        factory.setScriptNamePolicy(ScriptNamePolicy.parse("/option"));
        assertThat(deploy("/", "/p").getContextPath()).isEqualTo("/");
        ContextHandler atOption = deploy("/option", "/p");
        assertThat(atOption.getContextPath()).isEqualTo("/option");
        assertThat(get("/option/show/x", "FORCE_SCRIPT_NAME", "/v")).contains(at("/option", "/option/show/x"));
        assertThat(get("/show/x")).as("a proxy in front took it off").contains(at("/option", "/option/show/x"));
    }

    @Test
    void descriptorsAndContextXmlCanSayIt() throws Exception {
        ContextHandler overridden = add("/a", "/of-web-xml", "/of-override");
        start(overridden);
        assertThat(overridden.getContextPath()).isEqualTo("/of-override/a");
        ContextHandler xml = add("/b", null, null);
        setInitParameter(xml, FORCE, "/of-xml");
        start(xml);
        assertThat(get("/of-xml/b/show/x")).contains(at("/of-xml/b", "/of-xml/b/show/x"));
    }

    @Test
    void whatIsNoPathIsIgnored() throws Exception {
        for (String bad : new String[] {"shop", "//shop", "/shop;x", "/../x", "/", ""}) {
            assertThat(deploy("/ctx", bad).getContextPath()).as(bad).isEqualTo("/ctx");
        }
    }

    @Test
    void aContextThatStopsIsWhereItWasDeployed() throws Exception {
        ContextHandler context = deploy("/ctx", "/p");
        context.stop();
        assertThat(context.getContextPath()).isEqualTo("/ctx");
        context.start();
        assertThat(context.getContextPath()).isEqualTo("/p/ctx");
        assertThat(get("/p/ctx/show/x")).contains(at("/p/ctx", "/p/ctx/show/x"));
    }

    @Test
    void anotherApplicationKeepsItsPlace() throws Exception {
        deploy("/", "/p");
        deploy("/", null);
        deploy("/ctx", null);
        assertThat(get("/show/x")).contains("contextPath=", "requestURI=/show/x");
        assertThat(get("/ctx/show/x")).contains("contextPath=/ctx");
        assertThat(get("/p/show/x")).contains(at("/p", "/p/show/x"));
    }
}
