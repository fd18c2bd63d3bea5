package org.gangway.launcher;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A user whom root becomes, with a directory of his own and with copies of what of the tests is root's alone. */
final class ForeignUser implements AutoCloseable {
    static final String NAME = "nobody";

    private final Path copies;
    private final Path directory;

    private ForeignUser(Path copies) throws IOException {
        this.copies = copies;
        Files.setPosixFilePermissions(copies, PosixFilePermissions.fromString("rwxr-xr-x"));
        this.directory = Files.createDirectory(copies.resolve("own"));
    }

    /** Skips the test where nobody can become another user. */
    static ForeignUser assume() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can become another user");
        assumeTrue(Files.readString(Path.of("/etc/passwd")).contains('\n' + NAME + ':'), "there is no user " + NAME);
        assumeTrue(isReadable(Path.of(System.getProperty("java.home"))), "the JDK is root's alone");
        // The temporary directories of the tests are root's alone.
        return new ForeignUser(Files.createTempDirectory(Path.of("/tmp"), "gangway-test"));
    }

    /** A directory that is root's until it is given away. */
    Path directory() {
        return directory;
    }

    void giveDirectory() throws IOException {
        Files.setOwner(
                directory,
                directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(NAME));
    }

    /** The class path of the tests as the user can read it. */
    String classPath() throws IOException {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> readable(Path.of(entry)).toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The distribution as the user can read it. */
    Path home() {
        return readable(Path.of(System.getProperty("gangway.home")));
    }

    private Path readable(Path path) {
        if (!Files.exists(path) || isReadable(path)) {
            return path;
        }
        Path copy = copies.resolve(path.toAbsolutePath().toString().replace('/', '_'));
        try {
            if (!Files.exists(copy)) {
                copy(path, copy);
            }
            return copy;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean isReadable(Path path) {
        try {
            Path real = path.toRealPath();
            boolean readable = Files.getPosixFilePermissions(real).contains(PosixFilePermission.OTHERS_READ);
            for (Path parent = real.getParent(); readable && parent != null; parent = parent.getParent()) {
                readable = Files.getPosixFilePermissions(parent).contains(PosixFilePermission.OTHERS_EXECUTE);
            }
            return readable;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) throws IOException {
                return made(
                        Files.createDirectory(to.resolve(from.relativize(path).toString())), "rwxr-xr-x");
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                return made(Files.copy(path, to.resolve(from.relativize(path).toString())), "rwxr-xr-x");
            }
        });
    }

    private static FileVisitResult made(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        return FileVisitResult.CONTINUE;
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(copies)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
