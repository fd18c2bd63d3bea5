package org.gangway.launcher.ping;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;

/** Says why a Unix socket can't be connected to. */
final class UnixSocketFailure {
    private final Path path;

    UnixSocketFailure(Path path) {
        this.path = path;
    }

    PingFailure of(IOException e) {
        String reason = String.valueOf(e.getMessage());
        Path closed = closedDirectory();
        if (closed != null) {
            return new PingFailure(
                    "permission denied: the user " + System.getProperty("user.name") + " may not enter " + closed
                            + "; let it, or ask as another user",
                    e);
        }
        if (Files.notExists(path)) {
            return new PingFailure(
                    "there is no such socket; start the server, or correct the path to that of its --socket", e);
        }
        PosixFileAttributes file = attributes();
        if (file != null && !file.isOther()) {
            return new PingFailure("that is no socket; correct the path to that of the server's --socket", e);
        }
        if (reason.contains("refused")) {
            return new PingFailure(
                    "connection refused: nobody listens on that socket any more; start the server, which replaces it",
                    e);
        }
        if (file != null && reason.contains("ermission")) {
            return denied(file, e);
        }
        return new PingFailure("cannot connect (" + reason + "); check the socket", e);
    }

    private static PingFailure denied(PosixFileAttributes file, IOException e) {
        String group = file.group().getName();
        boolean forGroup = file.permissions().contains(PosixFilePermission.GROUP_WRITE);
        return new PingFailure(
                "permission denied: the socket is " + file.owner().getName() + ':' + group + ' '
                        + PosixFilePermissions.toString(file.permissions()) + ", this user is "
                        + System.getProperty("user.name") + "; "
                        + (forGroup
                                ? "ask as a member of the group " + group
                                : "ask as " + file.owner().getName() + ", or start the server with --socket-mode 0660"),
                e);
    }

    private Path closedDirectory() {
        Path directory = path.getRoot();
        for (Path name : path.getParent()) {
            directory = directory.resolve(name);
            if (Files.isDirectory(directory) && !Files.isExecutable(directory)) {
                return directory;
            }
        }
        return null;
    }

    private PosixFileAttributes attributes() {
        try {
            return Files.readAttributes(path, PosixFileAttributes.class);
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }
}
