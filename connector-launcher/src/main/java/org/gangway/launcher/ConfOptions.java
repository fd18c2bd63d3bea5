package org.gangway.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.gangway.jetty.SecretFile;
import org.gangway.launcher.conf.Certificate;
import org.gangway.launcher.conf.Listen;
import org.gangway.launcher.conf.Member;
import org.gangway.launcher.conf.Site;
import org.gangway.launcher.conf.Start;
import org.gangway.launcher.conf.StaticFiles;
import org.gangway.launcher.conf.Users;
import org.gangway.launcher.conf.WebServers;
import org.gangway.launcher.conf.Wire;
import org.gangway.launcher.ping.PingTarget;
import picocli.CommandLine.Option;

/** What a web server's configuration is for: the address and options of {@code gangway run}, and the site around it. */
final class ConfOptions {
    private static final String USUAL = "usual";
    /** No configuration language takes these for its own. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_@%+=:,./~-]+");

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?");
    private static final Pattern URL_PATH = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*");
    private static final Pattern ROLES = Pattern.compile("[A-Za-z0-9_.;:-]+");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_@+=:,./~-]+");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration file of gangway run: its address, protocol, WAR, prefix and secret hold"
                    + " where the command line says nothing.")
    Path config;

    @Option(
            names = "--protocol",
            paramLabel = "PROTOCOL",
            description = "What the web server speaks: fcgi, scgi, ajp or http (default: fcgi; mod_jk: ajp).")
    String protocol;

    @Option(names = "--socket", paramLabel = "PATH", description = "The Unix socket at which Gangway listens.")
    String socket;

    @Option(names = "--host", paramLabel = "HOST", description = "Its TCP address (default: 127.0.0.1).")
    String host;

    @Option(names = "--port", paramLabel = "PORT", description = "Its TCP port.")
    Integer port;

    @Option(
            names = "--member",
            paramLabel = "ADDRESS",
            description = "Instead, the address of one process of several behind a balancer, unix:/PATH or HOST:PORT;"
                    + " repeat it for each.")
    List<String> members = new ArrayList<>();

    @Option(
            names = {"--mount", "--context-path"},
            paramLabel = "PATH",
            description = "Where clients find the application, like /shop (default: /).")
    String mount;

    @Option(
            names = "--war",
            paramLabel = "APP.war",
            description = "The application, for the command that starts Gangway; --try starts it with this, if nobody"
                    + " listens at the address yet, or none is given.")
    String war;

    @Option(
            names = "--name",
            paramLabel = "HOST",
            description = "The host of the site, like www.example.com (default: every one).")
    String name;

    @Option(
            names = "--listen",
            paramLabel = "PORT",
            description = "The web server's port (default: 80; 443 with --tls, and 80 leads there).")
    Integer listen;

    @Option(
            names = "--tls",
            paramLabel = "CERT,KEY",
            arity = "0..1",
            fallbackValue = USUAL,
            description = "https, with these PEM files (without a value: /etc/ssl/certs/NAME.pem and"
                    + " /etc/ssl/private/NAME.key).")
    String tls;

    @Option(
            names = "--users",
            paramLabel = "FILE",
            arity = "0..1",
            fallbackValue = USUAL,
            description =
                    "The web server asks for a password, and Gangway gets the user; FILE has the passwords (without"
                            + " a value: htpasswd in the directory of the WAR).")
    String users;

    @Option(
            names = "--users-path",
            paramLabel = "PATH",
            description = "The part of the site that is for users, like /shop/admin (default: all of the application).")
    String usersPath;

    @Option(names = "--roles", paramLabel = "ROLES", description = "The roles of these users, separated by ;.")
    String roles;

    @Option(
            names = "--roles-from",
            paramLabel = "NAME",
            description = "The variable that tells Gangway the roles (default: GANGWAY_ROLES).")
    String rolesFrom;

    @Option(
            names = "--static",
            paramLabel = "PATH=DIR",
            description = "The web server sends the files of this directory itself, like"
                    + " /static=/srv/shop/static; may be repeated.")
    List<String> statics = new ArrayList<>();

    @Option(
            names = "--sendfile",
            paramLabel = "DIR",
            description = "The web server sends the files of the WAR for Gangway; DIR is the WAR as a directory.")
    String sendfile;

    @Option(
            names = "--websocket",
            description = "Tunnel WebSocket; --try --path PATH shows whether the one at that path comes through.")
    boolean webSocket;

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description = "AJP: the file with the secret (or the environment variable " + AjpOptions.SECRET + ").")
    Path secretFile;

    /**
     * Puts together what holds.
     *
     * @param server the web server
     * @param environment the environment variables
     * @return the site
     * @throws UserError if something is wrong
     */
    Site site(String server, Map<String, String> environment) throws UserError {
        Map<String, String> file = configured();
        Wire wire = wire(server, file.get("--protocol"));
        String path = urlPath("--mount", mount != null ? mount : file.getOrDefault("--context-path", scriptName(file)));
        List<Member> processes = members(file);
        Path application = application(file);
        String id = id(path, processes, application);
        Path home = application == null ? Path.of("/srv", id) : application.getParent();
        Path place = application == null ? home.resolve(id + ".war") : application;
        Path secretPlace = secretFile != null ? secretFile : fileOf(file.get("--secret-file"));
        return new Site(
                id,
                checked("--name", name, HOST),
                listen == null ? null : new Listen(null, port("--listen", listen)),
                path,
                wire,
                processes,
                certificate(),
                users(path, home, file),
                statics(),
                sendfile == null ? null : Path.of(word("--sendfile", sendfile.replaceFirst("/+$", ""))),
                webSocket,
                wire == Wire.AJP ? secret(secretPlace, environment) : null,
                new Start(
                        Installation.home().resolve("bin/gangway"),
                        Path.of(System.getProperty("java.home")),
                        place,
                        home,
                        secretPlace));
    }

