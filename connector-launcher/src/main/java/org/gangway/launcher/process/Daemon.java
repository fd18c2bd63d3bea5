package org.gangway.launcher.process;

import com.sun.jna.LastErrorException;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process in the background: a JVM can't fork, so a first one starts a second, shows what it says until it is ready, and
 * ends with its status. The second has a session of its own, and no terminal.
 *
 * @param directory where the second runs
 * @param err where its standard error is appended to, or null for nowhere
 * @param handsOnInput whether it gets the first's file descriptor 0, which is the socket to listen on
 * @param environment what its environment has besides that of the first
 */
public record Daemon(Path directory, Path err, boolean handsOnInput, Map<String, String> environment) {
    /** How the line begins with which the second says that it is ready. */
    public static final String READY = "gangway: ready";

    private static final String DETACHED = "gangway.detached";
    private static final File NOWHERE = new File("/dev/null");
    private static final long PATIENCE_SECONDS = 5;
    private static final int SIGNALLED = 128;

    /**
     * Whether this process is the second.
     *
     * @return whether it is
     */
    public static boolean isDetached() {
        return Boolean.getBoolean(DETACHED);
    }

    /**
     * Sets what the files of this process, and of those that it starts, are not allowed.
     *
     * @param umask the bits, 0 to 0777
     */
    public static void setUmask(int umask) {
        Libc.umask(umask);
    }

    /**
     * Starts the second, and waits until it is ready or has ended.
     *
     * @param arguments its command line, the same as that of this process
     * @param out where to show that it is ready
     * @param terminal where to show why it isn't
     * @return 0 if it is ready, otherwise the status that it ended with
     * @throws IOException if it can't be started
     * @throws InterruptedException if this thread is interrupted meanwhile
     */
    public int start(List<String> arguments, PrintWriter out, PrintWriter terminal)
            throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(List.of("-D" + DETACHED + "=true"));
        options.addAll(ownOptions());
        ProcessBuilder builder = new ProcessBuilder(JvmCommand.of(options, arguments.toArray(String[]::new)))
                .directory(directory.toFile())
                .redirectInput(handsOnInput ? Redirect.INHERIT : Redirect.from(NOWHERE));
        if (err == null) {
            // What a JVM says that can't start; what comes later goes nowhere.
            builder.redirectErrorStream(true);
        } else {
            builder.redirectError(Redirect.appendTo(err.toFile()));
        }
        // The shell's idea of where it is would be wrong.
        builder.environment().remove("PWD");
        builder.environment().putAll(environment);
        Process process = builder.start();
        // Ctrl-C before it is ready means both.
        Thread cancel = new Thread(() -> end(process), "gangway-cancel");
        Runtime.getRuntime().addShutdownHook(cancel);
        boolean told = false;
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith(READY)) {
                    out.println(line);
                    out.flush();
                    Runtime.getRuntime().removeShutdownHook(cancel);
                    return 0;
                }
                terminal.println(line);
                told = true;
            }
        }
        int status = process.waitFor();
        if (!told) {
            terminal.println("gangway: the process in the background "
                    + (status > SIGNALLED
                            ? "was ended by signal " + (status - SIGNALLED)
                            : "ended with exit status " + status)
                    + " before it was ready; see " + (err == null ? "its log (--log, --err-log)" : err.toString()));
        }
        // Whoever asked for a daemon has none.
        return status == 0 ? 1 : status;
    }

    /** What the start script has kept from the first: a port can be had once only. */
    private static List<String> ownOptions() {
        return Stream.of(System.getProperty(JvmCommand.DAEMON_OPTIONS, "").split("\\s+"))
                .filter(option -> !option.isEmpty())
                .toList();
    }

    private static void end(Process process) {
        try {
            process.destroy();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                // The second signal ends at once.
                process.destroy();
                if (!process.waitFor(1, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What leads to the first, in the second. To be called while standard output still does, and to be closed when all is
     * said.
     *
     * @return what the first reads
     * @throws IOException if there is none
     */
    public static PrintWriter toFirst() throws IOException {
        return new PrintWriter(new FileOutputStream("/dev/fd/1"), true, StandardCharsets.UTF_8);
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
