package org.gangway.launcher;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/**
 * The option {@code --lib}: jars for the class path of the server, which has no servlet API, or for that of an EE level,
 * which has one.
 */
final class LibraryOptions {
    private static final Pattern OF_LEVEL = Pattern.compile("(ee\\d+)=(.+)");

    @Option(
            names = "--lib",
            paramLabel = "[LEVEL=]PATH",
            description =
                    "A jar, or a directory of jars, for the class path of the server: JDBC drivers, log appenders;"
                            + " or for that of an EE level (ee10=PATH): jars that need the servlet API. WARs see them too. May"
                            + " be repeated; those in lib/ext and lib/ee10 of the installation are always there (default: none further).")
    List<String> libraries = List.of();

    /**
     * The jars for the class paths of the levels. It checks that all are there, also those for the server.
     *
     * @return the jars of each level that has some, in the order of the options
     * @throws UserError if one isn't there
     */
    Map<ServletLevel, List<URL>> ofLevels() throws UserError {
        Map<ServletLevel, List<URL>> found = new EnumMap<>(ServletLevel.class);
        for (String library : libraries) {
            Matcher ofLevel = OF_LEVEL.matcher(library);
            if (ofLevel.matches()) {
                found.computeIfAbsent(ServletLevel.parse(ofLevel.group(1)), level -> new ArrayList<>())
                        .addAll(urls(Path.of(ofLevel.group(2)), library));
            } else {
                checkServer(library);
            }
        }
        return found;
    }

    private static List<URL> urls(Path path, String library) throws UserError {
        List<Path> jars = jars(path, library);
        if (jars.isEmpty()) {
            throw none(library);
        }
        List<URL> urls = new ArrayList<>();
        try {
            for (Path jar : jars) {
                urls.add(jar.toUri().toURL());
            }
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
        return urls;
    }

    private static List<Path> jars(Path path, String library) throws UserError {
        if (!Files.exists(path)) {
            throw missing(library);
        }
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path, "*.jar")) {
            files.forEach(jars::add);
        } catch (IOException e) {
            throw UserError.failed(
                    "cannot read --lib " + library + " (" + e.getMessage() + "); give this user the right to read it",
                    e);
        }
        jars.sort(Comparator.naturalOrder());
        return jars;
    }

    /** The start script puts the jars on the class path: a log back end is needed before options are read. */
    private static void checkServer(String library) throws UserError {
        Path path = Path.of(library);
        if (!Files.exists(path)) {
            throw missing(library);
        }
        List<String> classPath =
                List.of(System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)));
        boolean there = Files.isDirectory(path)
                ? classPath.stream()
                        .anyMatch(entry -> path.equals(Path.of(entry).getParent()))
                : classPath.contains(library);
        if (!there) {
            throw none(library);
        }
    }

    private static UserError missing(String library) {
        return UserError.failed("--lib " + library + " does not exist; check the path");
    }

    private static UserError none(String library) {
        return UserError.failed("--lib " + library
                + " brings no jar; name a jar or a directory that has some, and start Gangway with bin/gangway");
    }
}