    private Map<String, String> configured() throws UserError {
        Map<String, String> values = new HashMap<>();
        if (config != null) {
            for (Argument argument : ConfigurationFile.read(config)) {
                values.put(argument.option() == null ? "" : argument.option(), argument.value());
            }
        }
        return values;
    }

    private Wire wire(String server, String ofFile) throws UserError {
        String text = protocol != null ? protocol : ofFile;
        if (text == null) {
            return WebServers.best(server);
        }
        String known = Protocol.parse(text).toString();
        for (Wire wire : Wire.values()) {
            if (wire.toString().equals(known)) {
                return wire;
            }
        }
        if (known.equals("auto")) {
            return WebServers.best(server);
        }
        throw UserError.usage(
                "gangway conf writes nothing for --protocol " + known + "; give --protocol fcgi, scgi, ajp or http");
    }

    private static String scriptName(Map<String, String> file) {
        String policy = file.getOrDefault("--script-name", "");
        return policy.startsWith("/") ? policy : "/";
    }

    private List<Member> members(Map<String, String> file) throws UserError {
        if (!members.isEmpty() && (socket != null || host != null || port != null)) {
            throw UserError.usage("--member and --socket, --host or --port exclude one another; give one of them");
        }
        if (socket != null && (host != null || port != null)) {
            throw UserError.usage("--socket and --host or --port exclude one another; give one of them");
        }
        List<Member> all = new ArrayList<>();
        for (String address : members) {
            Member member = member(address);
            all.add(members.size() == 1 ? member : member.routed("node" + (all.size() + 1)));
        }
        if (!all.isEmpty()) {
            return all;
        }
        boolean here = socket != null || port != null;
        String unix = here ? socket : file.get("--socket");
        if (unix != null) {
            return List.of(new Member(Path.of(word("--socket", absolute(unix))), null, 0, null));
        }
        String number = port != null ? String.valueOf(port) : here ? null : file.get("--port");
        if (number == null) {
            if (host != null) {
                throw UserError.usage("--host needs --port; add it");
            }
            return List.of();
        }
        String address = host != null ? host : file.getOrDefault("--host", "127.0.0.1");
        // Where it listens everywhere, this machine reaches it.
        address = address.equals("0.0.0.0") ? "127.0.0.1" : address.equals("::") ? "::1" : address;
        return List.of(member((address.indexOf(':') < 0 ? address : '[' + address + ']') + ':' + number));
    }

    private static Member member(String address) throws UserError {
        try {
            PingTarget target = PingTarget.parse(address);
            return target.path() != null
                    ? new Member(Path.of(word("--member", target.path().toString())), null, 0, null)
                    : new Member(null, word("--member", target.host()), target.port(), null);
        } catch (IllegalArgumentException e) {
            throw UserError.usage(e.getMessage());
        }
    }

