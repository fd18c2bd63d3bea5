package org.gangway.launcher.conf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether files are within reach of the user that a web server becomes. */
final class Passage {
    /** Says the first that is closed, and ends with 1. */
    private static final String FIRST_CLOSED =
            "for f do if [ -d \"$f\" ]; then [ -x \"$f\" ]; else [ -r \"$f\" ]; fi || { printf %s \"$f\"; exit 1; }; done";

    private Passage() {}

    /**
     * Looks for what keeps the user from reading files. Only root can find out.
     *
     * @param user the user
     * @param files absolute paths
     * @return the first directory on the way that is closed to the user, or such a file; null if there is none, or if it
     *     can't be found out
     * @throws InterruptedException if the thread is interrupted
     */
    static Path closed(String user, List<Path> files) throws InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("runuser", "-u", user, "--", "/bin/sh", "-c", FIRST_CLOSED, "sh"));
        for (Path file : files) {
            for (int names = 1; names <= file.getNameCount(); names++) {
                command.add("/" + file.subpath(0, names));
            }
        }
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 1 && said.startsWith("/") ? Path.of(said) : null;
        } catch (IOException e) {
            // There is no runuser.
            return null;
        }
    }
}
