package org.gangway.launcher.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
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
 * told from one that is in use, also when another process has that number by now.
 *
 * <p>Until the process is ready, the file is hidden beside its place, as {@code .FILE.new}. Only who has the lock on that
 * may touch the place: of two processes that start at the same time, one is refused before it has done anything.
 * Thread-safe.
 */
public final class PidFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PidFile.class);

    private final Path path;
    private final Path hidden;
    private final FileChannel channel;
    private final Object inode;

    private PidFile(Path path, Path hidden, FileChannel channel, Object inode) {
        this.path = path;
        this.hidden = hidden;
        this.channel = channel;
        this.inode = inode;
    }

    /**
     * Looks whether a process has the file.
     *
     * @param path the file, which need not exist
     * @throws InUseException if one has; the message is fit for the user
     * @throws IOException if it can't be read
     */
    public static void check(Path path) throws IOException {
        try (FileChannel left = openExisting(path)) {
            if (!lock(left)) {
                throw new InUseException(path, number(left));
            }
        } catch (NoSuchFileException e) {
            LOG.debug("{} is free", path, e);
        }
    }

    /**
     * Makes sure of the file for this process, before the long part of a start.
     *
     * @param path the file, which need not exist
     * @param owner whom it belongs to, or null for the user of this process
     * @return the file, hidden
     * @throws InUseException if another process has it, or is about to; the message is fit for the user
     * @throws IOException if it can't be written
     */
    public static PidFile reserve(Path path, Identity owner) throws IOException {
        Path hidden = path.resolveSibling("." + path.getFileName() + ".new");
        PidFile reserved = null;
        while (reserved == null) {
            reserved = lockHidden(path, hidden);
        }
        try {
            check(path);
            reserved.write();
            if (owner != null) {
                owner.give(hidden);
            }
            return reserved;
        } catch (IOException e) {
            reserved.close();
            throw e;
        }
    }

    /** Returns null if another process has moved or removed meanwhile what was locked. */
    private static PidFile lockHidden(Path path, Path hidden) throws IOException {
        try {
            Files.createFile(hidden);
        } catch (FileAlreadyExistsException e) {
            LOG.debug("{} is from a process that starts, or was killed while it did", hidden, e);
        }
        Object inode = inode(hidden);
        PidFile locked = null;
        FileChannel channel = null;
        try {
            channel = openExisting(hidden);
            if (!lock(channel)) {
                throw new InUseException(path, number(channel));
            }
            if (inode != null && inode.equals(inode(hidden))) {
                locked = new PidFile(path, hidden, channel, inode);
            }
        } catch (NoSuchFileException e) {
            LOG.debug("{} is gone", hidden, e);
        } finally {
            if (locked == null && channel != null) {
                channel.close();
            }
        }
        return locked;
    }

    private void write() throws IOException {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
    }

    /**
     * Puts the file in its place, over one that a process which is gone left behind.
     *
     * @throws IOException if that can't be done
     */
    public void publish() throws IOException {
        Files.move(hidden, path, StandardCopyOption.ATOMIC_MOVE);
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
            removeIfOurs(path);
            removeIfOurs(hidden);
            channel.close();
        } catch (IOException e) {
            LOG.warn("Cannot remove {}: {}", path, e.toString());
        }
    }

    private void removeIfOurs(Path file) throws IOException {
        if (inode.equals(inode(file))) {
            Files.deleteIfExists(file);
        }
    }

    private static FileChannel openExisting(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
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
            LOG.trace("{} is gone", path, e);
            return null;
        }
    }

    /** Another process has the file. */
    public static final class InUseException extends IOException {
        private static final long serialVersionUID = 1L;

        InUseException(Path path, String pid) {
            super("the pidfile " + path + " belongs to " + (pid.isEmpty() ? "a process" : "process " + pid)
                    + ", which runs; stop it, or choose another with --pidfile");
        }
    }
}
