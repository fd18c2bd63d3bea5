package org.gangway.launcher.process;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Where standard output and standard error of the whole process go: of the log, of the application, and of the JVM when it
 * crashes. Thread-safe.
 */
public final class StandardStreams {
    /** Those that the process was started with. */
    public static final StandardStreams UNCHANGED = new StandardStreams(null, null, false);

    private static final String NOWHERE = "/dev/null";
    private static final int MODE = 0666;

    private final Path out;
    private final Path err;
    private final boolean silent;

    /**
     * @param out the file that standard output is appended to, or null
     * @param err the file that standard error is appended to, or null
     * @param silent whether what has no file goes nowhere, instead of where it goes
     */
    public StandardStreams(Path out, Path err, boolean silent) {
        this.out = out;
        this.err = err;
        this.silent = silent;
    }

    /**
     * Lets both go to their files from now on, and opens these anew if they were open before.
     *
     * @throws IOException if one can't be written; the message names it
     */
    public void open() throws IOException {
        if (out != null || silent) {
            open(out, Libc.STDOUT);
        }
        if (err != null || silent) {
            open(err, Libc.STDERR);
        }
    }

    private static void open(Path file, int target) throws IOException {
        String path = file == null ? NOWHERE : file.toString();
        try {
            int fd = Libc.open(path, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_APPEND, MODE);
            Libc.dup2(fd, target);
            // The lowest free number is the target's own if it was closed.
            if (fd != target) {
                Libc.close(fd);
            }
        } catch (LastErrorException e) {
            throw new IOException("cannot write " + path + " (" + e.getMessage() + ")", e);
        }
    }
}
