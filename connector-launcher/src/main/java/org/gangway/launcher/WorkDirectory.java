package org.gangway.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory for unpacked WARs and compiled JSPs, with one directory for each
 * application in it, and in that one for each generation. A lock on a file in
 * it tells whose it is: the system gives the lock back when the process ends, however it ends, so what a killed process
 * left behind is recognized, also from inside of a container. Thread-safe.
 */
final class WorkDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkDirectory.class);
    private static final String LOCK = "gangway.lock";
    private static final String TEMPORARY = "gangway-";
    private static final String UNPACKED = "webapp";

    /** Those of this process: to open and close a lock file of one's own would give the lock back. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lock;
    private final boolean temporary;

    private WorkDirectory(Path path, FileChannel lock, boolean temporary) {
        this.path = path;
        this.lock = lock;
        this.temporary = temporary;
    }

    /**
     * Makes a directory, and removes those of the same kind that killed processes left behind.
     *
     * @param given the directory, or null for one below the system's directory for temporary files
     * @return the directory, empty
     * @throws UserError if it can't be used
     */
    static WorkDirectory open(Path given) throws UserError {
        return given == null ? makeTemporary() : take(given);
    }

    /**
     * The directory of an application; the directories of its generations are in it.
     *
     * @param name the name of the application
     * @return the directory, not made
     */
    Path of(String name) {
        return path.resolve(name);
    }

    /**
     * The directory of a generation of an application; nothing is in it yet. The container empties it when the
     * generation starts and stops, so it must be of no other generation.
     *
     * @param name the name of the application
     * @param generation the number of the generation
     * @return the directory, not made
     */
    Path of(String name, int generation) {
        return of(name).resolve(String.valueOf(generation));
    }

    /**
     * The directory for the copy of a WAR that a generation is deployed from.
     *
     * @param name the name of the application
     * @param generation the number of the generation
     * @return the directory, not made
     */
    Path sourceOf(String name, int generation) {
        return of(name).resolve(generation + ".source");
    }

    /**
     * Lets {@code webapp} in the directory of an application lead to the unpacked WAR of this generation: a web server
     * that sends files has one path for all generations. Nothing is changed if no WAR was unpacked there.
     *
     * @param name the name of the application
     * @param generation the number of the generation
     */
    void publish(String name, int generation) {
        if (!Files.isDirectory(of(name, generation).resolve(UNPACKED))) {
            return;
        }
        Path made = of(name).resolve(generation + ".link");
        try {
            Files.deleteIfExists(made);
            Files.createSymbolicLink(made, Path.of(String.valueOf(generation), UNPACKED));
            Files.move(made, of(name).resolve(UNPACKED), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("There is no link to {}", of(name, generation), e);
        }
    }

    /**
     * Removes what a generation of an application left.
     *
     * @param name the name of the application
     * @param generation the number of the generation, which has stopped
     */
    void remove(String name, int generation) {
        try {
            delete(of(name, generation));
            delete(sourceOf(name, generation));
            Path link = of(name).resolve(UNPACKED);
            if (Files.isSymbolicLink(link) && !Files.exists(link)) {
                Files.delete(link);
            }
            if (Files.isDirectory(of(name)) && isEmpty(of(name))) {
                Files.delete(of(name));
            }
        } catch (IOException e) {
            LOG.warn("Cannot remove {}: {}", of(name, generation), UserError.oneLine(e.toString()));
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.walkFileTree(directory, new Deletion());
        }
    }

    /** Removes what is in it, and the directory itself if it is a temporary one. */
    @Override
    public void close() {
        if (!lock.isOpen()) {
            return;
        }
        try {
            clear(path);
            if (temporary) {
                Files.deleteIfExists(path.resolve(LOCK));
                Files.deleteIfExists(path);
            }
            lock.close();
        } catch (IOException e) {
            LOG.warn("Cannot remove {}: {}", path, UserError.oneLine(e.toString()));
        } finally {
            OWN.remove(path);
        }
    }

    private static WorkDirectory makeTemporary() throws UserError {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            removeStale(parent);
            // Another process that starts now may take it for a stale one before it is locked.
            FileChannel lock = null;
            Path made = null;
            while (lock == null) {
                made = Files.createTempDirectory(parent, TEMPORARY).toRealPath();
                lock = tryLock(made);
            }
            return new WorkDirectory(made, lock, true);
        } catch (IOException e) {
            throw UserError.failed(
                    "cannot create a directory for temporary files in " + parent + " (" + e.getMessage()
                            + "); make room, or name another with --work-dir",
                    e);
        }
    }

    private static WorkDirectory take(Path given) throws UserError {
        try {
            Path directory = Files.createDirectories(given.toAbsolutePath()).toRealPath();
            if (!Files.exists(directory.resolve(LOCK)) && !isEmpty(directory)) {
                throw UserError.failed("--work-dir " + directory
                        + " has files that Gangway didn't make; name an empty directory, or one that doesn't exist");
            }
            FileChannel lock = tryLock(directory);
            if (lock == null) {
                throw UserError.failed("--work-dir " + directory
                        + " is in use by another process; give each process a directory of its own");
            }
            clear(directory);
            return new WorkDirectory(directory, lock, false);
        } catch (IOException e) {
            throw UserError.failed(
                    "cannot use --work-dir " + given + " (" + e + "); name a directory that this user may write to", e);
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            return !entries.iterator().hasNext();
        }
    }

    /** Returns the locked channel, or null if somebody else has the lock or has removed the directory meanwhile. */
    private static FileChannel tryLock(Path directory) throws IOException {
        if (!OWN.add(directory)) {
            return null;
        }
        FileChannel channel = null;
        FileLock lock = null;
        try {
            channel = FileChannel.open(
                    directory.resolve(LOCK),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            lock = channel.tryLock();
            if (lock != null && !Files.exists(directory.resolve(LOCK))) {
                lock = null;
            }
        } catch (java.nio.file.NoSuchFileException | OverlappingFileLockException e) {
            LOG.debug("Cannot lock {}", directory, e);
        } finally {
            if (lock == null) {
                OWN.remove(directory);
                if (channel != null) {
                    channel.close();
                }
            }
        }
        return lock == null ? null : channel;
    }

    /** Removes the temporary directories of this user whose processes are gone. */
    private static void removeStale(Path parent) throws IOException {
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(parent, TEMPORARY + '*')) {
            for (Path directory : directories) {
                try {
                    removeIfStale(directory);
                } catch (IOException e) {
                    LOG.debug("Cannot remove {}", directory, e);
                }
            }
        }
    }

    private static void removeIfStale(Path directory) throws IOException {
        Path real = directory.toRealPath();
        Path lockFile = real.resolve(LOCK);
        boolean candidate = Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                && Files.isRegularFile(lockFile, LinkOption.NOFOLLOW_LINKS)
                && Files.isWritable(lockFile)
                && Files.getOwner(lockFile).getName().equals(System.getProperty("user.name"));
        FileChannel lock = candidate ? tryLock(real) : null;
        if (lock != null) {
            LOG.info("Removing {}, which a killed process left behind", real);
            new WorkDirectory(real, lock, true).close();
        }
    }

    /** Removes all but the lock. */
    private static void clear(Path directory) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (!entry.getFileName().toString().equals(LOCK)) {
                    Files.walkFileTree(entry, new Deletion());
                }
            }
        }
    }

    /** Deletes a directory with all that is in it; doesn't follow links. */
    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
