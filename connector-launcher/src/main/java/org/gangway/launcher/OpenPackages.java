package org.gangway.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The packages of the JDK that applications may reach into by reflection: {@code --add-opens}, and a file {@code
 * shop.opens} beside {@code shop.war}. Only the start of a JVM can open them, so {@code bin/gangway} looks for both; here
 * they are checked.
 */
final class OpenPackages {
    private static final Pattern PACKAGE = Pattern.compile("[\\w.]+/[\\w.]+");
    private static final String SUFFIX = ".opens";

    private OpenPackages() {}

    /**
     * Checks that the JVM was started with all of them.
     *
     * @param packages those of the option
     * @param applications the applications, which may name others
     * @throws UserError if one is none, or isn't open
     */
    static void check(List<String> packages, List<Application> applications) throws UserError {
        for (String each : packages) {
            check(each, "--add-opens " + each);
        }
        for (Application application : applications) {
            Path file = fileBeside(application.source());
            for (String each : read(file)) {
                check(each, file + " names " + each);
            }
        }
    }

    /**
     * The file with the packages for an application.
     *
     * @param source the WAR, a directory, or its context XML
     * @return the file beside it, which need not be there
     */
    static Path fileBeside(Path source) {
        return sibling(source, SUFFIX);
    }

    /**
     * A file beside an application.
     *
     * @param source the WAR, a directory, or its context XML
     * @param suffix what follows its name
     * @return the file
     */
    static Path sibling(Path source, String suffix) {
        return source.resolveSibling(Application.nameOf(source) + suffix);
    }

    private static List<String> read(Path file) throws UserError {
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        List<String> found = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                String text = line.strip();
                if (!text.isEmpty() && !text.startsWith("#")) {
                    found.add(text);
                }
            }
        } catch (IOException e) {
            throw UserError.failed(
                    "cannot read " + file + " (" + e.getMessage() + "); give this user the right to read it", e);
        }
        return found;
    }

    private static void check(String text, String where) throws UserError {
        if (!PACKAGE.matcher(text).matches()) {
            throw UserError.usage(where + ", which is no package; write it like java.base/java.lang");
        }
        String name = text.substring(text.indexOf('/') + 1);
        Optional<Module> module = ModuleLayer.boot().findModule(text.substring(0, text.indexOf('/')));
        if (module.isEmpty() || !module.get().getPackages().contains(name)) {
            throw UserError.usage(where + ", which this JVM doesn't have; correct it");
        }
        if (!module.get().isOpen(name, ClassLoader.getSystemClassLoader().getUnnamedModule())) {
            throw UserError.failed(
                    where + ", which isn't open; start Gangway with bin/gangway, or java with --add-opens=" + text
                            + "=ALL-UNNAMED");
        }
    }
}
