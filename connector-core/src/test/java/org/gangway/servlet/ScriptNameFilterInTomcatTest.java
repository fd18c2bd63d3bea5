package org.gangway.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The filter alone, declared as in a web.xml, in a container that knows nothing of it. */
class ScriptNameFilterInTomcatTest {
    @TempDir
    Path directory;

    private final Tomcat tomcat = new Tomcat();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
    }

    private void start(String contextPath, String scriptName, String forced) throws Exception {
        Path base = Files.createDirectories(directory.resolve("base/dir")).getParent();
        Files.writeString(base.resolve("dir/index.html"), "welcome");
        tomcat.setBaseDir(directory.resolve("tomcat").toString());
        tomcat.getConnector().setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext(contextPath, base.toString());
        context.addWelcomeFile("index.html");
        if (forced != null) {
            context.addParameter("FORCE_SCRIPT_NAME", forced);
        }
        FilterDef filter = new FilterDef();
        filter.setFilterName("prefix");
        filter.setFilterClass(ScriptNameFilter.class.getName());
        filter.setAsyncSupported("true");
        if (scriptName != null) {
            filter.addInitParameter("scriptName", scriptName);
        }
        context.addFilterDef(filter);
        FilterMap mapping = new FilterMap();
        mapping.setFilterName("prefix");
        mapping.addURLPattern("/*");
        for (DispatcherType type : DispatcherType.values()) {
            mapping.setDispatcher(type.name());
        }
        context.addFilterMap(mapping);
        Tomcat.addServlet(context, "default", new DefaultServlet());
        context.addServletMappingDecoded("/", "default");
        Tomcat.addServlet(context, "act", new Act()).setAsyncSupported(true);
        context.addServletMappingDecoded("/act/*", "act");
        tomcat.start();
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + path);
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private List<String> lines(String path) throws Exception {
        return get(path).body().lines().toList();
    }

    private String header(String path, String name) throws Exception {
        return get(path).headers().firstValue(name).orElse(null);
    }

    @Test
    void theInitParamOfTheFilterIsThePrefix() throws Exception {
        start("/ctx", "/shop/", null);
        assertThat(lines("/ctx/act/show"))
                .contains(
                        "contextPath=/shop/ctx",
                        "servletPath=/act",
                        "requestURI=/shop/ctx/act/show",
                        "servletContext=/shop/ctx");
        assertThat(lines("/ctx/act/forward"))
                .contains("requestURI=/shop/ctx/act/show", "forward=/shop/ctx/act/forward");
        assertThat(lines("/ctx/act/async")).contains("requestURI=/shop/ctx/act/show");
        assertThat(lines("/ctx/act/async-context")).contains("requestURI=/shop/ctx/act/show");
        assertThat(header("/ctx/act/redirect?x", "Location")).isEqualTo("/shop/ctx/act/x");
        assertThat(header("/ctx/act/redirect?/x", "Location")).isEqualTo("/x");
        assertThat(header("/ctx/act/session", "Set-Cookie")).containsIgnoringCase("path=/shop/ctx");
        assertThat(get("/ctx/act/encode").body()).startsWith("/shop/ctx/x;jsessionid=");
        assertThat(header("/ctx/dir", "Location")).isEqualTo("/shop/ctx/dir/");
        assertThat(get("/ctx/dir/").body()).isEqualTo("welcome");
    }

    @Test
    void theInitParamOfTheApplicationIsThePrefix() throws Exception {
        start("", null, "/shop");
        assertThat(lines("/act/show")).contains("contextPath=/shop", "requestURI=/shop/act/show");
        assertThat(header("/act/session", "Set-Cookie")).containsIgnoringCase("path=/shop");
        assertThat(header("/dir", "Location")).isEqualTo("/shop/dir/");
    }

    @Test
    void theOneOfTheFilterComesFirst() throws Exception {
        start("", "/shop", "/other");
        assertThat(lines("/act/show")).contains("contextPath=/shop");
    }

    @Test
    void anApplicationAtThePrefixStays() throws Exception {
        start("/shop", "/shop", null);
        assertThat(lines("/shop/act/show")).contains("contextPath=/shop", "requestURI=/shop/act/show");
        assertThat(header("/shop/act/redirect?x", "Location")).isEqualTo("x");
    }

    @Test
    void whatIsNoPathIsIgnored() throws Exception {
        start("/ctx", "shop", null);
        assertThat(lines("/ctx/act/show")).contains("contextPath=/ctx");
    }

    /** Does what the path info says. */
    private static final class Act extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            switch (request.getPathInfo()) {
                case "/forward" -> request.getRequestDispatcher("/act/show").forward(request, response);
                case "/async" -> request.startAsync().dispatch("/act/show");
                case "/async-context" -> request.startAsync().dispatch(request.getServletContext(), "/act/show");
                case "/redirect" -> response.sendRedirect(request.getQueryString());
                case "/session" -> request.getSession();
                case "/encode" -> {
                    request.getSession();
                    response.getWriter().print(response.encodeURL(request.getContextPath() + "/x"));
                }
                default ->
                    response.getWriter()
                            .println("contextPath=" + request.getContextPath() + "\nservletPath="
                                    + request.getServletPath() + "\nrequestURI=" + request.getRequestURI()
                                    + "\nservletContext="
                                    + request.getServletContext().getContextPath() + "\nforward="
                                    + request.getAttribute(RequestDispatcher.FORWARD_REQUEST_URI));
            }
        }
    }
}
