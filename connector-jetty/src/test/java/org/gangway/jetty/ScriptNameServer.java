package org.gangway.jetty;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.DefaultServlet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpTester;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.gangway.jetty.request.GatewayMetaData;
import org.gangway.request.GatewayRequest;
import org.gangway.request.TrustPolicy;
import org.gangway.servlet.ScriptNameFilter;

/** A Jetty with applications that show what they see; the header field X-Prefix stands for the web server's mount. */
final class ScriptNameServer implements AutoCloseable {
    final Server server = new Server();
    final ContextHandlerCollection contexts = new ContextHandlerCollection();
    final HttpConfiguration configuration = new HttpConfiguration();
    final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    private final LocalConnector connector;
    private final Path base;

    ScriptNameServer(Path base) throws IOException {
        this.base = base;
        Files.createDirectories(base.resolve("dir"));
        Files.writeString(base.resolve("dir/index.html"), "welcome");
        Files.writeString(base.resolve("big.txt"), "x".repeat(200_000));
        configuration.addCustomizer(ScriptNameServer::mounted);
        configuration.addCustomizer(new ScriptNameCustomizer());
        connector = new LocalConnector(server, new HttpConnectionFactory(configuration));
        server.addConnector(connector);
        server.setHandler(contexts);
        server.setRequestLog(new ScriptNameRequestLog(
                (request, response) -> log.add(request.getHttpURI().getPathQuery())));
    }

    ServletContextHandler add(String contextPath) {
        return add(contextPath, context -> {});
    }

    ServletContextHandler add(String contextPath, Consumer<ServletContextHandler> more) {
        ServletContextHandler context =
                new ServletContextHandler(contextPath, ServletContextHandler.SESSIONS | ServletContextHandler.SECURITY);
        context.setBaseResourceAsPath(base);
        context.getSessionHandler().setCheckingRemoteSessionIdEncoding(true);
        context.setWelcomeFiles(new String[] {"index.html"});
        context.addServlet(new ServletHolder("default", DefaultServlet.class), "/");
        context.addServlet(new ServletHolder("show", new Show()), "/show/*");
        ServletHolder act = new ServletHolder("act", new Act());
        act.setAsyncSupported(true);
        context.addServlet(act, "/act/*");
        context.addServlet(new ServletHolder("root", new Root()), "");
        context.addServlet(new ServletHolder("errors", new Show()), "/errors/*");
        // What an application's own filter does: wrap, and so hide the container's request.
        Filter wrapping = (request, response, chain) ->
                chain.doFilter(new HttpServletRequestWrapper((HttpServletRequest) request), response);
        FilterHolder own = new FilterHolder(wrapping);
        own.setAsyncSupported(true);
        context.addFilter(own, "/*", EnumSet.allOf(DispatcherType.class));
        context.addServletContainerInitializer((classes, servletContext) -> ScriptNameFilter.register(servletContext));
        more.accept(context);
        contexts.addHandler(context);
        return context;
    }

    ScriptNameServer start() throws Exception {
        server.start();
        return this;
    }

    /** Sends a GET; without a prefix, the request counts as not mounted. */
    HttpTester.Response get(String prefix, String path, String... headers) throws Exception {
        StringBuilder request = new StringBuilder("GET ").append(path).append(" HTTP/1.1\r\nHost: shop.example\r\n");
        if (prefix != null) {
            request.append("X-Prefix: ").append(prefix).append("\r\n");
        }
        Arrays.stream(headers).forEach(header -> request.append(header).append("\r\n"));
        return HttpTester.parseResponse(connector.getResponse(
                request.append("Connection: close\r\n\r\n").toString()));
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }

