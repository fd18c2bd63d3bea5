package org.gangway.launcher.process;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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
    private static final int WRITE = 2;
    private static final int SEARCH = 1;
    private static final int MAX_GROUPS = 1024;
    private static final int PR_SET_DUMPABLE = 4;

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
        return number ? Libc.getpwuid(Integer.parseInt(user)) : Libc.getpwnam(user);
    }

    private void check(int result) throws IOException {
        if (result < 0) {
            throw new IOException("cannot become " + user + " (error " + Native.getLastError() + ")");
        }
    }

    private static int groupNumber(String group) throws IOException {
        if (group.matches(NUMBER)) {
            return Integer.parseInt(group);
        }
        // struct group: gr_name, gr_passwd, gr_gid
        Pointer entry = Libc.getgrnam(group);
        if (entry == null) {
            throw new IOException("there is no group " + group);
        }
        return entry.getInt(2L * Native.POINTER_SIZE);
    }

    /**
     * What the environment of its processes says of it.
     *
     * @return names and values
     */
    public Map<String, String> environment() {
        return Map.of("HOME", home, "USER", user, "LOGNAME", user);
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
     * Whether this process is this user and group already.
     *
     * @return whether it is
     */
    public boolean isOurs() {
        return Libc.geteuid() == uid && Libc.getegid() == gid;
    }

    /**
     * Gives a file or directory to this user.
     *
     * @param file what was just made
     * @throws IOException if the system doesn't allow it
     */
    public void give(Path file) throws IOException {
        Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Makes an empty file that belongs to this user, unless there is one.
     *
     * @param file the file
     * @throws IOException if it can't be made
     */
    public void make(Path file) throws IOException {
        // A logger would be set up before the options say where the log goes.
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.createFile(file);
            give(file);
        }
    }

    /**
     * Whether this user can make files in a directory and remove them, going by owners and modes.
     *
     * @param directory an absolute path
     * @return whether it can
     * @throws IOException if the system can't tell
     */
    public boolean mayChange(Path directory) throws IOException {
        if (uid == 0) {
            return true;
        }
        Set<Integer> groups = groups();
        for (Path parent = directory.toRealPath(); parent != null; parent = parent.getParent()) {
            int wanted = parent.equals(directory.toRealPath()) ? WRITE | SEARCH : SEARCH;
            if ((rights(parent, groups) & wanted) != wanted) {
                return false;
            }
        }
        return true;
    }

    private int rights(Path directory, Set<Integer> groups) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(directory, "unix:mode,uid,gid");
        int mode = (int) attributes.get("mode");
        if ((int) attributes.get("uid") == uid) {
            return mode >> 6;
        }
        return groups.contains((int) attributes.get("gid")) ? mode >> 3 : mode;
    }

    private Set<Integer> groups() {
        int[] groups = new int[MAX_GROUPS];
        IntByReference count = new IntByReference(groups.length);
        Libc.getgrouplist(user, gid, groups, count);
        return Arrays.stream(groups, 0, Math.min(count.getValue(), groups.length))
                .boxed()
                .collect(Collectors.toSet());
    }

    /**
     * Becomes this user and group, with the further groups of the user; there is no way back.
     *
     * @throws IOException if the system doesn't allow it
     */
    public void become() throws IOException {
        check(Libc.initgroups(user, gid));
        check(Libc.setgid(gid));
        check(Libc.setuid(uid));
        if (Libc.geteuid() != uid) {
            throw new IOException("cannot become " + user);
        }
        if (Platform.isLinux()) {
            // The system takes a process that changed its user for one with secrets: no jcmd, no /proc/self/fd.
            Libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
        }
        System.setProperty("user.name", user);
        System.setProperty("user.home", home);
    }
}
