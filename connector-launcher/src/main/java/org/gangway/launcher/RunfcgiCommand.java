package org.gangway.launcher;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.gangway.jetty.UnixSocketConnector;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gangway runfcgi}: what {@code manage.py runfcgi} of Django 1.8 was, in its own words. */
@Command(
        name = "runfcgi",
        description = "Serves WARs with the options of Django 1.8's manage.py runfcgi, written key=value;"
                + " gangway runfcgi help lists them.",
        mixinStandardHelpOptions = true,
        versionProvider = GangwayCommand.Version.class,
        usageHelpAutoWidth = true)
final class RunfcgiCommand implements Callable<Integer> {
    @Parameters(paramLabel = "KEY=VALUE", arity = "0..*", description = "The options; help lists them.")
    List<String> words = new ArrayList<>();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        CommandLine commandLine = spec.commandLine();
        if (words.equals(List.of("help"))) {
            commandLine.getOut().print(RunfcgiWords.HELP);
            commandLine.getOut().flush();
            return 0;
        }
        List<Argument> given = new RunfcgiWords(words).arguments(isSpawned());
        RunCommand run = RunCommand.parse(Argument.words(given).toArray(String[]::new));
        return new Launch(run, given, List.of()).run(commandLine.getOut(), commandLine.getErr());
    }

    private static boolean isSpawned() throws UserError {
        try {
            return UnixSocketConnector.inheritedAddress() != null;
        } catch (IOException e) {
            throw UserError.failed("cannot use file descriptor 0 (" + e.getMessage() + "); give socket or port", e);
        }
    }
}
