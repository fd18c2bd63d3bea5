package org.gangway.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.gangway.launcher.process.Signals;
import org.gangway.launcher.process.StandardStreams;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code gangway demo}: serves a WAR over FastCGI on a Unix socket in a private directory, with a small web server
 * before it, so that it can be looked at without a web server being installed.
 */
@Command(
        name = "demo",
        description = "Serves a WAR over FastCGI with a small web server before it, to look at it in a browser.",
        mixinStandardHelpOptions = true,
        versionProvider = GangwayCommand.Version.class,
        usageHelpAutoWidth = true)
final class DemoCommand implements Callable<Integer> {
    @Parameters(paramLabel = "APP.war", description = "A WAR, or a directory with the content of one.")
    Path war;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The web server's port on 127.0.0.1 (default: 8080, or a free one if it is in use).")
    Integer port;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (port != null && (port < 0 || port > 65535)) {
            throw UserError.usage("--port " + port + " is no port; give a number from 0 to 65535");
        }
        Signals.protect();
        Path directory = Files.createTempDirectory("gangway-");
        Path socket = directory.resolve("demo.sock");
        DemoFront front = new DemoFront(socket);
        try (Service service = new DemoService(gateway(socket), front, socket);
                Foreground foreground =
                        new Foreground(service, ProcessPlan.FOREGROUND, StandardStreams.UNCHANGED, null)) {
            front.listen(port);
            service.start();
            foreground.announce(() -> announce(front));
            foreground.await();
        }
        return 0;
    }

    private GatewayServer gateway(Path socket) throws UserError {
        try {
            return new GatewayServer(plan(socket));
        } catch (UserError | RuntimeException e) {
            DemoService.remove(socket);
            throw e;
        }
    }

    private void announce(DemoFront front) {
        if (port == null && front.port() != DemoFront.USUAL_PORT) {
            spec.commandLine()
                    .getOut()
                    .println("gangway: port " + DemoFront.USUAL_PORT + " is in use, so it is " + front.port()
                            + "; --port PORT chooses another");
        }
        spec.commandLine().getOut().println("gangway: open http://127.0.0.1:" + front.port() + "/ (Ctrl-C stops)");
        spec.commandLine().getOut().flush();
    }

    private RunPlan plan(Path socket) throws UserError {
        return RunCommand.parse(
                        "--protocol",
                        "fcgi",
                        "--no-padding",
                        "--attributes",
                        DemoFront.ROAD,
                        "--socket",
                        socket.toString(),
                        "--",
                        war.toString())
                .plan(() -> null, System.getenv());
    }
}