    private static Request mounted(Request request, HttpFields.Mutable responseHeaders) {
        String prefix = request.getHeaders().get("X-Prefix");
        if (prefix == null) {
            return request;
        }
        GatewayRequest gatewayRequest = (GatewayRequest) Proxy.newProxyInstance(
                ScriptNameServer.class.getClassLoader(),
                new Class<?>[] {GatewayRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "scriptName" -> prefix;
                    case "path" -> request.getHttpURI().getPath();
                    case "remoteUser", "authType" -> null;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        ConnectionMetaData metaData = new Mounted(request.getConnectionMetaData(), gatewayRequest);
        return new Request.Wrapper(request) {
            @Override
            public ConnectionMetaData getConnectionMetaData() {
                return metaData;
            }
        };
    }

    private static final class Mounted extends ConnectionMetaData.Wrapper implements GatewayMetaData {
        private final GatewayRequest request;

        Mounted(ConnectionMetaData wrapped, GatewayRequest request) {
            super(wrapped);
            this.request = request;
        }

        @Override
        public GatewayRequest getGatewayRequest() {
            return request;
        }

        @Override
        public TrustPolicy getTrustPolicy() {
            return TrustPolicy.NONE;
        }
    }

    /** Prints what a servlet sees, one value a line. */
    static final class Show extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            List<String> lines = new ArrayList<>();
            lines.add("type=" + request.getDispatcherType());
            lines.add("contextPath=" + request.getContextPath());
            lines.add("servletPath=" + request.getServletPath());
            lines.add("pathInfo=" + request.getPathInfo());
            lines.add("requestURI=" + request.getRequestURI());
            lines.add("requestURL=" + request.getRequestURL());
            lines.add("query=" + request.getQueryString());
            String[] values = request.getParameterValues("p");
            lines.add("p=" + (values == null ? null : String.join(",", values)));
            for (String name : List.of(
                    RequestDispatcher.FORWARD_REQUEST_URI,
                    RequestDispatcher.FORWARD_CONTEXT_PATH,
                    RequestDispatcher.INCLUDE_REQUEST_URI,
                    RequestDispatcher.INCLUDE_CONTEXT_PATH,
                    RequestDispatcher.ERROR_REQUEST_URI,
                    AsyncContext.ASYNC_REQUEST_URI,
                    AsyncContext.ASYNC_CONTEXT_PATH)) {
                Object value = request.getAttribute(name);
                if (value != null) {
                    lines.add(name.substring("jakarta.servlet.".length()) + "=" + value);
                }
            }
            response.getWriter().println(String.join("\n", lines));
        }
    }

    /** The root of the application: redirects to the query, if there is one. */
    static final class Root extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (request.getQueryString() == null) {
                new Show().service(request, response);
            } else {
                response.sendRedirect(request.getQueryString());
            }
        }
    }

    /** Does what the path info says: /forward/show/x, /include/..., /redirect?LOCATION and so on. */
    static final class Act extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            String info = request.getPathInfo();
            String verb = info.substring(1).replaceAll("/.*", "");
            String target = info.substring(1 + verb.length());
            String query = request.getQueryString() == null
                    ? ""
                    : URLDecoder.decode(request.getQueryString(), StandardCharsets.UTF_8);
            switch (verb) {
                case "forward" -> request.getRequestDispatcher(target).forward(request, response);
                case "include" -> request.getRequestDispatcher(target).include(request, response);
                case "named" ->
                    request.getServletContext().getNamedDispatcher("show").forward(request, response);
                case "fail" -> response.sendError(409);
                case "redirect" -> response.sendRedirect(query);
                case "location" -> response.setHeader("Location", query);
                case "location-reset" -> {
                    response.setHeader("Location", "/elsewhere");
                    response.reset();
                    request.getSession();
                    request.getRequestDispatcher("/dir").forward(request, response);
                }
                case "encode" -> {
                    request.getSession();
                    response.getWriter().print(response.encodeURL(query) + " " + response.encodeRedirectURL(query));
                }
                case "session" -> request.getSession();
                case "cookie" -> {
                    Cookie cookie = new Cookie("own", "1");
                    cookie.setPath(query);
                    response.addCookie(cookie);
                }
                case "cookie-header" -> response.addHeader("Set-Cookie", "own=1; Path=" + query);
                case "async" -> request.startAsync().dispatch();
                case "async-path" -> request.startAsync().dispatch(target);
                case "async-context" -> request.startAsync().dispatch(request.getServletContext(), target);
                case "context" -> {
                    ServletContext shown = request.getServletContext();
                    response.getWriter()
                            .print(shown.getContextPath() + " "
                                    + getServletContext().getContextPath() + " "
                                    + shown.equals(request.getServletContext()) + " "
                                    + shown.equals(getServletContext()));
                }
                case "cross" ->
                    request.getServletContext()
                            .getContext(query)
                            .getRequestDispatcher(target)
                            .forward(request, response);
                case "cross-async" ->
                    request.startAsync().dispatch(request.getServletContext().getContext(query), target);
                case "async-wrapped" -> request.startAsync(request, response).dispatch();
                case "async-thread" -> {
                    AsyncContext async = request.startAsync();
                    async.start(() -> {
                        try {
                            HttpServletRequest later = (HttpServletRequest) async.getRequest();
                            ((HttpServletResponse) async.getResponse()).sendRedirect(later.getContextPath() + "/done");
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        } finally {
                            async.complete();
                        }
                    });
                }
                default -> throw new ServletException("unknown verb " + verb);
            }
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            if (request.getDispatcherType() == DispatcherType.ASYNC) {
                new Show().service(request, response);
            } else {
                super.service(request, response);
            }
        }
    }
}
