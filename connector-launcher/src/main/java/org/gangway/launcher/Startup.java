package org.gangway.launcher;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;

/** Runs a command line with no more than it needs: {@code gangway ping} starts every few seconds. */
final class Startup {
    private Startup() {}

    /**
     * Runs a command line.
     *
     * @param arguments the command line
     * @param out where help, version, the ready line and the answer to a ping go
     * @param err where the one line about an error goes
     * @return the exit status: 0, {@link UserError#FAILED} or {@link UserError#USAGE}
     */
    static int execute(String[] arguments, PrintWriter out, PrintWriter err) {
        Ahead.begin(arguments);
        Map<String, String> ping = PingPlan.simpleForm(arguments);
        if (ping == null) {
            int status = GangwayCommand.execute(arguments, out, err);
            String recording = System.getProperty("gangway.recording");
            if (recording != null) {
                StartArchive.forget(Path.of(recording));
            }
            return status;
        }
        try {
            out.println(PingPlan.of(ping, System.getenv()).execute());
            return 0;
        } catch (UserError e) {
            err.println("gangway: " + e.getMessage());
            return e.exitStatus();
        }
    }
}
