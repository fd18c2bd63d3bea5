package org.gangway.launcher;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.gangway.launcher.process.ControlSocket;
import org.gangway.launcher.process.PidFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gangway reload}: lets a running service take its applications anew, and says how it went. */
@Command(
        name = "reload",
        description =
                "Lets a running service deploy its WARs anew, without a lost request; waits, and says how it went.",
        mixinStandardHelpOptions = true,
        versionProvider = GangwayCommand.Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true)
final class ReloadCommand implements Callable<Integer> {
    @Option(names = "--pidfile", paramLabel = "FILE", description = "The pidfile that the service was started with.")
    Path pidFile;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration file that the service was started with, which names the pidfile.")
    Path config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws UserError {
        Path file = pidFile == null ? ofConfiguration() : pidFile.toAbsolutePath();
        String answer;
        try {
            PidFile.read(file);
            answer = ControlSocket.ask(file, Foreground.RELOAD);
        } catch (NoSuchFileException e) {
            throw UserError.failed("there is no pidfile " + file + "; the service doesn't run, or names another", e);
        } catch (IOException e) {
            throw UserError.failed(
                    "no answer from the service of " + file + " (" + e.getMessage()
                            + "); see whether it runs, and whether it runs as this user",
                    e);
        }
        if (answer.startsWith(Foreground.FAILED)) {
            throw UserError.failed("not reloaded: " + answer.substring(Foreground.FAILED.length()));
        }
        spec.commandLine().getOut().println("gangway: " + answer);
        spec.commandLine().getOut().flush();
        return 0;
    }

    private Path ofConfiguration() throws UserError {
        if (config == null) {
            throw UserError.usage("--pidfile or --config is needed to find the service; give one of them");
        }
        for (Argument argument : ConfigurationFile.read(config)) {
            if ("--pidfile".equals(argument.option())) {
                return Path.of(argument.value()).toAbsolutePath();
            }
        }
        throw UserError.usage(config + " names no --pidfile, by which the service could be found; add it there");
    }
}
