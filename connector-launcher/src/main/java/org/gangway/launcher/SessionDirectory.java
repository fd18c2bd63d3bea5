package org.gangway.launcher;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.session.AbstractSessionDataStore;

/**
 * Sessions in files below a directory, which only this user may enter: who reads a session's file can act as its user,
 * and who writes one can run code.
 */
final class SessionDirectory extends SessionStore {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path directory;

    /**
     * @param directory the directory, absolute
     */
    SessionDirectory(Path directory) {
        this.directory = directory;
    }

    @Override
    void open(Server server) throws UserError {
        try {
            Files.createDirectories(directory, PRIVATE);
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
            if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                    || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
                throw UserError.failed("other users may write to the session directory " + directory
                        + "; name one that only this user may write to with --session-store");
            }
            Files.delete(Files.createTempFile(directory, "", ".tmp"));
        } catch (FileSystemException e) {
            String reason = Files.exists(directory) && !Files.isDirectory(directory)
                    ? "it is a file"
                    : e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
            throw UserError.failed(
                    "cannot write to the session directory " + directory + " (" + reason
                            + "); name one that this user has the right to write to with --session-store",
                    e);
        } catch (IOException e) {
            throw UserError.failed(
                    "cannot write to the session directory " + directory + " (" + e.getMessage() + "); choose another",
                    e);
        }
    }

    @Override
    AbstractSessionDataStore create(String key) {
        return new SessionFiles(directory, key);
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
