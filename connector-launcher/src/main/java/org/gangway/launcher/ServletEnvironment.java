package org.gangway.launcher;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.eclipse.jetty.deploy.ContextHandlerFactory;
import org.eclipse.jetty.ee.webapp.WebAppClassLoading;
import org.eclipse.jetty.util.component.Environment;

/**
 * Keeps the EE levels apart: each has its own servlet API and its own container from Jetty, which don't fit on one
 * class path. The classes of a level come from {@code lib/ee8}, {@code lib/ee10} or {@code lib/ee11} of the
 * installation and are seen by its WARs only; what all levels share is on the class path of the server, the parent. So
 * is one level if the start script expects no other; should another be needed nevertheless, it doesn't see that.
 */
final class ServletEnvironment {
    static {
        // The class loader of a WAR that ends would close jars of the level under all other WARs: it closes those that
        // it has read a resource from, and they would be the same as in the cache that all share.
        URLConnection.setDefaultUseCaches("jar", false);
    }

    /** The beginnings of the names of jars whose initializers ask for nothing of the servlet API. */
    private static final List<String> OURS = List.of("jetty-", "tomcat-jasper-", "logback-classic-");

    private ServletEnvironment() {}

    /**
     * The environment of a level; it is made when it is first asked for.
     *
     * @param level the level
     * @param home the directory of the installation
     * @param libraries further jars of the level
     * @return the environment
     * @throws UserError if the installation has no such level
     */
    static synchronized Environment of(ServletLevel level, Path home, List<URL> libraries) throws UserError {
        Environment known = Environment.get(level.environment());
        if (known != null) {
            return known;
        }
        String name = level.environment();
        Environment made = Environment.create(name, classLoader(level, home, libraries));
        made.setAttribute(ContextHandlerFactory.DEFAULT_CONTEXT_HANDLER_CLASS_ATTRIBUTE, level.contextClass());
        WebAppClassLoading.addHiddenClasses(made, Installation.hiddenClasses().toArray(String[]::new));
        return made;
    }

    private static ClassLoader classLoader(ServletLevel level, Path home, List<URL> libraries) throws UserError {
        String name = level.environment();
        Path directory = home.resolve("lib").resolve(name);
        ClassLoader shared = ServletEnvironment.class.getClassLoader();
        Path there = onClassPath(home);
        if (directory.equals(there)) {
            return libraries.isEmpty() ? shared : new URLClassLoader(name, libraries.toArray(URL[]::new), shared);
        }
        List<URL> jars = classPath(directory);
        jars.addAll(libraries);
        ClassLoader parent = there == null ? shared : new WithoutJars(shared, there);
        return new URLClassLoader(name, jars.toArray(URL[]::new), parent);
    }

    /**
     * Whether someone else than the container has put an initializer onto its class path: with {@code --lib}, or into
     * {@code lib/ext} or the directory of the level.
     *
     * @param container the class loader of the environment
     * @param level its level
     * @param home the directory of the installation
     * @return whether there is one
     */
    static boolean hasForeignInitializer(ClassLoader container, ServletLevel level, Path home) {
        try {
            for (URL place : Collections.list(container.getResources(level.initializerService()))) {
                if (!isOurs(place.toString(), level, home)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static boolean isOurs(String place, ServletLevel level, Path home) {
        String libraries = "jar:file:" + home.resolve("lib").toUri().getRawPath();
        if (!place.startsWith(libraries)) {
            return false;
        }
        String jar = place.substring(libraries.length());
        return OURS.stream().anyMatch(name -> jar.startsWith(level.environment() + '/' + name) || jar.startsWith(name));
    }

    /** The level that the start script put on the class path, where the JVM can have its classes from an archive. */
    private static Path onClassPath(Path home) {
        String classPath = System.getProperty("java.class.path", "");
        for (ServletLevel level : ServletLevel.values()) {
            Path directory = home.resolve("lib").resolve(level.environment());
            if (classPath.contains(directory + File.separator)) {
                return directory;
            }
        }
        return null;
    }

    private static List<URL> classPath(Path directory) throws UserError {
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
        return jars;
    }
}
