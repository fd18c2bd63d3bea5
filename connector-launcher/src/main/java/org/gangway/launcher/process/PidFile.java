package org.gangway.launcher.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file with the number of the process, for {@code kill $(cat FILE)}. It appears with the number in it, and it is locked
 * while the process lives. The system gives the lock back however the process ends; so a number that was left behind is
 * told from one that is in use, also when another process has that number by now. Thread-safe.
 */
public final class PidFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PidFile.class);

    private final Path path;
    private final FileChannel channel;
    private final Object inode;

    private PidFile(Path path, FileChannel channel, Object inode) {
        this.path = path;
        this.channel = channel;
        this.inode = inode;
    }

    /**
     * Removes what a process that is gone left behind. To be called before the long part of a start.
     *
     * @param path the file, which need not exist
     * @throws InUseException if its process lives; the message is fit for the user
     * @throws IOException if it can't be read or removed
     */
    public static void clear(Path path) throws IOException {
        try (FileChannel left =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            if (!lock(left)) {
                throw new InUseException(path, number(left));
            }
            Files.deleteIfExists(path);
        } catch (NoSuchFileException e) {
            LOG.debug("{} is free", path, e);
        }
    }

    /**
     * Writes the number of this process.
     *
     * @param path the file
     * @return the file, locked
     * @throws InUseException if another process has it; the message is fit for the user
     * @throws IOException if it can't be written
     */
    public static PidFile write(Path path) throws IOException {
        clear(path);
        long pid = ProcessHandle.current().pid();
        Path hidden = path.resolveSibling("." + path.getFileName() + "." + pid);
        FileChannel channel = FileChannel.open(
                hidden, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        PidFile written = null;
        try {
            channel.write(ByteBuffer.wrap((pid + "\n").getBytes(StandardCharsets.US_ASCII)));
            if (!lock(channel)) {
                throw new InUseException(hidden, String.valueOf(pid));
            }
            written = new PidFile(path, channel, inode(hidden));
            Files.move(hidden, path, StandardCopyOption.ATOMIC_MOVE);
            return written;
        } finally {
            if (written == null) {
                channel.close();
                Files.deleteIfExists(hidden);
            }
        }
    }

    /**
     * The number of the process that has a file.
     *
     * @param path the file, of another process: to read one's own would give the lock back
     * @return the number
     * @throws IOException if it can't be read, or if there is no number in it
     */
    public static long read(Path path) throws IOException {
        try {
            return Long.parseLong(
                    Files.readString(path, StandardCharsets.US_ASCII).strip());
        } catch (NumberFormatException e) {
            throw new IOException("there is no process number in it", e);
        }
    }

    /** Removes the file, unless somebody else has put another in its place, and gives the lock back. */
    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try {
            if (inode.equals(inode(path))) {
                Files.deleteIfExists(path);
            }
            channel.close();
        } catch (IOException e) {
            LOG.warn("Cannot remove {}: {}", path, e.toString());
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            LOG.debug("This process has it", e);
            return false;
        }
    }

    private static String number(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(32);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
    }

    private static Object inode(Path path) throws IOException {
        try {
            return Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            LOG.debug("{} is gone", path, e);
            return null;
        }
    }

    /** Another process has the file. */
    public static final class InUseException extends IOException {
        private static final long serialVersionUID = 1L;

        InUseException(Path path, String pid) {
            super("the pidfile " + path + " belongs to process " + pid
                    + ", which runs; stop it, or choose another file");
        }
    }
}
