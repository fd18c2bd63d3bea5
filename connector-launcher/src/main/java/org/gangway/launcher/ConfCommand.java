package org.gangway.launcher;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.gangway.launcher.conf.Member;
import org.gangway.launcher.conf.Site;
import org.gangway.launcher.conf.Trial;
import org.gangway.launcher.conf.Unfit;
import org.gangway.launcher.conf.WebServers;
import org.gangway.launcher.ping.PathAndQuery;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gangway conf}: prints, checks and tries the configuration of a web server that fits Gangway's options. */
@Command(
        name = "conf",
        description = "Prints the configuration of a web server that fits these options; checks it, and tries it.",
        footer = {
            "",
            "gangway conf nginx --socket /run/shop/shop.sock --mount /shop --name www.example.com",
            "gangway conf apache --protocol ajp --try --war shop.war",
            "",
            "Exit status: 0 done, 1 the web server refuses it or doesn't answer, 2 wrong usage."
        },
        mixinStandardHelpOptions = true,
        versionProvider = GangwayCommand.Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true)
final class ConfCommand implements Callable<Integer> {
    /** What can follow {@code gangway conf}, for its help and for the completion of the shell. */
    static final class Servers implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return WebServers.names().iterator();
        }
    }

    @Parameters(
            paramLabel = "SERVER",
            completionCandidates = Servers.class,
            description = "The web server: apache (mod_proxy), mod_fcgid, mod_fastcgi, mod_jk, lighttpd, nginx, caddy,"
                    + " haproxy, h2o or cherokee; or systemd, for Gangway as a service.")
    String server;

    @Mixin
    ConfOptions options = new ConfOptions();

    @Option(
            names = "--check",
            description = "Let the server's own program check the configuration, instead of printing it.")
    boolean check;

    @Option(
            names = "--try",
            description = "Start the web server for a moment, at a free port of 127.0.0.1 and in a temporary directory,"
                    + " ask for a page, and say what came back.")
    boolean attempt;

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description = "What --try asks for, as in a URL: /shop/login (default: the application's own page); may be"
                    + " repeated.")
    List<String> paths = new ArrayList<>();

    @Option(
            names = "--modules",
            paramLabel = "DIR",
            description = "Where --check and --try find modules of Apache that aren't in the usual directory.")
    List<Path> modules = new ArrayList<>();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws UserError, IOException, InterruptedException {
        if (!WebServers.names().contains(server)) {
            throw UserError.usage("there is no configuration for " + server
                    + Nearest.question(server, WebServers.names()) + "; there are "
                    + String.join(", ", WebServers.names()));
        }
        Site site = options.site(server, System.getenv());
        if (attempt && site.members().isEmpty() && !WebServers.starts(server) && isGiven(site)) {
            // The trial starts Gangway, and knows where.
            site = site.behind(Trial.ownPlace());
        }
        String printed = printed(site);
        if (!check && !attempt) {
            PrintWriter out = spec.commandLine().getOut();
            out.print(printed);
            out.flush();
            return 0;
        }
        try {
            if (check) {
                said(new Trial(server, site, modules).check());
            }
            if (attempt) {
                attempt(site);
            }
        } catch (Unfit e) {
            throw UserError.failed(e.getMessage(), e);
        }
        return 0;
    }

    private String printed(Site site) throws UserError {
        try {
            return WebServers.print(server, site);
        } catch (Unfit e) {
            throw UserError.usage(e.getMessage());
        }
    }

    private List<String> asked() throws UserError {
        try {
            for (String path : paths) {
                PathAndQuery.parse(path);
            }
            return paths;
        } catch (IllegalArgumentException e) {
            throw UserError.usage("--path: " + e.getMessage());
        }
    }

    /** Whether there is an application to start. */
    private boolean isGiven(Site site) {
        return options.war != null && Files.exists(site.start().war());
    }

    private void said(String line) {
        spec.commandLine().getOut().println("gangway: " + line);
        spec.commandLine().getOut().flush();
    }

    private void attempt(Site site) throws Unfit, UserError, IOException, InterruptedException {
        Trial trial = new Trial(server, site, modules);
        boolean given = isGiven(site);
        if (site.members().isEmpty() && !given) {
            throw UserError.usage(
                    server + " starts Gangway itself, and a trial needs an application; give --war APP.war");
        }
        boolean start = false;
        for (Member member : site.members()) {
            if (!Trial.answers(member)) {
                start = true;
            } else {
                // Somebody listens: it must speak the protocol.
                PingPlan.of(
                                Map.of(
                                        "",
                                        member.toString(),
                                        "--protocol",
                                        site.wire().toString()),
                                Map.of())
                        .execute();
            }
            if (start && !given) {
                throw UserError.failed("nobody listens at " + member + " yet; start Gangway there as the head of the"
                        + " configuration says, or give --war APP.war, and the trial starts it");
            }
        }
        trial.serve(start, asked(), this::said);
    }
}
