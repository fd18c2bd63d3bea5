package org.gangway.launcher.conf;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gangway.launcher.process.JvmCommand;

/**
 * Checks the configuration of a web server with the server's own program, or serves with it for a moment: as this user,
 * at a free port of 127.0.0.1, in a temporary directory that is removed at the end, also on Ctrl-C.
 */
public final class Trial {
    private static final Duration TO_START = Duration.ofSeconds(30);
    private static final Duration TO_DEPLOY = Duration.ofMinutes(3);
    private static final Pattern COMPLAINT =
            Pattern.compile("(?i)emerg|error|alert|crit|AH0|fail|unknown|invalid|refused|denied|no such");
    private static final Pattern HARMLESS = Pattern.compile("(?i)\\b(notice|warn|warning|info)\\b");
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int UNAUTHORIZED = 401;
    private static final int SERVER_ERROR = 500;

    private final String name;
    private final Site site;
    private final Configuration configuration;
    private final List<Path> modules;
    private final Path program;

    /**
     * Finds what is needed.
     *
     * @param name the web server
     * @param site what its configuration is for
     * @param modules directories in which Apache's modules may lie, before the usual ones
     * @throws Unfit if the server can't do what is asked for, or isn't installed
     */
    public Trial(String name, Site site, List<Path> modules) throws Unfit {
        this.name = name;
        this.site = site;
        this.modules = modules;
        configuration = WebServers.checked(name, site);
        if (configuration.program() == null) {
            throw new Unfit(name + " can't be checked or tried here; leave out --check and --try");
        }
        program = find(configuration.program());
    }

    /**
     * An address for a Gangway that is there for a trial only, where none is said.
     *
     * @return one at which nobody listens
     * @throws IOException if there is none
     */
    public static Member ownPlace() throws IOException {
        return new Member(null, "127.0.0.1", Stage.freePort(), null);
    }

    /**
     * Lets the server check the configuration.
     *
     * @return one line about it
     * @throws Unfit if the server refuses it, with what it says
     * @throws IOException if a file can't be written or the program can't be run
     * @throws InterruptedException if the thread is interrupted
     */
    public String check() throws Unfit, IOException, InterruptedException {
        try (Stage stage = stage(false)) {
            Bench bench = stage.bench();
            List<String> command = new ArrayList<>(List.of(program.toString()));
            command.addAll(configuration.program().check(bench));
            Path output = bench.directory().resolve("check.log");
            try (Child child = Child.start(command, configuration.program().environment(bench), output)) {
                stage.owns(child);
                if (child.status() != 0) {
                    throw new Unfit(name + " refuses the configuration: " + firstReason(bench, child.output())
                            + "; look at that line of what is printed without --check");
                }
            }
            return name + " takes the configuration (" + program + " " + command.get(1) + ")";
        }
    }

    /**
     * Serves with the configuration and asks for a page.
     *
     * @param start whether Gangway is started, too, at a place of the trial's own
     * @param paths what to ask for, or none for the application's own page
     * @param report takes a line about each question
     * @throws Unfit if the server doesn't start, or what it answers shows a fault
     * @throws IOException if a file can't be written or the program can't be run
     * @throws InterruptedException if the thread is interrupted
     */
    public void serve(boolean start, List<String> paths, Consumer<String> report)
            throws Unfit, IOException, InterruptedException {
        try (Stage stage = stage(start)) {
            Bench bench = stage.bench();
            if (configuration.abilities().starts()) {
                reached(bench);
            } else if (start) {
                gangway(stage, report);
            }
            List<String> command = new ArrayList<>(List.of(program.toString()));
            command.addAll(configuration.program().run(bench));
            Path output = bench.directory().resolve("console.log");
            Child server = Child.start(command, configuration.program().environment(bench), output);
            stage.owns(server);
            if (!server.await(() -> accepts(bench.site().port()), TO_START)) {
                throw new Unfit(name + " doesn't start: " + firstReason(bench, server.output()) + "; gangway conf "
                        + name + " --check says more");
            }
            ask(bench, server, paths, report);
        }
    }

    /** A server that starts Gangway does so as the user that it becomes. */
    private void reached(Bench bench) throws Unfit, InterruptedException {
        Start start = bench.site().start();
        Path closed = bench.user() == null
                ? null
                : Passage.closed(bench.user(), List.of(start.java(), start.program(), start.war()));
        if (closed != null) {
            throw new Unfit(name + " starts Gangway as the user " + bench.user() + ", to whom " + closed
                    + " is closed; put Gangway and the WAR where others may read, for example below /opt and /srv");
        }
    }

    private Stage stage(boolean start) throws Unfit, IOException, InterruptedException {
        return new Stage(configuration, site, start, modules, program);
    }

    private void gangway(Stage stage, Consumer<String> report) throws Unfit, IOException {
        Bench bench = stage.bench();
        Member member = bench.site().members().get(0);
        List<String> words = new ArrayList<>(List.of("run", site.start().war().toString()));
        words.addAll(
                member.isUnix()
                        ? List.of("--socket", member.socket().toString())
                        : List.of("--port", String.valueOf(member.port())));
        if (member.isUnix() && bench.user() != null) {
            words.addAll(List.of("--socket-group", bench.user()));
        }
        words.addAll(new GangwaySide(configuration.abilities(), bench.site()).options(member));
        Child gangway = Child.start(
                JvmCommand.of(List.of(), words.toArray(String[]::new)),
                site.secret() == null ? Map.of() : Map.of("GANGWAY_SECRET", site.secret()),
                bench.directory().resolve("gangway.log"));
        stage.owns(gangway);
        if (!gangway.await(() -> gangway.output().contains("gangway: ready: "), TO_DEPLOY)) {
            throw new Unfit("Gangway doesn't start: " + lastLine(gangway.output()));
        }
        report.accept("Gangway was started at " + member + " for the time of the trial");
    }

