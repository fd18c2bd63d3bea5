package org.gangway.launcher;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * One application of a command line.
 *
 * @param name its name, from the file name: that of its working directory
 * @param source the context XML or the WAR that is deployed, absolute
 * @param war the WAR, a file or a directory; null if there is only a context XML, which names it
 * @param level the servlet level, or null if there is a {@code flaw}
 * @param levelGuessed whether the level was found out, and another may be meant
 * @param tagLibraries whether its JSPs may use the tag libraries of the container
 * @param initializers whether some initializer may ask for classes by what they extend or implement
 * @param contextPath where to mount it, whatever else says: {@code /} or a path without a slash at its end; null to
 *     leave that to the context XML, and then to {@code defaultPath}
 * @param defaultPath where to mount it by default
 * @param flaw why it can't be deployed, or null
 */
record Application(
        String name,
        Path source,
        Path war,
        ServletLevel level,
        boolean levelGuessed,
        boolean tagLibraries,
        boolean initializers,
        String contextPath,
        String defaultPath,
        UserError flaw) {
    private static final String ROOT = "root";

    /**
     * The part of a file name that names the application.
     *
     * @param file a WAR, a context XML or a directory
     * @return the name: without {@code .war} or {@code .xml}
     */
    static String nameOf(Path file) {
        String name = String.valueOf(file.getFileName());
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".war") || lower.endsWith(".xml") ? name.substring(0, name.length() - 4) : name;
    }

    /**
     * The context path of a name, as Jetty's deployer has it: {@code ROOT} and {@code ROOT-www.example.com} are at the
     * root.
     *
     * @param name the name
     * @param prefix what all context paths begin with; may be empty
     * @return the context path
     */
    static String pathOf(String name, String prefix) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean root = lower.equals(ROOT) || lower.startsWith(ROOT + '-');
        if (root) {
            return prefix.isEmpty() ? "/" : prefix;
        }
        return prefix + '/' + name;
    }

    /**
     * Moves a context path below a prefix; one that is there stays.
     *
     * @param prefix the prefix: empty, or a path without a slash at its end
     * @param path a context path
     * @return the context path below the prefix
     */
    static String below(String prefix, String path) {
        if (prefix.isEmpty() || path.equals(prefix) || path.startsWith(prefix + '/')) {
            return path;
        }
        return path.equals("/") ? prefix : prefix + path;
    }

    /**
     * The hosts that it is served for: {@code ROOT-www.example.com,example.com} has two.
     *
     * @return the hosts; empty for all
     */
    List<String> virtualHosts() {
        return name.toLowerCase(Locale.ROOT).startsWith(ROOT + '-')
                ? List.of(name.substring(ROOT.length() + 1).split(","))
                : List.of();
    }
}
