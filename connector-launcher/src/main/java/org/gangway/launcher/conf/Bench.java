package org.gangway.launcher.conf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The temporary directory in which a web server is tried.
 *
 * @param directory the directory; a server that root starts gives its rights up, and passes through it
 * @param user the user and group that such a server becomes, or null where this user isn't root
 * @param site what the configuration is for, with the address of the trial
 * @param modules where Apache's modules may lie
 */
record Bench(Path directory, String user, Site site, List<Path> modules) implements AutoCloseable {
    private static final List<String> USUAL_USERS = List.of("www-data", "nginx", "apache", "http", "nobody");

    /**
     * Makes the directory.
     *
     * @param passable whether a server that gives its rights up must pass through it
     */
    static Path newDirectory(boolean passable) throws IOException {
        Path directory = Files.createTempDirectory("gangway-conf-");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(passable ? "rwx--x--x" : "rwx------"));
        // lighttpd opens it as the user that it becomes.
        Path log = Files.createFile(directory.resolve("error.log"));
        Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-rw-rw-"));
        return directory;
    }

    /** The user that a web server becomes whom root starts; null for other users. */
    static String serverUser() throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return null;
        }
        List<String> users = Files.readAllLines(Path.of("/etc/passwd")).stream()
                .map(line -> line.split(":", 2)[0])
                .toList();
        return USUAL_USERS.stream().filter(users::contains).findFirst().orElse("nobody");
    }

    /** A file in the directory, as a word. */
    String file(String name) {
        return directory.resolve(name).toString();
    }

    /** Where a printed file lies here. */
    Path place(ConfiguredFile file) {
        return file.path().startsWith(directory)
                ? file.path()
                : directory.resolve(file.path().getFileName());
    }

    /** Writes what is printed. */
    List<Path> write(List<ConfiguredFile> files) throws IOException {
        List<Path> places = new ArrayList<>();
        for (ConfiguredFile file : files) {
            places.add(write(place(file), file.text()));
        }
        return places;
    }

    /** Writes a file of the directory. */
    Path write(String name, String text) throws IOException {
        return write(directory.resolve(name), text);
    }

    /** A configuration may have a secret in it; servers read theirs before they give their rights up. */
    private static Path write(Path place, String text) throws IOException {
        Files.createDirectories(place.getParent());
        Files.createFile(place, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(place, text);
    }

    /** A directory that every user may write to. */
    Path writable(String name) throws IOException {
        Path made = Files.createDirectories(directory.resolve(name));
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxrwxrwx"));
        return made;
    }

    /** Removes everything. */
    @Override
    public void close() {
        remove(directory);
    }

    /** Removes a directory with all that is in it. */
    static void remove(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // A process that ends at this moment may still write; the directory is in the system's temporary one.
            return;
        }
    }
}
