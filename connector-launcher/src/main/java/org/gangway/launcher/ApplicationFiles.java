package org.gangway.launcher;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the applications that a command line names: WARs, directories with the content of one, context XML, and
 * directories of all these. A single WAR is mounted at the root; where there may be several, their names are their
 * context paths. Of {@code shop.xml}, {@code shop.war} and {@code shop/} in one directory the first that is there
 * counts, as in Jetty's {@code webapps}.
 */
final class ApplicationFiles {
    private static final Pattern MOUNTED = Pattern.compile("(/[^=]*)=(.+)");

    private final ServletLevel forced;
    private final String contextPath;
    private final String prefix;
    private final Map<String, Application> found = new LinkedHashMap<>();

    /**
     * Says what holds for all of them.
     *
     * @param forced the level of all, or null to find it out for each
     * @param contextPath where the one WAR is mounted, or null
     * @param prefix what the context paths begin with: empty, or a path without a slash at its end
     */
    ApplicationFiles(ServletLevel forced, String contextPath, String prefix) {
        this.forced = forced;
        this.contextPath = contextPath;
        this.prefix = prefix;
    }

    /**
     * Looks at what the command line names.
     *
     * @param arguments paths, or {@code /context=path}
     * @return the applications, in the order of the command line; one that lies in a directory and is broken has a flaw
     * @throws UserError if a path that is named isn't there or can't be used, two applications have one name, or
     *     {@code --context-path} has no one WAR to belong to
     */
    List<Application> find(List<String> arguments) throws UserError {
        for (String argument : arguments) {
            Matcher mounted = MOUNTED.matcher(argument);
            boolean mounts = mounted.matches() && !Files.exists(Path.of(argument));
            Path path = Path.of(mounts ? mounted.group(2) : argument)
                    .toAbsolutePath()
                    .normalize();
            boolean several = Files.isDirectory(path) && !Files.isDirectory(path.resolve("WEB-INF"));
            if (several && (mounts || contextPath != null)) {
                throw UserError.usage(path + " is a directory of WARs, whose names are their context paths;"
                        + " name one WAR to mount it elsewhere");
            }
            if (several) {
                addAll(path);
            } else if (mounts) {
                String at = contextPath(mounted.group(1), argument);
                add(path, Mount.at(at, prefix));
            } else if (arguments.size() == 1) {
                String root = prefix.isEmpty() ? "/" : prefix;
                add(path, new Mount(Application.nameOf(path), contextPath, contextPath == null ? root : contextPath));
            } else {
                add(path, Mount.byName(path, prefix));
            }
        }
        if (contextPath != null && found.size() > 1) {
            throw UserError.usage(
                    "--context-path is for one WAR; write " + contextPath + "=APP.war for one of several");
        }
        return List.copyOf(found.values());
    }

    /**
     * Reads a context path.
     *
     * @param text what was given
     * @param where the option or argument that has it
     * @return the path, which begins with a slash and doesn't end with one, or is one
     * @throws UserError if it is none
     */
    static String contextPath(String text, String where) throws UserError {
        if (!text.startsWith("/") || text.contains("//")) {
            throw UserError.usage(where + " is no path; write it like /shop");
        }
        return text.length() > 1 && text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private void addAll(Path directory) throws UserError {
        Map<String, Path> byName = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (isApplication(entry)) {
                    byName.merge(Application.nameOf(entry), entry, (a, b) -> rank(a) < rank(b) ? a : b);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw UserError.failed(
                    "cannot read the directory " + directory + " (" + e.getMessage()
                            + "); give this user the right to read it",
                    e);
        }
        if (byName.isEmpty()) {
            throw UserError.failed("there is no WAR in " + directory
                    + "; put .war files or directories with a WEB-INF directory into it, or name another");
        }
        for (Path path : byName.values()) {
            Mount mount = Mount.byName(path, prefix);
            try {
                add(path, mount);
            } catch (UserError e) {
                if (e.exitStatus() == UserError.USAGE) {
                    throw e;
                }
                put(new Application(
                        mount.name(), path, path, null, false, false, false, mount.forced(), mount.usual(), e));
            }
        }
    }

    private static boolean isApplication(Path entry) {
        String name = entry.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.startsWith(".")) {
            return false;
        }
        if (Files.isDirectory(entry)) {
            return Files.isDirectory(entry.resolve("WEB-INF"));
        }
        return name.endsWith(".war") || (name.endsWith(".xml") && isContextXml(entry));
    }

    /** What is broken may be one: it is reported when it is read. */
    private static boolean isContextXml(Path entry) {
        try {
            return ContextXml.inspect(entry) != null;
        } catch (UserError e) {
            return true;
        }
    }

    private static int rank(Path entry) {
        if (Files.isDirectory(entry)) {
            return 2;
        }
        return entry.toString().toLowerCase(Locale.ROOT).endsWith(".xml") ? 0 : 1;
    }

    private void add(Path path, Mount mount) throws UserError {
        String name = mount.name();
        if (path.toString().toLowerCase(Locale.ROOT).endsWith(".xml") && Files.isRegularFile(path)) {
            ContextXml xml = ContextXml.inspect(path);
            if (xml == null) {
                throw UserError.failed(path + " is no context XML: its root element isn't Configure; name a WAR");
            }
            put(new Application(
                    name,
                    xml.path(),
                    warBeside(path),
                    xml.level(),
                    false,
                    true,
                    true,
                    mount.forced(),
                    mount.usual(),
                    null));
            return;
        }
        ContextXml xml = xmlBeside(path);
        WarFile war = WarFile.inspect(path, xml == null ? forced : xml.level());
        put(new Application(
                name,
                xml == null ? path : xml.path(),
                path,
                war.level(),
                war.levelGuessed(),
                war.tagLibraries(),
                xml != null || war.initializers(),
                xml == null ? mount.usual() : mount.forced(),
                mount.usual(),
                null));
    }

    private static ContextXml xmlBeside(Path war) throws UserError {
        Path file = war.resolveSibling(Application.nameOf(war) + ".xml");
        return Files.isRegularFile(file) ? ContextXml.inspect(file) : null;
    }

    private static Path warBeside(Path xml) {
        String name = Application.nameOf(xml);
        Path packed = xml.resolveSibling(name + ".war");
        Path exploded = xml.resolveSibling(name);
        if (Files.isRegularFile(packed)) {
            return packed;
        }
        return Files.isDirectory(exploded.resolve("WEB-INF")) ? exploded : null;
    }

    private void put(Application application) throws UserError {
        Application other = found.putIfAbsent(application.name(), application);
        if (other != null) {
            throw UserError.usage(other.source() + " and " + application.source() + " would both be at "
                    + application.defaultPath() + "; mount one of them elsewhere with /PATH=APP.war");
        }
    }

    /**
     * Where an application is mounted.
     *
     * @param name the name of the application
     * @param forced the context path whatever a context XML says, or null
     * @param usual the context path if no context XML says another
     */
    private record Mount(String name, String forced, String usual) {
        static Mount at(String path, String prefix) {
            String below = Application.below(prefix, path);
            return new Mount(path.length() == 1 ? "ROOT" : path.substring(1).replace('/', '-'), below, below);
        }

        static Mount byName(Path file, String prefix) {
            String name = Application.nameOf(file);
            return new Mount(name, null, Application.pathOf(name, prefix));
        }
    }
}
