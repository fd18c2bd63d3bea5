package org.gangway.launcher;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.util.Map;

/**
 * A WAR that was found to be one: a file, or a directory with the same content.
 *
 * @param path where it is, absolute
 * @param level the servlet level that it was written for, or is to be run on
 * @param levelGuessed whether another level may be meant
 * @param tagLibraries whether its JSPs may use the tag libraries of the container, JSTL; to read them takes a while
 * @param initializers whether some initializer of it may ask for classes by what they extend or implement
 */
public record WarFile(Path path, ServletLevel level, boolean levelGuessed, boolean tagLibraries, boolean initializers) {
    /**
     * Looks at a WAR.
     *
     * @param path a file or a directory
     * @param forced the level to run it on, or null to find out
     * @return what was found
     * @throws UserError if it isn't there, can't be read or is no WAR
     */
    public static WarFile inspect(Path path, ServletLevel forced) throws UserError {
        Path absolute = path.toAbsolutePath().normalize();
        if (!Files.exists(absolute)) {
            throw UserError.failed("there is no WAR " + absolute + "; check the path");
        }
        if (!Files.isReadable(absolute)) {
            throw UserError.failed("no permission to read " + absolute + "; give this user the right to read it");
        }
        if (Files.isDirectory(absolute)) {
            return inspect(absolute, absolute, forced);
        }
        try (FileSystem zip = FileSystems.newFileSystem(absolute, Map.of("accessMode", "readOnly"))) {
            return inspect(absolute, zip.getPath("/"), forced);
        } catch (IOException | RuntimeException e) {
            String reason = e instanceof ProviderNotFoundException ? "it is no ZIP file" : e.getMessage();
            throw UserError.failed(
                    absolute + " is not a WAR (" + reason
                            + "); name a .war file or a directory that has a WEB-INF directory",
                    e);
        }
    }

    private static WarFile inspect(Path war, Path root, ServletLevel forced) throws UserError {
        if (!Files.isDirectory(root.resolve("WEB-INF"))) {
            throw UserError.failed(
                    war + " is not a WAR: it has no WEB-INF directory; name a .war file or a directory that has one");
        }
        LevelEvidence evidence;
        try {
            evidence = new LevelEvidence(root);
        } catch (IOException e) {
            throw UserError.failed(
                    "cannot read WEB-INF/web.xml of " + war + " (" + e.getMessage()
                            + "); correct the deployment descriptor",
                    e);
        }
        try {
            LevelEvidence.Finding found = forced == null ? evidence.level() : new LevelEvidence.Finding(forced, false);
            return new WarFile(war, found.level(), found.guessed(), evidence.tagLibraries(), evidence.initializers());
        } catch (IOException | java.io.UncheckedIOException e) {
            throw UserError.failed(
                    "cannot find out the EE level of " + war + " (" + e.getMessage()
                            + "); check its WEB-INF/lib, or say the level with --ee",
                    e);
        }
    }
}
