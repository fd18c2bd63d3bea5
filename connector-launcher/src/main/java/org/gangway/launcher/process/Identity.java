package org.gangway.launcher.process;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;

/**
 * The user and the group that a process started by root becomes, for good, once it has what only root may take.
 *
 * @param user the name
 * @param uid the number of the user
 * @param gid the number of the group
 * @param home the user's home directory
 */
public record Identity(String user, int uid, int gid, String home) {
    private static final String NUMBER = "\\d{1,9}";

    /**
     * Looks up a user and a group.
     *
     * @param user the name or number of the user
     * @param group the name or number of the group, or null for the user's own
     * @return both
     * @throws IOException if there is no such user or group; the message says so
     */
    public static Identity of(String user, String group) throws IOException {
        // struct passwd: pw_name, pw_passwd, pw_uid, pw_gid, pw_gecos, pw_dir
        Pointer entry = lookUp(user, user.matches(NUMBER));
        if (entry == null) {
            throw new IOException("there is no user " + user);
        }
        int ids = 2 * Native.POINTER_SIZE;
        int uid = entry.getInt(ids);
        int gid = entry.getInt(ids + Integer.BYTES);
        String name = entry.getPointer(0).getString(0);
        String home =
                entry.getPointer(ids + 2L * Integer.BYTES + Native.POINTER_SIZE).getString(0);
        return new Identity(name, uid, group == null ? gid : groupNumber(group), home);
    }

    private static Pointer lookUp(String user, boolean number) {
        try {
            return number ? Libc.getpwuid(Integer.parseInt(user)) : Libc.getpwnam(user);
        } catch (LastErrorException e) {
            return null;
        }
    }

    private static int groupNumber(String group) throws IOException {
        if (group.matches(NUMBER)) {
            return Integer.parseInt(group);
        }
        Pointer entry;
        try {
            // struct group: gr_name, gr_passwd, gr_gid
            entry = Libc.getgrnam(group);
        } catch (LastErrorException e) {
            entry = null;
        }
        if (entry == null) {
            throw new IOException("there is no group " + group);
        }
        return entry.getInt(2L * Native.POINTER_SIZE);
    }

    /**
     * Whether this process is root's, which alone may become another.
     *
     * @return whether it is
     */
    public static boolean isRoot() {
        return Libc.geteuid() == 0;
    }

    /**
     * Becomes this user and group, with the further groups of the user; there is no way back.
     *
     * @throws IOException if the system doesn't allow it
     */
    public void become() throws IOException {
        try {
            Libc.initgroups(user, gid);
            Libc.setgid(gid);
            Libc.setuid(uid);
        } catch (LastErrorException e) {
            throw new IOException("cannot become " + user + " (" + e.getMessage() + ")", e);
        }
        if (Libc.geteuid() != uid) {
            throw new IOException("cannot become " + user);
        }
        System.setProperty("user.name", user);
        System.setProperty("user.home", home);
    }
}
