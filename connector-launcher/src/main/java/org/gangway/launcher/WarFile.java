package org.gangway.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A WAR that was found to be one: a file, or a directory with the same content.
 *
 * @param path where it is, absolute
 * @param level the servlet level that it was written for
 */
public record WarFile(Path path, ServletLevel level) {
    /**
     * Looks at a WAR.
     *
     * @param path a file or a directory
     * @return what was found
     * @throws UserError if it isn't there, can't be read, is no WAR, or is written for a level that isn't supported
     */
    public static WarFile inspect(Path path) throws UserError {
        Path absolute = path.toAbsolutePath().normalize();
        if (!Files.exists(absolute)) {
            throw UserError.failed("there is no WAR " + absolute + "; check the path");
        }
        if (!Files.isReadable(absolute)) {
            throw UserError.failed("no permission to read " + absolute + "; give this user the right to read it");
        }
        if (Files.isDirectory(absolute)) {
            return new WarFile(absolute, level(absolute, absolute));
        }
        try (FileSystem zip = FileSystems.newFileSystem(absolute, Map.of("accessMode", "readOnly"))) {
            return new WarFile(absolute, level(absolute, zip.getPath("/")));
        } catch (IOException | RuntimeException e) {
            throw UserError.failed(
                    absolute + " is not a WAR (" + e.getMessage()
                            + "); name a .war file or a directory that has a WEB-INF directory",
                    e);
        }
    }

    private static ServletLevel level(Path war, Path root) throws UserError {
        Path webInf = root.resolve("WEB-INF");
        if (!Files.isDirectory(webInf)) {
            throw UserError.failed(
                    war + " is not a WAR: it has no WEB-INF directory; name a .war file or a directory that has one");
        }
        ServletLevel level;
        try {
            level = ServletLevel.ofDescriptor(webInf.resolve("web.xml"));
        } catch (NoSuchFileException e) {
            level = ofClasses(war, webInf.resolve("classes"));
        } catch (IOException e) {
            throw UserError.failed(
                    "cannot read WEB-INF/web.xml of " + war + " (" + UserError.oneLine(e.getMessage())
                            + "); correct the deployment descriptor",
                    e);
        }
        if (level == ServletLevel.EE8) {
            throw UserError.failed(
                    war + " is written for Java EE 8 or older (javax.servlet), which this version doesn't run;"
                            + " migrate it to jakarta.servlet");
        }
        return level;
    }

    /** Without a descriptor the classes tell whether the WAR is from the time before jakarta. */
    private static ServletLevel ofClasses(Path war, Path classes) throws UserError {
        if (!Files.isDirectory(classes)) {
            return ServletLevel.EE11;
        }
        try (Stream<Path> files = Files.walk(classes)) {
            Stream<ServletLevel> levels = files.filter(file -> file.toString().endsWith(".class"))
                    .map(WarFile::ofClass)
                    .filter(level -> level != null);
            return levels.findFirst().orElse(ServletLevel.EE11);
        } catch (IOException | java.io.UncheckedIOException e) {
            throw UserError.failed("cannot read " + war + " (" + e.getMessage() + "); check the file", e);
        }
    }

    private static ServletLevel ofClass(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return ServletLevel.ofClass(in.readAllBytes());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
