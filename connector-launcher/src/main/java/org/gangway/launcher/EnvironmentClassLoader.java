package org.gangway.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;

/**
 * The class loader of a {@link ServletEnvironment}. The server's class path also holds a few classes of Gangway that
 * use the servlet API, which only the environment has: the filter and the deployers. This loader defines them anew,
 * from the same bytes, so that they are linked with the API of its level.
 */
final class EnvironmentClassLoader extends URLClassLoader {
    private static final List<String> DEFINED_HERE =
            List.of("org.gangway.servlet.", "org.gangway.launcher.ee10.", "org.gangway.launcher.ee11.");

    static {
        registerAsParallelCapable();
    }

    /**
     * Makes the class loader.
     *
     * @param name its name, for stack traces
     * @param classPath the jars of the level
     */
    EnvironmentClassLoader(String name, URL[] classPath) {
        super(name, classPath, EnvironmentClassLoader.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (DEFINED_HERE.stream().noneMatch(name::startsWith)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            Class<?> found = known == null ? define(name) : known;
            if (resolve) {
                resolveClass(found);
            }
            return found;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length, EnvironmentClassLoader.class.getProtectionDomain());
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
