package org.gangway.launcher;

import java.nio.file.Path;
import org.gangway.launcher.process.Identity;

/**
 * What the command line says of the process among others. All paths are absolute.
 *
 * @param daemon whether it runs in the background
 * @param pidFile the file with its number, or null
 * @param directory where a daemon runs
 * @param umask what its files are not allowed, or -1 for that of the process which starts it
 * @param outLog where standard output goes, or null
 * @param errLog where standard error goes, or null
 * @param identity whom it becomes once it has the address, or null if it stays who it is
 */
record ProcessPlan(
        boolean daemon, Path pidFile, Path directory, int umask, Path outLog, Path errLog, Identity identity) {
    /** In the foreground, as whoever starts it. */
    static final ProcessPlan FOREGROUND = new ProcessPlan(false, null, Path.of("/"), -1, null, null, null);
}
