package org.gangway.launcher;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gangway help}: the commands, the options of {@code runfcgi}, or the options of one command. */
@Command(name = "help", description = "Prints the commands and their options: gangway help, gangway help run.")
final class HelpCommand implements Callable<Integer> {
    @Parameters(paramLabel = "COMMAND", arity = "0..1", description = "The command.")
    String command;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws UserError {
        CommandLine gangway = spec.parent().commandLine();
        PrintWriter out = gangway.getOut();
        if (command == null) {
            gangway.usage(out);
            out.println();
            out.print(RunfcgiWords.HELP);
        } else if (command.equals("runfcgi")) {
            out.print(RunfcgiWords.HELP);
        } else if (gangway.getSubcommands().containsKey(command)) {
            gangway.getSubcommands().get(command).usage(out);
        } else {
            throw UserError.usage("there is no command " + command
                    + WrongWords.command(command, gangway.getSubcommands().keySet()) + "; see gangway --help");
        }
        out.flush();
        return 0;
    }
}
