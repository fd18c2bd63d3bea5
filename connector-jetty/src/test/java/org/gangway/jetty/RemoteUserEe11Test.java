package org.gangway.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.gangway.jetty.testing.RemoteUserContract;
import org.gangway.jetty.testing.UserServlet;
import org.junit.jupiter.api.Test;

/** The build copies Jetty's EE 11 and its servlet API to {@code target/ee11}. */
class RemoteUserEe11Test extends RemoteUserContract {
    // Jetty allows one class loader per EE level and JVM.
    private static final Environment ENVIRONMENT = new Environment();

    @Override
    protected Handler webApplication(Path war) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(ENVIRONMENT);
        try {
            ContextHandler context = (ContextHandler) ENVIRONMENT
                    .loadClass("org.eclipse.jetty.ee11.webapp.WebAppContext")
                    .getConstructor()
                    .newInstance();
            context.setContextPath("/");
            context.setBaseResourceAsPath(war);
            context.setTempDirectory(directory.resolve("work").toFile());
            context.setClassLoader(ENVIRONMENT);
            return context;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    protected String servletClass() {
        return UserServlet.class.getName();
    }

    @Test
    void servletIsOneOfEe11() throws Exception {
        Class<?> api = ENVIRONMENT
                .loadClass(UserServlet.class.getName())
                .getSuperclass()
                .getSuperclass();
        assertThat(api.getName()).isEqualTo("jakarta.servlet.GenericServlet");
        assertThat(api.getClassLoader()).isSameAs(ENVIRONMENT);
        assertThat(api.getProtectionDomain().getCodeSource().getLocation().toString())
                .contains("servlet-api-6.1");
    }

    /** What belongs to EE 11 comes from here, everything else from the server's class loader. */
    private static final class Environment extends URLClassLoader {
        private static final List<String> OWN =
                List.of("jakarta.servlet.", "org.eclipse.jetty.ee11.", UserServlet.class.getName());

        Environment() {
            super(urls(), RemoteUserEe11Test.class.getClassLoader());
        }

        private static URL[] urls() {
            try (Stream<Path> jars = Files.list(Path.of("target/ee11"))) {
                List<URL> urls = new ArrayList<>();
                for (Path jar : jars.toList()) {
                    urls.add(jar.toUri().toURL());
                }
                urls.add(UserServlet.class.getProtectionDomain().getCodeSource().getLocation());
                return urls.toArray(URL[]::new);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (OWN.stream().noneMatch(name::startsWith)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }
}
