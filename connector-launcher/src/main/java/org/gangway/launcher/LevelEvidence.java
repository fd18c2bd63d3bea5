package org.gangway.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds out for which level a WAR was written, from the WAR alone. The first of these that speaks of only one of {@code
 * javax} and {@code jakarta} decides:
 * <ol>
 * <li>the classes in {@code WEB-INF/classes} that {@code web.xml} names as servlets, filters and listeners, and the name
 *     space of the annotations that make a class one;
 * <li>all classes in {@code WEB-INF/classes};
 * <li>a {@code web.xml} in the name space of Jakarta: nobody writes that by accident, but old ones stay behind when a
 *     WAR is migrated;
 * <li>the classes in {@code WEB-INF/lib} that {@code web.xml} names;
 * <li>those annotated classes in {@code WEB-INF/lib};
 * <li>what libraries bring to be called by the container: initializers and web fragments. One may have them for both name
 *     spaces, or for an older one that nobody uses (log4j-web);
 * <li>a {@code web.xml} in an older name space;
 * <li>the imports and tag libraries of JSPs;
 * <li>all classes in {@code WEB-INF/lib}.
 * </ol>
 * A jakarta WAR whose {@code web.xml} has a version below 6.1, in whichever name space, is run on EE 10, which takes what
 * EE 9 and an old descriptor leave out of date; any other, and one of which nothing can be said, on EE 11, the latest.
 */
final class LevelEvidence {
    private static final int EE11_VERSION = 61;
    private static final List<String> PAGES = List.of(".jsp", ".jspx", ".jspf", ".tag", ".tagx");

    private final Path root;
    private final Path classes;
    private final DeploymentDescriptor descriptor;

    /**
     * Reads the deployment descriptor.
     *
     * @param root the root directory of the WAR
     * @throws IOException if the descriptor can't be read
     */
    LevelEvidence(Path root) throws IOException {
        this.root = root;
        this.classes = root.resolve("WEB-INF/classes");
        this.descriptor = DeploymentDescriptor.read(root.resolve("WEB-INF/web.xml"));
    }

    /**
     * The level of the WAR.
     *
     * @return the level, and whether something else may be meant
     * @throws IOException if the WAR can't be read
     */
    Finding level() throws IOException {
        ServletApi own = ofOwnClasses();
        ServletApi api = own == null ? ofAllElse() : own;
        boolean agreed = own != null && descriptor.api() == own;
        if (api == ServletApi.JAVAX) {
            return new Finding(ServletLevel.EE8, !agreed);
        }
        boolean versioned = descriptor.version() > 0 || descriptor.api() == ServletApi.JAVAX;
        boolean older = versioned && descriptor.version() < EE11_VERSION;
        return new Finding(older ? ServletLevel.EE10 : ServletLevel.EE11, !agreed || !versioned);
    }

    /**
     * Whether JSPs of the WAR may use the tag libraries of the container. Where there is no library and no page names
     * them, none does.
     *
     * @return whether they may
     * @throws IOException if the WAR can't be read
     */
    boolean tagLibraries() throws IOException {
        Path libraries = root.resolve("WEB-INF/lib");
        if (descriptor.jspConfig() || Files.isDirectory(libraries)) {
            return true;
        }
        ServletApi.Mentions mentions = new ServletApi.Mentions();
        addFiles(root, LevelEvidence::isPage, ServletApi.Mentions::addPage, mentions);
        return mentions.tagLibraries();
    }

    /**
     * Whether something of the WAR may ask for classes by what they extend or implement, as initializers do, and what of
     * the servlet API that is must be known.
     *
     * @return whether it may; libraries and Jetty's own descriptors are taken for such
     * @throws IOException if the WAR can't be read
     */
    boolean initializers() throws IOException {
        if (Files.isDirectory(root.resolve("WEB-INF/lib")) || Files.exists(classes.resolve("META-INF/services"))) {
            return true;
        }
        try (DirectoryStream<Path> settings = Files.newDirectoryStream(root.resolve("WEB-INF"), "*jetty*.xml")) {
            return settings.iterator().hasNext();
        }
    }

    private static boolean isPage(String path) {
        return PAGES.stream().anyMatch(path::endsWith);
    }