    private void ask(Bench bench, Child server, List<String> paths, Consumer<String> report) throws Unfit, IOException {
        Site tried = bench.site();
        Users users = tried.users();
        String over = "over " + tried.wire();
        if (users != null) {
            HttpQuestion stranger = question(tried, tried.usersOnly() ? tried.prefix() : tried.usersPath(), null);
            HttpQuestion.Answer answer = stranger.ask();
            if (answer.status() != UNAUTHORIZED) {
                throw new Unfit(name + " answers " + stranger + " without a password with " + answer.status()
                        + " instead of 401; please report it with the configuration");
            }
            report.accept(name + " answers " + stranger + " without a password with 401");
            HttpQuestion user = question(tried, stranger.path(), users.account());
            said(bench, server, user, user.ask(), over, report);
        }
        boolean asked = users != null && tried.usersOnly();
        int sockets = 0;
        for (String path : paths.isEmpty() && !asked ? List.of(tried.prefix()) : paths) {
            HttpQuestion page = question(tried, path, asked ? users.account() : null);
            if (tried.webSocket() && !paths.isEmpty() && tunnelled(bench, server, page, report)) {
                sockets++;
            } else {
                said(bench, server, page, page.ask(), over, report);
            }
        }
        if (tried.webSocket() && paths.isEmpty()) {
            report.accept("no WebSocket was tried; give --path with the path of one");
        } else if (tried.webSocket() && sockets == 0) {
            throw new Unfit(name + " answers no handshake of a WebSocket with 101; give --path with the path of one");
        }
    }

    /** Whether the path is that of a WebSocket, which comes through. */
    private boolean tunnelled(Bench bench, Child server, HttpQuestion page, Consumer<String> report)
            throws Unfit, IOException {
        WebSocketQuestion handshake = new WebSocketQuestion(page);
        HttpQuestion.Answer answer = handshake.ask();
        boolean through = answer.status() == SWITCHING_PROTOCOLS;
        if (through || answer.status() >= SERVER_ERROR) {
            boolean beside = configuration.abilities().needsHttpBeside(bench.site());
            String wire = (beside ? Wire.HTTP : bench.site().wire()).toString();
            said(
                    bench,
                    server,
                    handshake,
                    answer,
                    (through ? "with a ping through it, " : "") + "over " + wire,
                    report);
        }
        return through;
    }

    private void said(
            Bench bench,
            Child server,
            Object question,
            HttpQuestion.Answer answer,
            String over,
            Consumer<String> report)
            throws Unfit {
        String to = bench.site().members().isEmpty()
                ? "to the process that it started"
                : "to " + bench.site().members().get(0);
        String line = name + " answers " + question + " with " + answer.line().substring(9) + " in " + answer.millis()
                + " ms, " + over + " " + to;
        if (answer.status() >= SERVER_ERROR) {
            throw new Unfit(line + ": " + lastReason(bench, server.output()) + "; look into the log of Gangway, too");
        }
        report.accept(line);
    }

    private static HttpQuestion question(Site site, String path, String account) {
        return new HttpQuestion(site.name(), site.port(), site.tls() != null, path, account);
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Whether a process listens at an address.
     *
     * @param member the address
     * @return whether it does
     */
    public static boolean answers(Member member) {
        try {
            if (member.isUnix()) {
                try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(member.socket()))) {
                    return channel.isConnected();
                }
            }
            try (Socket socket = new Socket(member.host(), member.port())) {
                return socket.isConnected();
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** Why the server doesn't start: the first complaint, with its second line where it has one. */
    private static String firstReason(Bench bench, String console) {
        List<String> lines = lines(bench, console);
        for (int i = 0; i < lines.size(); i++) {
            if (isComplaint(lines.get(i))) {
                boolean continued = lines.get(i).endsWith(":") && i + 1 < lines.size();
                return lines.get(i).strip()
                        + (continued ? " " + lines.get(i + 1).strip() : "");
            }
        }
        return lastLine(console);
    }

    /** What the server complained of last. */
    private static String lastReason(Bench bench, String console) {
        return lines(bench, console).stream()
                .filter(Trial::isComplaint)
                .reduce((first, second) -> second)
                .orElse("its log doesn't say why")
                .strip();
    }

    private static List<String> lines(Bench bench, String console) {
        String log = Child.text(bench.directory().resolve("error.log"));
        return Stream.concat(console.lines(), log.lines())
                .filter(line -> !line.isBlank())
                .toList();
    }

    private static boolean isComplaint(String line) {
        return COMPLAINT.matcher(line).find() && !HARMLESS.matcher(line).find();
    }

    private static String lastLine(String text) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .reduce((first, second) -> second)
                .orElse("it says nothing");
    }

    private Path find(ServerProgram wanted) throws Unfit {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin";
        for (String candidate : wanted.names()) {
            for (String directory : path.split(":", -1)) {
                Path file = Path.of(directory, candidate);
                if (!directory.isEmpty() && Files.isExecutable(file)) {
                    return file;
                }
            }
        }
        throw new Unfit(wanted.names().get(0) + " is not installed here; " + wanted.installation()
                + ", or leave out --check and --try");
    }
}
