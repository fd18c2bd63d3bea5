package org.gangway.launcher;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.gangway.launcher.process.Daemon;
import org.gangway.launcher.process.JvmCommand;

/** How a supervisor starts a worker: with its own command line, less what is the supervisor's to do. Thread-safe. */
final class WorkerStart {
    private static final File NOWHERE = new File("/dev/null");
    private static final String WORK_DIRECTORY = "--work-dir";
    private static final String SESSION_STORE = "--session-store";

    private static final Set<String> OF_THE_SUPERVISOR = Set.of(
            "--socket",
            "--host",
            "--port",
            "--socket-mode",
            "--socket-owner",
            "--socket-group",
            "--take-over",
            "--config",
            "--daemon",
            "--pidfile",
            "--directory",
            "--umask",
            "--user",
            "--group",
            "--secret-file",
            "--method",
            "--min-spare",
            "--max-spare",
            "--max-children",
            "--max-requests",
            "--touch-reload",
            "--dry-run",
            WORK_DIRECTORY);

    private final RunPlan plan;
    private final List<Argument> arguments;
    private final Path control;
    private final Path workDirectory;

    /**
     * @param plan what to serve
     * @param arguments the command line of the supervisor
     * @param control its control socket
     * @param workDirectory each worker has a directory of its own in it
     * @param sessions where all keep sessions, if the command line doesn't say
     */
    WorkerStart(RunPlan plan, List<Argument> arguments, Path control, Path workDirectory, Path sessions) {
        this.plan = plan;
        this.control = control;
        this.workDirectory = workDirectory;
        List<Argument> kept = new ArrayList<>(arguments.stream()
                .filter(argument -> argument.option() == null || !OF_THE_SUPERVISOR.contains(argument.option()))
                .toList());
        if (!hasSessionStore(arguments)) {
            kept.add(new Argument(SESSION_STORE, sessions.toString(), ""));
        }
        this.arguments = List.copyOf(kept);
    }

    /**
     * Whether the command line says where sessions are kept.
     *
     * @param arguments the command line
     * @return whether it does
     */
    static boolean hasSessionStore(List<Argument> arguments) {
        return arguments.stream().anyMatch(argument -> SESSION_STORE.equals(argument.option()));
    }

    /**
     * Starts one.
     *
     * @param slot its number among those that live
     * @return the process
     * @throws IOException if it can't be started
     */
    Process start(int slot) throws IOException {
        boolean spawned = plan.address() instanceof ListenAddress.Descriptor;
        List<String> options = List.of(
                "-D" + WorkerWords.CONTROL + '=' + control,
                "-D" + WorkerWords.SLOT + '=' + slot,
                "-D" + WorkerWords.REQUESTS + '=' + plan.prefork().maxRequests(),
                "-D" + WorkerWords.SPAWNED + '=' + spawned);
        ProcessBuilder builder = new ProcessBuilder(
                        JvmCommand.of(options, words(slot).toArray(String[]::new)))
                .redirectInput(Redirect.INHERIT)
                .redirectOutput(Daemon.isDetached() ? toLog(plan.process().outLog()) : Redirect.INHERIT)
                .redirectError(Redirect.INHERIT);
        if (!spawned) {
            // They hold for an inherited socket, which the supervisor's is to them only.
            builder.environment().remove("FCGI_WEB_SERVER_ADDRS");
        }
        if (plan.process().identity() != null) {
            builder.environment().putAll(plan.process().identity().environment());
        }
        if (plan.ajp().hasSecret()) {
            // The file may be one that only root can read.
            builder.environment().put(AjpOptions.SECRET, plan.ajp().secret());
        }
        // What systemd hears is the supervisor's to say.
        builder.environment().keySet().removeAll(Set.of("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"));
        return builder.start();
    }

    /** Standard output of a daemon leads to the process that started it until it is ready. */
    private static Redirect toLog(Path file) {
        return Redirect.appendTo(file == null ? NOWHERE : file.toFile());
    }

    private List<String> words(int slot) {
        List<String> words = new ArrayList<>(List.of("run"));
        words.add(WORK_DIRECTORY + '=' + workDirectory.resolve("worker-" + slot));
        words.addAll(Argument.words(arguments));
        return words;
    }
}
