package org.gangway.launcher;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code gangway ping}: asks a server whether it answers. {@link Startup} takes its simple forms, without this class;
 * the names of the options are in {@link PingPlan#simpleForm} once more.
 */
@Command(
        name = "ping",
        description = "Asks a server over FastCGI, SCGI, AJP or HTTP whether it answers, and says how fast.",
        footer = {
            "",
            "Exit status: 0 it answered, 1 it isn't healthy (one line says why), 2 wrong usage.",
            "With --path, 2xx and 3xx are healthy; SCGI and HTTP without it: a GET of /, and all but 5xx."
        },
        mixinStandardHelpOptions = true,
        versionProvider = GangwayCommand.Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true)
final class PingCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "ADDRESS",
            description = "Where the server listens: unix:/PATH or the path alone, HOST:PORT, [IPV6]:PORT, a port of"
                    + " this machine, or http://HOST:PORT/PATH.")
    String address;

    @Option(
            names = "--protocol",
            paramLabel = "PROTOCOL",
            defaultValue = PingPlan.DEFAULT_PROTOCOL,
            description = "What the server speaks: fcgi, scgi, ajp or http (default: ${DEFAULT-VALUE}).")
    String protocol;

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description =
                    "GET this, as in a URL: /shop/health. Without it, FastCGI asks with GET_VALUES, AJP with CPING,"
                            + " neither of which reaches an application.")
    String path;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = PingPlan.DEFAULT_TIMEOUT,
            description = "How long all may take: connecting, asking and the whole answer (default: ${DEFAULT-VALUE}).")
    String timeout;

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description = "AJP with --path: the file with the secret (or put it into the environment variable "
                    + AjpOptions.SECRET + ").")
    String secretFile;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws UserError {
        Map<String, String> values = new HashMap<>();
        values.put("", address);
        values.put("--protocol", protocol);
        values.put("--path", path);
        values.put("--timeout", timeout);
        values.put("--secret-file", secretFile);
        spec.commandLine().getOut().println(PingPlan.of(values, System.getenv()).execute());
        return 0;
    }
}
