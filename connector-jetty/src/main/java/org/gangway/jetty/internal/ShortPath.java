package org.gangway.jetty.internal;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A name for a file that the JDK accepts as a Unix socket address. The system takes 107 bytes and the JDK 106; a
 * longer name is reached through a symbolic link to its directory, made for the moment in a private directory.
 */
final class ShortPath implements AutoCloseable {
    static final int JDK_MAX_BYTES = 106;

    private static final Charset FILE_NAMES = Charset.forName(
            System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name()));

    private final Path path;
    private final Path link;

    private ShortPath(Path path, Path link) {
        this.path = path;
        this.link = link;
    }

    /**
     * Names a file for connecting to it.
     *
     * @param path a file
     * @return a short name for it, valid until closed
     * @throws IOException if no short name can be made
     */
    static ShortPath toFile(Path path) throws IOException {
        if (bytes(path) <= JDK_MAX_BYTES) {
            return new ShortPath(path, null);
        }
        Path link = link(path);
        return new ShortPath(link, link);
    }

    /**
     * Names a file for creating it.
     *
     * @param path a file that doesn't exist yet, in a directory that does
     * @return a short name for it, valid until closed
     * @throws IOException if no short name can be made
     */
    static ShortPath toNewFile(Path path) throws IOException {
        if (bytes(path) <= JDK_MAX_BYTES) {
            return new ShortPath(path, null);
        }
        Path link = link(path.toAbsolutePath().getParent());
        return new ShortPath(link.resolve(path.getFileName()), link);
    }

    private static Path link(Path target) throws IOException {
        Path link = Files.createTempDirectory("gw").resolve("d");
        return Files.createSymbolicLink(link, target.toAbsolutePath());
    }

    /**
     * @param path any path
     * @return its length in bytes, as the system sees it
     */
    static int bytes(Path path) {
        return path.toString().getBytes(FILE_NAMES).length;
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        if (link != null) {
            Files.delete(link);
            Files.delete(link.getParent());
        }
    }
}
