package org.gangway.launcher;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gangway.jetty.Limit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What the help and the manual page of a command say beside its options: under which heading each of them stands, and
 * examples, environment and exit status. Only {@code gangway run} has so many options that it needs headings. Immutable.
 *
 * @param synopsis how the command is written, a line each, or none to derive it
 * @param groups the options under their headings, all of them; none if one list is enough
 * @param environment variables and what they mean
 * @param exitStatuses numbers and what they mean
 * @param examples commands and what they do
 */
public record CommandHelp(
        List<String> synopsis,
        Map<String, List<OptionSpec>> groups,
        Map<String, String> environment,
        Map<String, String> exitStatuses,
        Map<String, String> examples) {
    private static final CommandHelp NONE = new CommandHelp(List.of(), Map.of(), Map.of(), Map.of(), Map.of());

    /**
     * What there is to say of a command.
     *
     * @param command the command
     * @return what to say
     */
    public static CommandHelp of(CommandSpec command) {
        return command.userObject() instanceof RunCommand ? ofRun(command) : NONE;
    }

    private static CommandHelp ofRun(CommandSpec run) {
        Map<String, List<OptionSpec>> groups = new LinkedHashMap<>();
        namesOfRun().forEach((heading, names) -> groups.put(heading, options(run, names)));
        return new CommandHelp(
                List.of(
                        "gangway run --socket PATH [OPTION]... APP.war...",
                        "gangway run [--host HOST] --port PORT [OPTION]... APP.war..."),
                groups,
                environmentOfRun(),
                ordered(
                        "0", "stopped by a signal, or when it was idle",
                        "1", "it could not be done; one line says why",
                        "2", "the command line is wrong; one line says what"),
                ordered(
                        "gangway run shop.war --port 9000",
                        "One WAR over FastCGI, for a web server on this machine.",
                        "gangway run shop.war --socket /run/shop/shop.sock --socket-group www-data",
                        "The same at a Unix socket, to which the web server's group may connect.",
                        "gangway run /srv/webapps --protocol ajp --port 8009 --daemon --pidfile gw.pid",
                        "A directory of WARs over AJP, in the background."));
    }

    private static Map<String, List<String>> namesOfRun() {
        Map<String, List<String>> names = new LinkedHashMap<>();
        names.put(
                "Address",
                List.of(
                        "--protocol",
                        "--socket",
                        "--socket-mode",
                        "--socket-owner",
                        "--socket-group",
                        "--take-over",
                        "--host",
                        "--port",
                        "--allowed-clients",
                        "--insecure-any-client"));
        names.put("URL", List.of("--context-path", "--script-name", "--allow-encoded-slash"));
        names.put("Users and trust", List.of("--remote-user", "--roles-variable", "--roles-separator", "--attributes"));
        names.put("Sessions and logins", List.of("--session-store", "--route", "--realm"));
        names.put("Logs", List.of("--log", "--log-level", "--debug", "--out-log", "--err-log"));
        names.put("Limits", limits());
        names.put("FastCGI", List.of("--stderr", "--no-padding"));
        names.put("AJP", List.of("--secret-file", "--packet-size", "--body-packets", "--other-attributes"));
        names.put("SCGI", List.of("--scgi-compliance"));
        names.put("HTTP", List.of("--forwarded"));
        names.put(
                "Process",
                List.of(
                        "--config",
                        "--dry-run",
                        "--daemon",
                        "--pidfile",
                        "--directory",
                        "--user",
                        "--group",
                        "--umask",
                        "--stop-timeout",
                        "--exit-when-idle"));
        names.put("Reload", List.of("--touch-reload", "--warm-up", "--mercy"));
        names.put("Prefork", List.of("--method", "--min-spare", "--max-spare", "--max-children", "--max-requests"));
        names.put(
                "Advanced",
                List.of(
                        "--ee",
                        "--lib",
                        "--add-opens",
                        "--strict",
                        "--work-dir",
                        "--sendfile",
                        "--websocket",
                        "--help",
                        "--version"));
        return names;
    }

    private static List<String> limits() {
        List<String> names = new ArrayList<>(List.of("--threads", "--idle-timeout"));
        Stream.of(Limit.values()).map(Limit::option).forEach(names::add);
        return names;
    }

    private static Map<String, String> environmentOfRun() {
        return ordered(
                "JAVA_CMD, JAVA_HOME", "The program java, or the directory of the JRE.",
                "JAVA_OPTS, GANGWAY_OPTS", "Options for the JVM, separated by blanks.",
                "GANGWAY_SECRET", "The secret of AJP, where --secret-file isn't given.",
                "GANGWAY_SESSION_STORE_USER", "Who logs in to the database of --session-store.",
                "GANGWAY_SESSION_STORE_PASSWORD", "The password for it.",
                "FCGI_WEB_SERVER_ADDRS",
                        "The peers that may connect to a socket that was handed over, from whoever"
                                + " starts the process.",
                "LISTEN_PID, LISTEN_FDS", "The socket that systemd passes; it is used without --socket and --port.",
                "NOTIFY_SOCKET, WATCHDOG_USEC", "Where systemd wants to be told of the service, and how often.",
                "COLUMNS", "The width of this help, instead of the terminal's.");
    }

    private static List<OptionSpec> options(CommandSpec command, List<String> names) {
        return names.stream().map(name -> command.optionsMap().get(name)).toList();
    }

    private static Map<String, String> ordered(String... keysAndValues) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
