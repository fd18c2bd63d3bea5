package org.gangway.launcher;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/** The class path without the jars of some directory. Thread-safe. */
final class WithoutJars extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private final String left;

    /**
     * Leaves jars out.
     *
     * @param classPath what has them
     * @param directory where they are
     */
    WithoutJars(ClassLoader classPath, Path directory) {
        super(classPath);
        // As URLs have it; those of paths begin with file:///.
        this.left = "file:" + directory.toUri().getRawPath();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        Class<?> type = super.loadClass(name, resolve);
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source != null && isLeft(source.getLocation())) {
            throw new ClassNotFoundException(name);
        }
        return type;
    }

    @Override
    public URL getResource(String name) {
        URL first = super.getResource(name);
        if (first == null || !isLeft(first)) {
            return first;
        }
        try {
            Enumeration<URL> others = getResources(name);
            return others.hasMoreElements() ? others.nextElement() : null;
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        List<URL> all = Collections.list(super.getResources(name));
        all.removeIf(this::isLeft);
        return Collections.enumeration(all);
    }

    private boolean isLeft(URL place) {
        return place.toString().startsWith(left) || place.toString().startsWith("jar:" + left);
    }
}