    private Path application(Map<String, String> file) throws UserError {
        String text = war != null ? war : sendfile != null ? sendfile.replaceFirst("/+$", "") : file.get("");
        if (text == null) {
            return null;
        }
        return Path.of(word("--war", absolute(text.replaceFirst("^/[^=]*=", ""))));
    }

    private String id(String path, List<Member> processes, Path application) {
        String text;
        if (!path.isEmpty()) {
            text = path.substring(path.lastIndexOf('/') + 1);
        } else if (config != null) {
            text = base(config);
        } else if (processes.size() == 1 && processes.get(0).isUnix()) {
            text = base(processes.get(0).socket());
        } else {
            text = application == null ? "shop" : base(application);
        }
        String id = text.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-|-$", "");
        return id.isEmpty() ? "shop" : id;
    }

    private static String base(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
    }

    private Certificate certificate() throws UserError {
        if (tls == null) {
            return null;
        }
        String own = name == null ? "ssl-cert-snakeoil" : name;
        String[] files = (tls.equals(USUAL) ? "/etc/ssl/certs/" + own + ".pem,/etc/ssl/private/" + own + ".key" : tls)
                .split(",", -1);
        if (files.length != 2) {
            throw UserError.usage("--tls " + tls + " names no two files; give --tls CERTIFICATE,KEY");
        }
        return new Certificate(Path.of(word("--tls", absolute(files[0]))), Path.of(word("--tls", absolute(files[1]))));
    }

    private Users users(String path, Path home, Map<String, String> file) throws UserError {
        if (users == null) {
            if (usersPath != null || roles != null) {
                throw UserError.usage("--users-path and --roles need --users; add it");
            }
            return null;
        }
        String part = usersPath == null ? path : urlPath("--users-path", usersPath);
        if (!(part + '/').startsWith(path + '/')) {
            throw UserError.usage("--users-path " + part + " is not below " + path + "; write the whole path");
        }
        return new Users(
                users.equals(USUAL) ? home.resolve("htpasswd") : Path.of(word("--users", absolute(users))),
                part,
                checked("--roles", roles, ROLES),
                checked(
                        "--roles-from",
                        rolesFrom != null ? rolesFrom : file.getOrDefault("--roles-from", "GANGWAY_ROLES"),
                        NAME),
                null);
    }

    private List<StaticFiles> statics() throws UserError {
        List<StaticFiles> all = new ArrayList<>();
        for (String text : statics) {
            int sign = text.indexOf('=');
            if (sign < 2 || sign + 1 == text.length()) {
                throw UserError.usage("--static " + text + " is not PATH=DIR; write it like /static=/srv/shop/static");
            }
            all.add(new StaticFiles(
                    urlPath("--static", text.substring(0, sign)),
                    Path.of(word("--static", absolute(text.substring(sign + 1))))));
        }
        return all;
    }

    private String secret(Path file, Map<String, String> environment) throws UserError {
        String text;
        try {
            text = file == null ? environment.get(AjpOptions.SECRET) : SecretFile.read(file);
        } catch (IllegalArgumentException e) {
            throw UserError.failed("--secret-file: " + e.getMessage());
        }
        if (text != null && !SECRET.matcher(text).matches()) {
            throw UserError.usage(
                    "the secret has characters that mean something in a configuration; make one by openssl"
                            + " rand -hex 24");
        }
        return text;
    }

    private static Path fileOf(String text) {
        return text == null ? null : Path.of(text);
    }

    private static int port(String option, int number) throws UserError {
        if (number < 1 || number > 65535) {
            throw UserError.usage(option + ' ' + number + " is no port; give a number from 1 to 65535");
        }
        return number;
    }

    private static String urlPath(String option, String text) throws UserError {
        String path = text.replaceFirst("/+$", "");
        if (!URL_PATH.matcher(path).matches()) {
            throw UserError.usage(option + ' ' + text + " is no path of plain letters; write it like /shop");
        }
        return path;
    }

    private static String absolute(String file) {
        return Path.of(file).toAbsolutePath().normalize().toString();
    }

    private static String word(String option, String text) throws UserError {
        return checked(option, text, WORD);
    }

    private static String checked(String option, String text, Pattern pattern) throws UserError {
        if (text != null && !pattern.matcher(text).matches()) {
            throw UserError.usage(option + ' ' + text + " has a character that means something in a configuration;"
                    + " choose another name");
        }
        return text;
    }
}
