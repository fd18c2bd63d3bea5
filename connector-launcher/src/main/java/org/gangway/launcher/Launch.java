package org.gangway.launcher;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gangway.jetty.UnixSocketConnector;
import org.gangway.launcher.process.Daemon;
import org.gangway.launcher.process.PidFile;
import org.gangway.launcher.process.Signals;
import org.gangway.launcher.process.StandardStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a command line to a service that runs: here, in the background, or only on paper. */
final class Launch {
    private final List<Argument> arguments;
    private final RunCommand command;

    /**
     * Puts together what holds.
     *
     * @param command what was made of the command line
     * @param given the command line
     * @param defaults what holds where neither the command line nor a configuration file says anything
     * @throws UserError if a configuration file can't be used
     */
    Launch(RunCommand command, List<Argument> given, List<Argument> defaults) throws UserError {
        List<Argument> ofFile =
                command.process.config == null ? List.of() : ConfigurationFile.read(command.process.config);
        boolean alone = ofFile.isEmpty() && defaults.isEmpty();
        this.arguments = alone ? given : CommandLineOptions.merge(given, ofFile, defaults);
        this.command =
                alone ? command : RunCommand.parse(Argument.words(arguments).toArray(String[]::new));
    }

    /**
     * Does what the command line asks for.
     *
     * @param out where the ready line goes, or what would hold
     * @param err where it is said why a process in the background isn't ready
     * @return the exit status, once a daemon is ready or everything is checked; a service in the foreground ends the process
     * @throws UserError if the command line is wrong, or what it asks for can't be done
     * @throws IOException if a process can't be started
     * @throws InterruptedException if the thread is interrupted
     */
    int run(PrintWriter out, PrintWriter err) throws UserError, IOException, InterruptedException {
        if (WorkerWords.isWorker()) {
            // The channel to the supervisor comes first, and has a logger.
            LogSettings.choose(command.server.log, command.server.level());
            return WorkerProcess.run(this::plan);
        }
        if (!command.process.dryRun) {
            prepareFiles(command.process.plan());
        }
        RunPlan plan = plan();
        if (command.process.dryRun) {
            new DryRun(arguments, plan).print(out);
            return 0;
        }
        if (plan.process().daemon() && !Daemon.isDetached()) {
            return startDaemon(plan, out, err);
        }
        serve(plan, out);
        return 0;
    }

    private RunPlan plan() throws UserError {
        return command.plan(UnixSocketConnector::inheritedAddress, System.getenv());
    }

    private Service service(RunPlan plan) throws UserError {
        return plan.prefork() == null ? new GatewayServer(plan) : new Supervisor(plan, arguments);
    }

    /** From here on files are made: with the right mode, and for whom this process becomes. */
    private void prepareFiles(ProcessPlan process) throws UserError {
        if (process.umask() >= 0) {
            Daemon.setUmask(process.umask());
        }
        if (process.identity() == null) {
            return;
        }
        for (Path log : new Path[] {command.server.log, process.outLog(), process.errLog()}) {
            try {
                if (log != null) {
                    process.identity().make(log.toAbsolutePath());
                }
            } catch (IOException e) {
                throw UserError.failed(
                        "cannot make the log " + log + " (" + e.getMessage()
                                + "); choose another file with --log, --out-log or --err-log",
                        e);
            }
        }
    }

    private int startDaemon(RunPlan plan, PrintWriter out, PrintWriter err)
            throws UserError, IOException, InterruptedException {
        ProcessPlan process = plan.process();
        if (process.pidFile() != null) {
            checkPidFile(process.pidFile());
        }
        Map<String, String> environment =
                process.identity() == null ? Map.of() : process.identity().environment();
        List<String> words = new ArrayList<>(List.of("run"));
        words.addAll(Argument.words(CommandLineOptions.anywhere(withoutConfiguration())));
        return new Daemon(
                        process.directory(),
                        process.errLog(),
                        plan.address() instanceof ListenAddress.Descriptor,
                        environment)
                .start(words, out, err);
    }

    /** Said at once, instead of by the process in the background. */
    private static void checkPidFile(Path pidFile) throws UserError {
        try {
            PidFile.check(pidFile);
        } catch (IOException e) {
            throw refused(pidFile, e);
        }
    }

    private static PidFile reserve(ProcessPlan process) throws UserError {
        try {
            return process.pidFile() == null ? null : PidFile.reserve(process.pidFile(), process.identity());
        } catch (IOException e) {
            throw refused(process.pidFile(), e);
        }
    }

    private static UserError refused(Path pidFile, IOException e) {
        return e instanceof PidFile.InUseException
                ? UserError.failed(e.getMessage(), e)
                : UserError.failed(
                        "cannot use the pidfile " + pidFile + " (" + e.getMessage()
                                + "); remove it, or choose another with --pidfile",
                        e);
    }

    /** What the file says is among the rest already. */
    private List<Argument> withoutConfiguration() {
        return arguments.stream()
                .filter(argument -> !"--config".equals(argument.option()))
                .toList();
    }

    private void serve(RunPlan plan, PrintWriter out) throws UserError, IOException, InterruptedException {
        Signals.protect();
        ProcessPlan process = plan.process();
        StandardStreams streams = new StandardStreams(process.outLog(), process.errLog(), process.daemon());
        if (!Daemon.isDetached()) {
            serve(plan, streams, out);
            return;
        }
        try (PrintWriter toFirst = Daemon.toFirst()) {
            Daemon.detach();
            try {
                serve(plan, streams, toFirst);
            } catch (UserError e) {
                toFirst.println("gangway: " + e.getMessage());
                throw e;
            }
        }
    }

    private void serve(RunPlan plan, StandardStreams streams, PrintWriter out) throws UserError, InterruptedException {
        try {
            streams.open();
        } catch (IOException e) {
            throw UserError.failed(e.getMessage() + "; choose another file with --out-log and --err-log", e);
        }
        try (PidFile pidFile = reserve(plan.process());
                Service service = service(plan);
                Foreground foreground = new Foreground(service, plan.process(), streams, pidFile);
                TouchReload touches = new TouchReload(service, plan.reload(), foreground::reload)) {
            service.start();
            foreground.announce(() -> announce(plan, service, out));
            touches.start();
            StartArchive.prepare(plan);
            service.whenIdle(foreground::end);
            foreground.await();
        }
    }

    private void announce(RunPlan plan, Service service, PrintWriter out) {
        ProcessHandle process = ProcessHandle.current();
        // The process may be older: a start script became the JVM.
        long started = System.currentTimeMillis()
                - ManagementFactory.getRuntimeMXBean().getStartTime();
        String line = "ready: " + service.applications() + " over " + plan.protocol() + " at " + service.address()
                + (plan.protocol().includes(Protocol.AJP) ? " (AJP: " + plan.ajp() + ')' : "") + ", pid "
                + process.pid() + ", started in " + started + " ms";
        Logger logger = LoggerFactory.getLogger(Launch.class);
        // Spawned by a web server, standard output is a pipe to it or closed; the log is read there.
        if (plan.address() instanceof ListenAddress.Descriptor
                && !plan.process().daemon()) {
            logger.info("{}", line);
            return;
        }
        if (command.server.log != null || plan.process().daemon()) {
            logger.info("{}", line);
        }
        out.println("gangway: " + line);
        out.flush();
        if (plan.process().daemon()) {
            // Whoever waits for the end of it waits for no more.
            out.close();
        }
    }
}
