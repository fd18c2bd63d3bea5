package org.gangway.jetty.internal;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may connect to a socket file: on Linux that is who may write to it.
 *
 * @param permissions the file's permissions
 * @param owner a user name or number, or null to leave the owner as it is
 * @param group a group name or number, or null to leave the group as it is
 */
public record SocketFileAccess(Set<PosixFilePermission> permissions, String owner, String group) {
    private static final Pattern OCTAL = Pattern.compile("0*[0-7]{1,3}");

    /** The permissions from the highest bit of an octal mode to its lowest. */
    private static final PosixFilePermission[] BITS = {
        PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE,
        PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE
    };

    public SocketFileAccess {
        permissions = Set.copyOf(permissions);
    }

    /**
     * Reads an octal mode.
     *
     * @param mode for example {@code 0660}
     * @return the permissions
     * @throws IllegalArgumentException if it isn't octal or has bits above 0777
     */
    public static Set<PosixFilePermission> permissions(String mode) {
        Objects.requireNonNull(mode, "mode");
        if (!OCTAL.matcher(mode).matches()) {
            throw new IllegalArgumentException(
                    "socket mode '" + mode + "' isn't octal between 0000 and 0777; use for example 0660");
        }
        int value = Integer.parseInt(mode, 8);
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < BITS.length; i++) {
            if ((value & (0400 >>> i)) != 0) {
                permissions.add(BITS[i]);
            }
        }
        return permissions;
    }

    /**
     * Applies it to a file.
     *
     * @param file the file
     * @param name what to call it in a message
     * @throws IOException if a name is unknown or the system doesn't allow it; the message gives cause and remedy
     */
    void applyTo(Path file, Path name) throws IOException {
        UserPrincipalLookupService names = file.getFileSystem().getUserPrincipalLookupService();
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            throw new BindException("the file system of " + name + " knows no owner and mode; choose another path");
        }
        if (owner != null) {
            UserPrincipal user;
            try {
                user = names.lookupPrincipalByName(owner);
            } catch (UserPrincipalNotFoundException e) {
                throw refused("the socket's owner '" + owner + "' is unknown here; use a user of this machine", e);
            }
            try {
                view.setOwner(user);
            } catch (FileSystemException e) {
                throw refused(
                        "can't give the socket " + name + " to user " + owner + ": " + reason(e)
                                + "; only root may, so start as root or leave the owner unset",
                        e);
            }
        }
        if (group != null) {
            GroupPrincipal principal;
            try {
                principal = names.lookupPrincipalByGroupName(group);
            } catch (UserPrincipalNotFoundException e) {
                throw refused("the socket's group '" + group + "' is unknown here; use a group of this machine", e);
            }
            try {
                view.setGroup(principal);
            } catch (FileSystemException e) {
                throw refused(
                        "can't give the socket " + name + " to group " + group + ": " + reason(e)
                                + "; only root or a member of the group may, so add user "
                                + System.getProperty("user.name") + " to the group or leave it unset",
                        e);
            }
        }
        view.setPermissions(permissions);
    }

    static String reason(FileSystemException e) {
        return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
    }

    static BindException refused(String message, Throwable cause) {
        BindException refusal = new BindException(message);
        refusal.initCause(cause);
        return refusal;
    }
}
