package org.gangway.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.gangway.forwarded.ForwardedPolicy;
import org.gangway.jetty.AllowedClients;
import org.gangway.request.RemoteUserPolicy;
import org.gangway.request.ScriptNamePolicy;
import org.gangway.scgi.ScgiCompliance;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gangway run}: serves WARs until SIGTERM or Ctrl-C. */
@Command(
        name = "run",
        description = "Serves WARs, until SIGTERM or Ctrl-C.",
        mixinStandardHelpOptions = true,
        versionProvider = GangwayCommand.Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true)
final class RunCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "APP.war",
            arity = "0..*",
            description = "A WAR, a directory with the content of one, a context XML, or a directory of all these. One"
                    + " is mounted at /, several at their names; /PATH=APP.war mounts one elsewhere.")
    List<String> wars = new ArrayList<>();

    @Option(
            names = "--ee",
            paramLabel = "LEVEL",
            defaultValue = "auto",
            description = "The Java or Jakarta EE level of the WARs: ee8, ee10, ee11, or auto to find it out"
                    + " (default: ${DEFAULT-VALUE}).")
    String level;

    @Option(
            names = "--protocol",
            paramLabel = "PROTOCOL",
            defaultValue = "fcgi",
            description = "What the web server speaks: fcgi, scgi, ajp, http, or auto for each of them at one address"
                    + " (default: ${DEFAULT-VALUE}).")
    String protocol;

    @Mixin
    ListenOptions listen = new ListenOptions();

    @Option(
            names = "--context-path",
            paramLabel = "PATH",
            description = "Mount the one WAR here, as the client sees it (default: /, or the path of --script-name).")
    String contextPath;

    @Option(
            names = "--script-name",
            paramLabel = "HOW",
            defaultValue = "auto",
            description = "The URL prefix that the web server mounts the application at: auto finds it, server"
                    + " believes SCRIPT_NAME, none ignores it, /P is that prefix (default: ${DEFAULT-VALUE}).")
    String scriptName;

    @Mixin
    TrustOptions trust = new TrustOptions();

    @Mixin
    RealmOptions realms = new RealmOptions();

    @Mixin
    SessionOptions sessions = new SessionOptions();

    @Mixin
    ReloadOptions reload = new ReloadOptions();

    @Mixin
    ServerOptions server = new ServerOptions();

    @Mixin
    ProcessOptions process = new ProcessOptions();

    @Mixin
    PreforkOptions prefork = new PreforkOptions();

    @Option(
            names = "--scgi-compliance",
            paramLabel = "HOW",
            defaultValue = "default",
            description = "SCGI: strict asks for requests to the letter, default takes what web servers in use send,"
                    + " lenient also a CONTENT_LENGTH that isn't the first header (default: ${DEFAULT-VALUE}).")
    ScgiCompliance scgiCompliance;

    @Mixin
    AjpOptions ajp = new AjpOptions();

    private final LimitOptions limits = new LimitOptions();
    private CommandSpec spec;

    /**
     * Takes what picocli made of the annotations, and adds the options that have none.
     *
     * @param command the model of this command
     */
    @Spec
    void setSpec(CommandSpec command) {
        spec = command;
        limits.addTo(command);
    }

    LimitOptions limits() {
        return limits;
    }

    @Override
    public Integer call() throws Exception {
        CommandLine commandLine = spec.commandLine();
        return new Launch(this, CommandLineOptions.of(commandLine.getParseResult(), "command line"), List.of())
                .run(commandLine.getOut(), commandLine.getErr());
    }

    /**
     * Makes a parser of command lines.
     *
     * @param run what it fills in
     * @return the parser
     */
    static CommandLine commandLine(RunCommand run) {
        return new CommandLine(run).setCommandName("gangway run").setCaseInsensitiveEnumValuesAllowed(true);
    }

    /**
     * Reads a command line without running it.
     *
     * @param arguments what stands behind {@code run}
     * @return the command
     */
    static RunCommand parse(String... arguments) {
        PlainWords plain = PlainWords.read(List.of(arguments));
        if (plain != null) {
            return plain.command();
        }
        RunCommand run = new RunCommand();
        commandLine(run).parseArgs(arguments);
        return run;
    }

    /**
     * Checks the command line and sets up the log.
     *
     * @param inherited asks for what file descriptor 0 is
     * @param environment the environment variables
     * @return what to do
     * @throws UserError if the command line is wrong, or if what it names isn't there
     */
    RunPlan plan(ListenOptions.Inherited inherited, Map<String, String> environment) throws UserError {
        if (wars.isEmpty()) {
            throw UserError.usage("no WAR is named; name one, or a directory of WARs");
        }
        Protocol checkedProtocol = Protocol.parse(protocol);
        ServerPlan serverPlan = server.plan();
        ProcessPlan processPlan = process.plan();
        checkEffect(checkedProtocol, Protocol.FCGI, "--stderr", server.stderr);
        checkEffect(checkedProtocol, Protocol.FCGI, "--no-padding", server.noPadding);
        checkEffect(checkedProtocol, Protocol.SCGI, "--scgi-compliance", scgiCompliance != ScgiCompliance.DEFAULT);
        if (checkedProtocol == Protocol.HTTP && serverPlan.sendfile().isEnabled()) {
            throw UserError.usage("--sendfile has no effect over http; leave it out, or give another --protocol");
        }
        PreforkPlan preforkPlan = prefork.plan();
        if (preforkPlan != null && !serverPlan.exitWhenIdle().isZero()) {
            throw UserError.usage("--exit-when-idle is for --method threaded; leave one of them out");
        }
        if (preforkPlan != null && serverPlan.threads().virtual()) {
            throw UserError.usage(
                    "--threads virtual is for --method threaded: a worker would never be busy; leave one of them out");
        }
        if (process.dryRun) {
            ProcessOptions.checkPlace(server.log, "--log");
        }
        LogSettings.choose(process.dryRun ? null : server.log, server.level());
        AjpPlan ajpPlan = ajp.plan(checkedProtocol, environment);
        ListenAddress address = listen.address(inherited);
        AllowedClients clients = listen.clients(address, environment);
        ProcessOptions.checkRemoval(processPlan, address);
        listen.checkReach(address, clients, checkedProtocol, ajpPlan.hasSecret());
        ForwardedPolicy forwarded = trust.forwarded(checkedProtocol);
        ListenOptions.checkForwarded(address, clients, forwarded);
        ScriptNamePolicy policy = scriptNamePolicy();
        String path =
                contextPath == null ? null : ApplicationFiles.contextPath(contextPath, "--context-path " + contextPath);
        ServletLevel forced = ServletLevel.parse(level);
        ReloadPlan.Lookup lookup = () -> find(forced, path, policy.prefix());
        List<Application> applications = lookup.find();
        Path home = Installation.home();
        List<Setting> settings = new ArrayList<>(realms.realms());
        settings.add(sessions.sessions(environment, home, WorkerWords.isWorker()));
        settings.add(new ErrorPages(server.debug));
        return new RunPlan(
                applications,
                checkedProtocol,
                address,
                policy,
                trust.policy(RemoteUserPolicy.IGNORE),
                trust.policy(ajpPlan.hasSecret() ? RemoteUserPolicy.TRUST : RemoteUserPolicy.IGNORE),
                forwarded,
                limits.values(),
                clients,
                scgiCompliance,
                ajpPlan,
                serverPlan,
                processPlan,
                reload.plan(wars, lookup),
                preforkPlan,
                settings,
                home);
    }

    private static void checkEffect(Protocol protocol, Protocol needed, String option, boolean given) throws UserError {
        if (given && !protocol.includes(needed)) {
            throw UserError.usage(
                    option + " has no effect over " + protocol + "; leave it out, or give --protocol " + needed);
        }
    }

    private List<Application> find(ServletLevel forced, String path, String prefix) throws UserError {
        List<Application> applications = new ApplicationFiles(forced, path, prefix).find(wars);
        OpenPackages.check(server.open.packages, applications);
        for (Application application : applications) {
            server.sendfile.check(
                    application.war() == null ? application.source() : application.war(), server.workDirectory);
        }
        return applications;
    }

    private ScriptNamePolicy scriptNamePolicy() throws UserError {
        try {
            return ScriptNamePolicy.parse(scriptName);
        } catch (IllegalArgumentException e) {
            throw UserError.usage("--" + e.getMessage().replaceFirst("^script name", "script-name"));
        }
    }
}