    private ServletApi ofOwnClasses() throws IOException {
        ServletApi.Mentions called = new ServletApi.Mentions();
        addNamedClasses(descriptor, classes, called);
        addFiles(classes, LevelEvidence::isClass, ServletApi.Mentions::addAnnotatedClass, called);
        return called.verdict() == null
                ? ofFiles(classes, LevelEvidence::isClass, ServletApi.Mentions::addClass)
                : called.verdict();
    }

    private ServletApi ofAllElse() throws IOException {
        if (descriptor.api() == ServletApi.JAKARTA) {
            return ServletApi.JAKARTA;
        }
        List<Library> kinds = List.of(
                (jar, mentions) -> addNamedClasses(descriptor, jar, mentions),
                (jar, mentions) ->
                        addFiles(jar, LevelEvidence::isClass, ServletApi.Mentions::addAnnotatedClass, mentions),
                LevelEvidence::addCalled);
        for (Library kind : kinds) {
            ServletApi called = ofLibraries(kind);
            if (called != null) {
                return called;
            }
        }
        if (descriptor.api() != null) {
            return descriptor.api();
        }
        ServletApi pages = ofFiles(root, LevelEvidence::isPage, ServletApi.Mentions::addPage);
        return pages == null ? ofLibraries(LevelEvidence::addClasses) : pages;
    }

    private static boolean isClass(String path) {
        return path.endsWith(".class");
    }

    /** Those that are in the directory. */
    private static void addNamedClasses(DeploymentDescriptor descriptor, Path directory, ServletApi.Mentions mentions)
            throws IOException {
        for (String name : descriptor.classes()) {
            Path file = directory.resolve(name.replace('.', '/') + ".class");
            if (Files.isRegularFile(file)) {
                mentions.addClass(Files.readAllBytes(file));
            }
        }
    }

    private static ServletApi ofFiles(Path directory, Predicate<String> wanted, Reading reading) throws IOException {
        ServletApi.Mentions mentions = new ServletApi.Mentions();
        addFiles(directory, wanted, reading, mentions);
        return mentions.verdict();
    }

    private static void addFiles(
            Path directory, Predicate<String> wanted, Reading reading, ServletApi.Mentions mentions)
            throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            Iterator<Path> each = files.filter(file -> wanted.test(file.toString()))
                    .filter(Files::isRegularFile)
                    .iterator();
            while (each.hasNext()) {
                reading.read(mentions, Files.readAllBytes(each.next()));
            }
        }
    }

    private ServletApi ofLibraries(Library library) throws IOException {
        Path directory = root.resolve("WEB-INF/lib");
        if (!Files.isDirectory(directory)) {
            return null;
        }
        ServletApi.Mentions mentions = new ServletApi.Mentions();
        try (Stream<Path> files = Files.list(directory)) {
            Iterator<Path> jars =
                    files.filter(file -> file.toString().endsWith(".jar")).iterator();
            while (jars.hasNext()) {
                try (FileSystem jar = FileSystems.newFileSystem(jars.next(), Map.of("accessMode", "readOnly"))) {
                    library.read(jar.getPath("/"), mentions);
                }
            }
        }
        return mentions.verdict();
    }

    private static void addCalled(Path jar, ServletApi.Mentions mentions) throws IOException {
        mentions.add(DeploymentDescriptor.read(jar.resolve("META-INF/web-fragment.xml"))
                .api());
        if (Files.exists(jar.resolve("META-INF/services/javax.servlet.ServletContainerInitializer"))) {
            mentions.add(ServletApi.JAVAX);
        }
        if (Files.exists(jar.resolve("META-INF/services/jakarta.servlet.ServletContainerInitializer"))) {
            mentions.add(ServletApi.JAKARTA);
        }
    }

    private static void addClasses(Path jar, ServletApi.Mentions mentions) throws IOException {
        addFiles(jar, LevelEvidence::isClass, ServletApi.Mentions::addClass, mentions);
    }

    /**
     * What was found.
     *
     * @param level the level
     * @param guessed whether the own classes and the descriptor do not both say so
     */
    record Finding(ServletLevel level, boolean guessed) {}

    private interface Reading {
        void read(ServletApi.Mentions mentions, byte[] bytes);
    }

    private interface Library {
        void read(Path jar, ServletApi.Mentions mentions) throws IOException;
    }
}
