package org.gangway.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code gangway}, which only has subcommands. */
@Command(
        name = GangwayCommand.NAME,
        description = "Runs WARs behind a web server that speaks FastCGI, SCGI, AJP or HTTP.",
        subcommands = {
            RunCommand.class,
            RunfcgiCommand.class,
            ReloadCommand.class,
            PingCommand.class,
            ConfCommand.class,
            DemoCommand.class,
            HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = GangwayCommand.Version.class,
        usageHelpAutoWidth = true)
public class GangwayCommand implements Runnable {
    static final String NAME = "gangway";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }

    /**
     * Runs a command line.
     *
     * @param arguments the command line
     * @param out where help, version and the ready line go
     * @param err where the one line about an error goes
     * @return the exit status: 0, {@link UserError#FAILED} or {@link UserError#USAGE}
     */
    public static int execute(String[] arguments, PrintWriter out, PrintWriter err) {
        PlainWords plain = arguments.length > 0 && arguments[0].equals("run")
                ? PlainWords.read(List.of(arguments).subList(1, arguments.length))
                : null;
        return plain == null ? executeAny(arguments, out, err) : serve(plain, out, err);
    }

    private static int serve(PlainWords plain, PrintWriter out, PrintWriter err) {
        try {
            return new Launch(plain.command(), plain.arguments("command line"), List.of()).run(out, err);
        } catch (ParameterException e) {
            return wrongCommandLine(e, err);
        } catch (Exception e) {
            return failed(e, err);
        } catch (Error e) {
            return unexpected(e, err);
        }
    }

    private static int executeAny(String[] arguments, PrintWriter out, PrintWriter err) {
        CommandLine commandLine = commandLine(arguments)
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((error, words) -> wrongCommandLine(error, err))
                .setExecutionExceptionHandler((error, command, parsed) -> failed(error, err));
        if (isHelp(arguments)) {
            GroupedHelp.addTo(commandLine, System.getenv("COLUMNS"));
        }
        try {
            return commandLine.execute(arguments);
        } catch (Error e) {
            return unexpected(e, err);
        }
    }

    private static boolean isHelp(String... arguments) {
        for (String argument : arguments) {
            if (argument.equals("--help") || argument.equals("-h") || argument.equals("help")) {
                return true;
            }
        }
        return false;
    }

    /** With the one subcommand that is asked for: the models of the others would be a tenth of a start. */
    private static CommandLine commandLine(String... arguments) {
        String name = arguments.length == 0 ? "" : arguments[0];
        Object command =
                switch (name) {
                    case "run" -> new RunCommand();
                    case "runfcgi" -> new RunfcgiCommand();
                    case "ping" -> new PingCommand();
                    default -> null;
                };
        return command == null
                ? new CommandLine(new GangwayCommand())
                : new CommandLine(CommandSpec.create().name(NAME)).addSubcommand(name, command);
    }

    private static int wrongCommandLine(ParameterException error, PrintWriter err) {
        err.println("gangway: " + WrongWords.line(error) + "; see "
                + error.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return UserError.USAGE;
    }

    private static int failed(Exception error, PrintWriter err) {
        if (error instanceof UserError userError) {
            if (userError.getCause() != null) {
                Logger logger = LoggerFactory.getLogger(GangwayCommand.class);
                logger.debug("Failed", userError.getCause());
            }
            err.println("gangway: " + userError.getMessage());
            return userError.exitStatus();
        }
        return unexpected(error, err);
    }

    private static int unexpected(Throwable error, PrintWriter err) {
        LoggerFactory.getLogger(GangwayCommand.class).error("Unexpected failure", error);
        err.println("gangway: " + UserError.oneLine(error.toString())
                + "; this is a fault of Gangway, please report it with the log");
        return UserError.FAILED;
    }

    /** Reads the version that the build wrote down. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            Properties properties = new Properties();
            try (InputStream in = GangwayCommand.class.getResourceAsStream("version.properties")) {
                properties.load(in);
            }
            return new String[] {"gangway " + properties.getProperty("version")};
        }
    }
}
