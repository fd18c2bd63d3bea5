package org.gangway.launcher;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.component.Environment;

/**
 * Keeps the EE levels apart: each has its own servlet API and its own container from Jetty, which don't fit on one
 * class path. The classes of a level come from {@code lib/ee10} or {@code lib/ee11} of the installation and are seen
 * by its WARs only; what all levels share is on the class path of the server, the parent.
 */
final class ServletEnvironment {
    private final Environment environment;
    private final ServletLevel level;

    private ServletEnvironment(Environment environment, ServletLevel level) {
        this.environment = environment;
        this.level = level;
    }

    /**
     * The environment of a level; it is made when it is first asked for.
     *
     * @param level a level that WARs can be deployed for
     * @param home the directory of the installation
     * @return the environment
     * @throws UserError if the installation has no such level
     */
    static synchronized ServletEnvironment of(ServletLevel level, Path home) throws UserError {
        Environment known = Environment.get(level.environment());
        if (known == null) {
            URL[] classPath = classPath(home.resolve("lib").resolve(level.environment()));
            known = Environment.create(level.environment(), new EnvironmentClassLoader(level.environment(), classPath));
        }
        return new ServletEnvironment(known, level);
    }

    /**
     * Makes the context of a WAR.
     *
     * @param application how to deploy it
     * @return the context, not started
     */
    ContextHandler create(WebApplication application) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(environment.getClassLoader());
        try {
            Object factory = environment
                    .getClassLoader()
                    .loadClass(level.factory())
                    .getConstructor()
                    .newInstance();
            return ((WebApplicationFactory) factory).create(application);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The environment " + level.environment() + " is incomplete", e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static URL[] classPath(Path directory) throws UserError {
        List<URL> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jar")) {
            for (Path jar : files) {
                jars.add(jar.toUri().toURL());
            }
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw UserError.failed(
                    "this installation is incomplete: cannot read " + directory
                            + "; install Gangway again, or name its directory with -Dgangway.home=DIRECTORY",
                    e);
        }
        // The order of a directory is that of the file system; the order of a class path must not be.
        jars.sort((a, b) -> a.getPath().compareTo(b.getPath()));
        return jars.toArray(URL[]::new);
    }
}
