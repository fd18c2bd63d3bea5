package org.gangway.jetty.ee10;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.gangway.jetty.fastcgi.WebServer;
import org.gangway.request.ScriptNameAttributes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The class loaders of jetty-home: the server's, which has connector-core and connector-jetty but no servlet API, and
 * below it that of the environment, which asks the server's first.
 */
class EnvironmentTest {
    @TempDir
    Path directory;

    private URLClassLoader serverLoader;
    private URLClassLoader environment;

    @BeforeEach
    void makeLoaders() throws Exception {
        serverLoader = new URLClassLoader(
                "server", urls(entry -> !isOfEnvironment(entry)), ClassLoader.getPlatformClassLoader());
        environment = new URLClassLoader("environment", urls(EnvironmentTest::isOfEnvironment), serverLoader);
    }

    @AfterEach
    void closeLoaders() throws IOException {
        environment.close();
        serverLoader.close();
    }

    private static boolean isOfEnvironment(String entry) {
        String name = Path.of(entry).getFileName().toString();
        Path module = Path.of("target").toAbsolutePath();
        return Path.of(entry).toAbsolutePath().startsWith(module)
                || name.contains("servlet-api")
                || name.startsWith("jetty-ee10-");
    }

    private static URL[] urls(Predicate<String> wanted) throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (wanted.test(entry)) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }

    @Test
    void theServerHasNoServletApi() {
        assertThatThrownBy(() -> serverLoader.loadClass("jakarta.servlet.Filter"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThatThrownBy(() -> environment.loadClass("org.gangway.servlet.ScriptNameFilter"))
                .as("the filter of connector-core, which only the server finds")
                .isInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    void bothSidesShareWhatTheyTellEachOther() throws Exception {
        for (Class<?> shared : List.of(ScriptNameAttributes.class, org.gangway.jetty.ForcedContextPath.class)) {
            assertThat(environment.loadClass(shared.getName()))
                    .isSameAs(serverLoader.loadClass(shared.getName()))
                    .isNotSameAs(shared);
        }
    }

    @Test
    void theFilterOfTheEnvironmentServesAnUntouchedWar() throws Exception {
        Path war = directory.resolve("war");
        Files.createDirectories(war.resolve("WEB-INF"));
        Files.writeString(war.resolve("WEB-INF/web.xml"), """
                <web-app metadata-complete="true">
                  <servlet><servlet-name>show</servlet-name><servlet-class>%s</servlet-class></servlet>
                  <servlet-mapping><servlet-name>show</servlet-name><url-pattern>/show/*</url-pattern></servlet-mapping>
                </web-app>
                """.formatted(ShowServlet.class.getName()));
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(environment);
        try {
            @SuppressWarnings("unchecked") // that is what IsolatedServer is
            BiFunction<Path, BiFunction<Integer, Class<?>, String>, String> server =
                    (BiFunction<Path, BiFunction<Integer, Class<?>, String>, String>) environment
                            .loadClass(IsolatedServer.class.getName())
                            .getConstructor()
                            .newInstance();
            String answer = server.apply(war, (port, filter) -> {
                assertThat(filter.getClassLoader()).isSameAs(environment);
                return show(port);
            });
            assertThat(answer.lines()).contains("contextPath=/shop", "servletPath=/show", "requestURI=/shop/show/x");
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static String show(int port) {
        try {
            return WebServer.get(
                            port,
                            List.of(
                                    Map.entry("REQUEST_METHOD", "GET"),
                                    Map.entry("SERVER_PROTOCOL", "HTTP/1.1"),
                                    Map.entry("HTTP_HOST", "shop.example"),
                                    Map.entry("REQUEST_URI", "/shop/show/x"),
                                    Map.entry("SCRIPT_NAME", "/shop"),
                                    Map.entry("PATH_INFO", "/show/x")))
                    .bodyText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
