package org.gangway.jetty.ee10;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.FilterMapping;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.http.HttpTester;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.gangway.request.ScriptNameAttributes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptNameConfigurationTest {
    private static final Filter NOTHING = (request, response, chain) -> chain.doFilter(request, response);

    @TempDir
    Path directory;

    private final Server server = new Server();
    private final HttpConfiguration configuration = new HttpConfiguration();
    private final LocalConnector connector = new LocalConnector(server, new HttpConnectionFactory(configuration));
    private final WebAppContext context = new WebAppContext();

    @BeforeEach
    void deploy() throws Exception {
        Path war = Files.createDirectories(directory.resolve("war"));
        Files.createDirectories(war.resolve("WEB-INF"));
        Files.writeString(
                war.resolve("WEB-INF/web.xml"), """
                <web-app metadata-complete="true">
                  <filter><filter-name>of-web-xml</filter-name><filter-class>%s</filter-class></filter>
                  <filter-mapping><filter-name>of-web-xml</filter-name><url-pattern>/*</url-pattern></filter-mapping>
                  <servlet><servlet-name>show</servlet-name><servlet-class>%s</servlet-class></servlet>
                  <servlet-mapping><servlet-name>show</servlet-name><url-pattern>/show/*</url-pattern></servlet-mapping>
                </web-app>
                """.formatted(PassFilter.class.getName(), ShowServlet.class.getName()));
        configuration.addCustomizer((request, headers) -> {
            request.setAttribute(ScriptNameAttributes.SCRIPT_NAME, "/shop");
            return request;
        });
        server.addConnector(connector);
        context.setContextPath("/ctx");
        context.setBaseResourceAsPath(war);
        context.setTempDirectory(directory.resolve("work").toFile());
        context.setThrowUnavailableOnStartupException(true);
        context.addFilter(new FilterHolder(NOTHING), "/*", EnumSet.allOf(DispatcherType.class));
        context.addServletContainerInitializer((classes, servletContext) -> {
            FilterRegistration.Dynamic filter = servletContext.addFilter("of-initializer", NOTHING);
            if (filter != null) {
                filter.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
            }
            FilterRegistration.Dynamic last = servletContext.addFilter("after-initializer", NOTHING);
            if (last != null) {
                last.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), true, "/*");
            }
        });
        server.setHandler(context);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    private String[] get(String path) throws Exception {
        HttpTester.Response response = HttpTester.parseResponse(
                connector.getResponse("GET " + path + " HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n"));
        assertThat(response.getStatus()).isEqualTo(200);
        return response.getContent().trim().split("\n");
    }

    @Test
    void theFilterIsTheFirstOfAnUntouchedWar() throws Exception {
        FilterMapping[] mappings = context.getServletHandler().getFilterMappings();
        assertThat(List.of(mappings).stream().map(FilterMapping::getFilterName).toList())
                .startsWith(ScriptNameFilter.class.getName())
                .endsWith(ContainerViewFilter.class.getName())
                .contains("of-web-xml", "of-initializer", "after-initializer");
        assertThat(get("/ctx/show/x")).contains("contextPath=/shop/ctx", "requestURI=/shop/ctx/show/x");
    }

    @Test
    void itIsStillThereOnceAfterARestart() throws Exception {
        context.stop();
        context.start();
        FilterMapping[] mappings = context.getServletHandler().getFilterMappings();
        assertThat(mappings[0].getFilterName()).isEqualTo(ScriptNameFilter.class.getName());
        assertThat(List.of(mappings).stream().map(FilterMapping::getFilterName).toList())
                .containsOnlyOnce(ScriptNameFilter.class.getName());
        assertThat(get("/ctx/show/x")).contains("contextPath=/shop/ctx");
    }

    @Test
    void everyWebAppContextHasIt() {
        assertThat(new WebAppContext().getConfigurationClasses()).contains(ScriptNameConfiguration.class.getName());
    }

    /** A filter of the WAR. */
    public static final class PassFilter implements Filter {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            assertThat(((HttpServletRequest) request).getContextPath()).isEqualTo("/shop/ctx");
            chain.doFilter(request, response);
        }
    }
}
