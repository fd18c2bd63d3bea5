package org.gangway.jetty.internal;

import static org.gangway.jetty.internal.SocketFileAccess.reason;
import static org.gangway.jetty.internal.SocketFileAccess.refused;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of a Unix socket, from its making to its removal.
 *
 * <pre>
 *   bind      /run/app/.gw4x/app.sock   in a directory that only we may enter: mode, owner and group are set unseen
 *   publish   /run/app/app.sock         by rename: at once, over a stale file or a predecessor's
 *   withdraw                            removed, if the file at the path is still this one
 * </pre>
 *
 * The system remembers the name given to bind: {@code ss -xl} shows {@code .gw4x/app.sock}.
 */
public final class SocketFile {
    /** The longest path that clients can connect to, in bytes: {@code sun_path} holds 108 with its end. */
    public static final int MAX_PATH_BYTES = 107;

    private static final Logger LOG = LoggerFactory.getLogger(SocketFile.class);
    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET = 0140000;

    /** Keeps the removal of our file from meeting a successor's rename in the same JVM. */
    private static final Object RENAMES = new Object();

    private final Path path;
    private final SocketFileAccess access;
    private final boolean takeOver;
    private Path privateDirectory;
    private Path hidden;
    private Object inode;

    /**
     * @param path where clients find the socket; null is refused when it is bound
     * @param access who may connect
     * @param takeOver whether the place of a running server may be taken
     */
    public SocketFile(Path path, SocketFileAccess access, boolean takeOver) {
        this.path = path;
        this.access = access;
        this.takeOver = takeOver;
    }

    /**
     * @return the address that clients connect to
     */
    public UnixDomainSocketAddress address() {
        return UnixDomainSocketAddress.of(path);
    }

    /**
     * Makes the socket with its mode, owner and group, unseen.
     *
     * @param backlog the length of the accept queue
     * @return the listening channel
     * @throws IOException if it can't be made; the message gives cause and remedy
     */
    public ServerSocketChannel bind(int backlog) throws IOException {
        if (path == null || path.toString().isEmpty()) {
            throw new BindException("no socket path is set; set unixDomainPath, e.g. to /run/app/app.sock");
        }
        int length = ShortPath.bytes(path);
        if (length > MAX_PATH_BYTES) {
            throw new BindException("the socket path has " + length + " bytes, the system allows " + MAX_PATH_BYTES
                    + ": " + path + "; use a shorter path, e.g. under /run");
        }
        Path directory = path.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new BindException("can't create the socket " + path + ": "
                    + (directory == null || Files.exists(directory)
                            ? "its parent isn't a directory; choose another path"
                            : "the directory " + directory + " doesn't exist; create it (mkdir -p " + directory
                                    + ") or choose another path"));
        }
        isStale();
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            privateDirectory = createPrivateDirectory(directory);
            hidden = privateDirectory.resolve(path.getFileName());
            if (ShortPath.bytes(hidden) > ShortPath.JDK_MAX_BYTES) {
                hidden = privateDirectory.resolve("s");
            }
            try (ShortPath name = ShortPath.toNewFile(hidden)) {
                channel.bind(UnixDomainSocketAddress.of(name.path()), backlog);
            }
            access.applyTo(hidden, path);
            inode = inode(hidden);
            return channel;
        } catch (IOException e) {
            withdraw();
            channel.close();
            throw e;
        }
    }

    /**
     * Lets another user publish and withdraw it, once it is bound.
     *
     * @param user the number of the user
     * @param group the number of the user's group
     * @throws IOException if the system doesn't allow it
     */
    public void handOver(int user, int group) throws IOException {
        if (access.owner() == null) {
            Files.setAttribute(hidden, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
        }
        if (access.group() == null) {
            Files.setAttribute(hidden, "unix:gid", group, LinkOption.NOFOLLOW_LINKS);
        }
        Files.setAttribute(privateDirectory, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Puts the socket where clients find it, in one step that no client can see half done.
     *
     * @throws IOException if the place is taken; the message gives cause and remedy
     */
    public void publish() throws IOException {
        if (isStale()) {
            LOG.info("replacing the stale socket {}: nobody listens on it", path);
        }
        synchronized (RENAMES) {
            try {
                Files.move(hidden, path, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException e) {
                throw refused("can't put the socket at " + path + ": " + reason(e) + "; choose another path", e);
            }
        }
        removePrivateDirectory();
    }

    /**
     * Removes the file if it is still ours; a successor's stays. Call it before the channel is closed: as long as the
     * socket is open, the system can't give its inode to another file.
     */
    public void withdraw() {
        synchronized (RENAMES) {
            try {
                if (inode != null && inode.equals(inode(path))) {
                    Files.deleteIfExists(path);
                }
            } catch (NoSuchFileException e) {
                LOG.trace("{} is already gone", path, e);
            } catch (IOException e) {
                LOG.warn("can't remove the socket {}: {}", path, e.toString());
            }
        }
        removePrivateDirectory();
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private void removePrivateDirectory() {
        if (privateDirectory == null) {
            return;
        }
        try {
            if (hidden != null) {
                Files.deleteIfExists(hidden);
            }
            Files.deleteIfExists(privateDirectory);
            privateDirectory = null;
        } catch (IOException e) {
            LOG.warn("can't remove the directory {}: {}", privateDirectory, e.toString());
        }
    }

    /** Whether a socket is there that nobody listens on. Refuses a path where something is that isn't ours to replace. */
    private boolean isStale() throws IOException {
        int mode;
        try {
            mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return false;
        } catch (FileSystemException e) {
            throw refused("can't create the socket " + path + ": " + reason(e) + "; choose another path", e);
        }
        if ((mode & FILE_TYPE) != SOCKET) {
            throw new BindException(
                    path + " exists and isn't a socket; it was left alone: remove it or choose another path");
        }
        try (ShortPath name = ShortPath.toFile(path);
                SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            // A blocking connect would hang while a busy server's accept queue is full.
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(name.path()));
        } catch (ConnectException e) {
            LOG.trace("Nobody listens on {}", path, e);
            return true;
        } catch (IOException e) {
            if (!takeOver) {
                throw refused(
                        "can't tell whether a running server uses " + path + " (" + e.getMessage()
                                + "); stop it, remove the file, or choose another path",
                        e);
            }
        }
        if (!takeOver) {
            throw new BindException(path + " is already in use by a running server; stop it or choose another path");
        }
        LOG.debug("taking over {} from a running server", path);
        return false;
    }

    private Path createPrivateDirectory(Path directory) throws IOException {
        var onlyUs = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        while (true) {
            String name = ".gw" + Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36), 36);
            try {
                return Files.createDirectory(directory.resolve(name), onlyUs);
            } catch (FileAlreadyExistsException e) {
                LOG.trace("{} is taken", name, e);
            } catch (AccessDeniedException e) {
                throw refused(
                        "can't create the socket " + path + ": the directory " + directory
                                + " isn't writable for user " + System.getProperty("user.name")
                                + "; change its permissions or choose another path",
                        e);
            } catch (FileSystemException e) {
                throw refused(
                        "can't create the socket " + path + ": "
                                + (isReadOnly(directory) ? "the file system is read-only" : reason(e))
                                + "; choose another path, e.g. under /run",
                        e);
            }
        }
    }

    private static boolean isReadOnly(Path directory) throws IOException {
        return Files.getFileStore(directory).isReadOnly();
    }

    private static Object inode(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }
}
