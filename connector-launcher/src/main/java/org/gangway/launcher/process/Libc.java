package org.gangway.launcher.process;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The calls of the C library that Java has none for. Loading takes some 100 ms, so nothing on the way to the first
 * request may touch this class unless an option asks for what only it can do. Thread-safe; what it changes is the whole
 * process's.
 */
final class Libc {
    static final int STDIN = 0;
    static final int STDOUT = 1;
    static final int STDERR = 2;

    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_CREAT = Platform.isMac() ? 0x200 : 0x40;
    static final int O_APPEND = Platform.isMac() ? 0x8 : 0x400;

    private static final String BOOT = "jna.boot.library.path";
    private static final String SEARCHED = "jna.platform.library.path";

    static {
        register();
    }

    private Libc() {}

    /**
     * The C library is loaded already: to look for others, JNA would start ldconfig. A WAR may have a JNA of its own, which
     * is to see neither setting.
     */
    private static void register() {
        String own = set(BOOT, unpackedLibrary());
        String searched = set(SEARCHED, "");
        try {
            Native.register(Libc.class, NativeLibrary.getProcess());
        } finally {
            set(BOOT, own);
            set(SEARCHED, searched);
        }
    }

    /** Where the distribution has JNA's own library: to unpack one needs a directory that allows programs to be run. */
    private static String unpackedLibrary() {
        String home = System.getProperty("gangway.home");
        if (home != null) {
            Path unpacked = Path.of(home, "lib", "native", "com", "sun", "jna", Platform.RESOURCE_PREFIX);
            if (Files.isDirectory(unpacked)) {
                return unpacked.toString();
            }
        }
        return System.getProperty(BOOT);
    }

    private static String set(String property, String value) {
        return value == null ? System.clearProperty(property) : System.setProperty(property, value);
    }

    // JNA takes any errno for a failure where LastErrorException is declared; looking up names sets it on success, too.

    static native int setsid() throws LastErrorException;

    static native int umask(int mask);

    static native int dup2(int from, int to) throws LastErrorException;

    static native int open(String path, int flags, int mode) throws LastErrorException;

    static native int close(int fd) throws LastErrorException;

    static native int geteuid();

    static native int getegid();

    static native int setuid(int user);

    static native int setgid(int group);

    static native int initgroups(String user, int group);

    /** Linux only: {@code prctl(PR_SET_DUMPABLE, 1)} is {@code prctl(4, 1, 0, 0, 0)}. */
    static native int prctl(int option, long two, long three, long four, long five);

    static native int getgrouplist(String user, int group, int[] groups, IntByReference count);

    static native int kill(int pid, int signal) throws LastErrorException;

    static native int socket(int domain, int type, int protocol) throws LastErrorException;

    static native int sendto(int fd, byte[] bytes, long length, int flags, byte[] address, int addressLength)
            throws LastErrorException;

    static native Pointer getpwnam(String name);

    static native Pointer getpwuid(int user);

    static native Pointer getgrnam(String name);

    private static native Pointer signal(int number, Pointer handler);

    /**
     * Takes a signal that is ignored out of that state without a moment in which it would end the process: until the
     * JVM's handler is set, it calls a function without effect.
     *
     * @param number the signal
     */
    static void heed(int number) {
        // The JVM leaves a signal alone that was ignored when it started, as nohup wants it.
        signal(number, NativeLibrary.getProcess().getFunction("abs"));
    }
}
