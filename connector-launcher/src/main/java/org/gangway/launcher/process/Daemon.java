package org.gangway.launcher.process;

import com.sun.jna.LastErrorException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process in the background: a JVM can't fork, so a first one starts a second, shows what it says until it is ready, and
 * ends with its status. The second has a session of its own, and no terminal.
 *
 * <p>Until it is ready, the standard output of the second leads to the first; its standard error is where the log of the
 * daemon goes from the start.
 */
public final class Daemon {
    /** How the line begins with which the second says that it is ready. */
    public static final String READY = "gangway: ready";

    private static final String DETACHED = "gangway.detached";
    private static final String DIRECTORY = "gangway.directory";
    private static final File NOWHERE = new File("/dev/null");

    private Daemon() {}

    /**
     * Whether this process is the second.
     *
     * @return whether it is
     */
    public static boolean isDetached() {
        return Boolean.getBoolean(DETACHED);
    }

    /**
     * What relative paths of the command line start from: where it was typed, which is not where a daemon runs.
     *
     * @return an absolute path
     */
    public static Path typedIn() {
        return Path.of(System.getProperty(DIRECTORY, System.getProperty("user.dir")));
    }

    /**
     * Starts the second, and waits until it is ready or has ended.
     *
     * @param arguments its command line, the same as that of this process
     * @param workDirectory where it runs
     * @param umask what its files lack, or -1 for that of this process
     * @param err where its standard error is appended to, or null for nowhere
     * @param out where to show what it says
     * @return 0 if it is ready, otherwise the status that it ended with
     * @throws IOException if it can't be started
     * @throws InterruptedException if this thread is interrupted meanwhile
     */
    public static int start(List<String> arguments, Path workDirectory, int umask, Path err, PrintWriter out)
            throws IOException, InterruptedException {
        if (umask >= 0) {
            Libc.umask(umask);
        }
        List<String> options = new ArrayList<>(List.of("-D" + DETACHED + "=true", "-D" + DIRECTORY + '=' + typedIn()));
        ProcessBuilder builder = new ProcessBuilder(JvmCommand.of(options, arguments.toArray(String[]::new)))
                .directory(workDirectory.toFile())
                .redirectInput(NOWHERE)
                .redirectError(Redirect.appendTo(err == null ? NOWHERE : err.toFile()));
        // The shell's idea of where it is would be wrong.
        builder.environment().remove("PWD");
        Process process = builder.start();
        // Ctrl-C before it is ready means both.
        Thread cancel = new Thread(process::destroy, "gangway-cancel");
        Runtime.getRuntime().addShutdownHook(cancel);
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                out.println(line);
                out.flush();
                if (line.startsWith(READY)) {
                    Runtime.getRuntime().removeShutdownHook(cancel);
                    return 0;
                }
            }
        }
        return process.waitFor();
    }

    /**
     * Leaves the session of the first, in the second.
     *
     * @throws IOException if the system doesn't allow it
     */
    public static void detach() throws IOException {
        try {
            Libc.setsid();
        } catch (LastErrorException e) {
            throw new IOException("cannot leave the session (" + e.getMessage() + ")", e);
        }
    }
}
