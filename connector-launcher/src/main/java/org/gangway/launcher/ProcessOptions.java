package org.gangway.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.gangway.launcher.process.Identity;
import picocli.CommandLine.Option;

/** The options about the process among others: where its words go, who it is, how others find it. */
final class ProcessOptions {
    private static final Pattern UMASK = Pattern.compile("0?[0-7]{1,3}");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Take options from this file, too: one on each line, as on the command line, whose options win (default: none).")
    Path config;

    @Option(
            names = "--dry-run",
            description = "Check everything, print what would hold and where each value comes from, and start nothing.")
    boolean dryRun;

    @Option(
            names = "--daemon",
            description = "Run in the background: return when the applications are served, or say why they aren't.")
    boolean daemon;

    @Option(
            names = "--pidfile",
            paramLabel = "FILE",
            description = "Write the number of the process here while applications are served; gangway reload finds the"
                    + " process by it (default: none).")
    Path pidFile;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "The directory in which a daemon runs (default: /).")
    Path directory;

    @Option(
            names = "--umask",
            paramLabel = "OCTAL",
            description = "What files of this process may not be allowed, octal like 022 (default: that of the shell).")
    String umask;

    @Option(
            names = "--out-log",
            paramLabel = "FILE",
            description = "Append standard output to this file (default: a daemon's goes nowhere).")
    Path outLog;

    @Option(
            names = "--err-log",
            paramLabel = "FILE",
            description = "Append standard error to this file, which has the log if --log names no other (default: a"
                    + " daemon's goes nowhere).")
    Path errLog;

    @Option(
            names = "--user",
            paramLabel = "USER",
            description = "Started by root, become this user once the address is taken (default: stay).")
    String user;

    @Option(names = "--group", paramLabel = "GROUP", description = "Become this group (default: that of --user).")
    String group;

    /**
     * Checks what picocli can't.
     *
     * @return what the options say
     * @throws UserError if a value makes no sense
     */
    ProcessPlan plan() throws UserError {
        if (group != null && user == null) {
            throw UserError.usage("--group needs --user; add it");
        }
        if (umask != null && !UMASK.matcher(umask).matches()) {
            throw UserError.usage("--umask " + umask + " is no octal number; write it like 022");
        }
        if (directory != null && !daemon) {
            throw UserError.usage("--directory is where a daemon runs; add --daemon, or change there before");
        }
        if (directory != null && !Files.isDirectory(directory)) {
            throw UserError.failed("there is no directory " + directory + " (--directory); create it");
        }
        checkPlace(pidFile, "--pidfile");
        checkPlace(outLog, "--out-log");
        checkPlace(errLog, "--err-log");
        return new ProcessPlan(
                daemon,
                pidFile == null ? null : pidFile.toAbsolutePath(),
                directory == null ? Path.of("/") : directory.toAbsolutePath(),
                umask == null ? -1 : Integer.parseInt(umask, 8),
                outLog == null ? null : outLog.toAbsolutePath(),
                errLog == null ? null : errLog.toAbsolutePath(),
                identity());
    }

    private Identity identity() throws UserError {
        if (user == null) {
            return null;
        }
        Identity identity;
        try {
            identity = Identity.of(user, group);
        } catch (IOException e) {
            throw UserError.failed(e.getMessage() + "; create it, or name another with --user and --group", e);
        }
        if (identity.isOurs()) {
            return null;
        }
        if (!Identity.isRoot()) {
            throw UserError.failed("only root can become " + user + (group == null ? "" : " with group " + group)
                    + "; start it as root, or as that user without --user and --group");
        }
        return identity;
    }

    /**
     * Refuses a place where the user whom the process becomes could leave things only.
     *
     * @param plan the process
     * @param address where it listens
     * @throws UserError if a file could not be removed
     */
    static void checkRemoval(ProcessPlan plan, ListenAddress address) throws UserError {
        if (plan.identity() == null) {
            return;
        }
        if (plan.pidFile() != null) {
            checkRemoval(plan.identity(), "pidfile", plan.pidFile());
        }
        if (address instanceof ListenAddress.UnixSocket unix) {
            checkRemoval(plan.identity(), "socket", unix.path());
        }
    }

    private static void checkRemoval(Identity identity, String what, Path file) throws UserError {
        Path directory = file.getParent();
        try {
            if (!identity.mayChange(directory)) {
                throw UserError.failed(identity.user() + " has no right to remove the " + what + " from " + directory
                        + " later; make a directory for it (install -d -o " + identity.user() + " "
                        + directory.resolve("gangway") + "), and name a file there");
            }
        } catch (IOException e) {
            throw UserError.failed(
                    "cannot tell whose " + directory + " is (" + e.getMessage() + "); name another directory for the "
                            + what,
                    e);
        }
    }

    /**
     * Checks that a file can be written, without making it.
     *
     * @param file the file, or null
     * @param option what names it
     * @throws UserError if it can't
     */
    static void checkPlace(Path file, String option) throws UserError {
        if (file == null) {
            return;
        }
        Path absolute = file.toAbsolutePath();
        Path parent = absolute.getParent();
        if (Files.isDirectory(absolute)) {
            throw UserError.usage(option + ' ' + file + " is a directory; name a file in it");
        }
        if (parent == null || !Files.isDirectory(parent)) {
            throw UserError.failed("there is no directory " + parent + " for " + option + "; create it");
        }
        if (Files.exists(absolute) ? !Files.isWritable(absolute) : !Files.isWritable(parent)) {
            throw UserError.failed("no permission to write " + absolute + "; choose another file for " + option
                    + ", or give this user the right to write it");
        }
    }
}
