package org.gangway.launcher;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gangway.launcher.reload.FileStamp;

/**
 * The files that a generation of applications is made of. Each has directories of its own. Later ones are deployed from
 * copies: while a generation lives Jetty keeps its archives open by their paths, and whoever opens the same path would
 * get the old content.
 */
final class DeployedFiles {
    private final WorkDirectory workDirectory;
    private final int generation;
    private final Map<Path, FileStamp> opened;
    private final Set<String> names = new HashSet<>();
    private final List<Path> sources = new ArrayList<>();

    /**
     * @param workDirectory where WARs are copied and unpacked
     * @param generation counts from 1
     * @param opened the archives that generations have opened where they lie, as they were then; it is added to
     */
    DeployedFiles(WorkDirectory workDirectory, int generation, Map<Path, FileStamp> opened) {
        this.workDirectory = workDirectory;
        this.generation = generation;
        this.opened = opened;
    }

    boolean isFirst() {
        return generation == 1;
    }

    /**
     * Where an application is unpacked.
     *
     * @param application the application
     * @return a directory that isn't there yet
     */
    Path temporary(Application application) {
        names.add(application.name());
        return workDirectory.of(application.name(), generation);
    }

    /**
     * The WARs, also those that only a context XML names.
     *
     * @return files and directories
     */
    List<Path> sources() {
        return sources;
    }

    /**
     * Lets an application have files that no other generation has open.
     *
     * @param application the application, not started; its context XML was read
     * @throws UserError if its files can't be copied
     */
    void settle(WebApplication application) throws UserError {
        Path war = application.war();
        if (war == null) {
            return;
        }
        sources.add(war);
        if (Files.isDirectory(war)) {
            if (anyChanged(war.resolve("WEB-INF").resolve("lib"))) {
                application.copyWebInf();
            }
        } else if (!isFirst() && Files.isRegularFile(war)) {
            application.setWar(copy(war, application.application()));
        }
    }

    private Path copy(Path war, Application application) throws UserError {
        Path directory = workDirectory.sourceOf(application.name(), generation);
        try {
            FileStamp before = FileStamp.of(war);
            Path copy = Files.copy(war, Files.createDirectories(directory).resolve(war.getFileName()));
            if (!FileStamp.of(war).equals(before)) {
                throw UserError.failed(war + " changed while it was read; reload again when it is complete");
            }
            return copy;
        } catch (IOException e) {
            throw UserError.failed(
                    "cannot copy " + war + " to " + directory + " (" + e.getMessage()
                            + "); make room, or name another directory with --work-dir",
                    e);
        }
    }

    /** A jar that is opened for the first time is read as it is now. */
    private boolean anyChanged(Path libraries) {
        boolean changed = false;
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(libraries, "*.jar")) {
            for (Path jar : jars) {
                FileStamp now = FileStamp.of(jar);
                FileStamp then = opened.putIfAbsent(jar, now);
                changed |= then != null && !then.equals(now);
            }
        } catch (IOException | DirectoryIteratorException e) {
            return false;
        }
        return changed;
    }

    /** Lets web servers that send files find those of this generation. */
    void publish() {
        names.forEach(name -> workDirectory.publish(name, generation));
    }

    /** Removes what the generation, which has stopped, had in the work directory. */
    void remove() {
        names.forEach(name -> workDirectory.remove(name, generation));
    }
}
