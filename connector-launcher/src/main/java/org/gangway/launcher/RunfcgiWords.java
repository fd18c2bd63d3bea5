package org.gangway.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The words of {@code manage.py runfcgi} (Django 1.8), as options of {@code gangway run}: a word is {@code key=value}, and
 * one without a value means true. Further keys are {@code war}, and the names of the options of {@code gangway run}.
 */
final class RunfcgiWords {
    /** What {@code gangway runfcgi help} prints. */
    static final String HELP = """
            gangway runfcgi [key=value ...] [APP.war ...]

            Serves the WARs, or those of the current directory, over FastCGI, SCGI, AJP or HTTP. One of socket, protocol,
            or host and port is needed, unless a web server has started it with a socket as file descriptor 0.

              protocol=PROTOCOL     fcgi, scgi, ajp, http, or auto for all at one address (default: fcgi)
              host=HOST             address to listen on
              port=PORT             port to listen on; with a protocol only: 9000 for fcgi, 4000 for scgi, 8009 for ajp,
                                    8080 for http, at 127.0.0.1
              socket=FILE           Unix socket to listen on
              method=METHOD         prefork (several JVMs) or threaded (one) (default: prefork)
              maxrequests=N         requests that a child serves before another takes its place, 0 for any number
                                    (default: 0; prefork)
              maxspare=N            most spare children (default: 5)
              minspare=N            fewest spare children (default: 2)
              maxchildren=N         most children; threaded: most threads (default: 50)
              daemonize=BOOL        whether to run in the background (default: true, unless spawned with a socket)
              pidfile=FILE          file for the number of the process
              workdir=DIRECTORY     where a daemon runs (default: /)
              debug=BOOL            show stack traces in error pages, log at debug level (default: false)
              outlog=FILE           file for standard output (default: none)
              errlog=FILE           file for standard error, and the log (default: none)
              umask=UMASK           what files may not be allowed, the socket's too, octal (default: 022)

              war=[/PATH=]FILE      a WAR, or a directory of WARs; may be repeated
              KEY=VALUE             any option of gangway run, without its hyphens: context-path=/shop

            Examples:
              gangway runfcgi method=threaded host=127.0.0.1 port=3033 war=shop.war
              gangway runfcgi method=prefork socket=/home/user/mysite.sock pidfile=django.pid war=shop.war
              gangway runfcgi daemonize=false socket=/tmp/mysite.sock maxrequests=1 war=shop.war
              kill $(cat django.pid)

            Relative files are those of the current directory, whatever workdir is.
            """;

    private static final String ORIGIN = "command line";
    private static final String DEFAULT = "default of runfcgi";
    private static final Set<String> TRUE = Set.of("true", "yes", "t");
    private static final Set<String> FALSE = Set.of("false", "no", "f");
    private static final Pattern UMASK = Pattern.compile("0?[0-7]{1,3}");
    private static final int ALL_READ_AND_WRITE = 0666;
    private static final Map<String, String> PORTS =
            Map.of("fcgi", "9000", "auto", "9000", "scgi", "4000", "ajp", "8009", "http", "8080");
    private static final Set<String> WORDS = Set.of(
            "protocol",
            "host",
            "port",
            "socket",
            "method",
            "maxrequests",
            "maxspare",
            "minspare",
            "maxchildren",
            "daemonize",
            "pidfile",
            "workdir",
            "debug",
            "outlog",
            "errlog",
            "umask");

    private final Map<String, String> given = new LinkedHashMap<>();
    private final List<String> wars = new ArrayList<>();
    private final List<Argument> arguments = new ArrayList<>();

    /**
     * Reads the words.
     *
     * @param words what follows {@code runfcgi}
     * @throws UserError if one has no meaning
     */
    RunfcgiWords(List<String> words) throws UserError {
        for (String word : words) {
            int equals = word.indexOf('=');
            String key = (equals < 0 ? word : word.substring(0, equals)).toLowerCase(Locale.ROOT);
            String value = equals < 0 ? "true" : word.substring(equals + 1);
            if (key.equals("war") && equals > 0) {
                wars.add(value);
            } else if (WORDS.contains(key)) {
                given.put(key, value);
            } else if (isWar(word)) {
                wars.add(word);
            } else {
                addOption(key, equals < 0 ? null : value, word);
            }
        }
    }

    private static boolean isWar(String word) {
        return word.startsWith("/") || word.toLowerCase(Locale.ROOT).endsWith(".war") || Files.exists(Path.of(word));
    }

    private void addOption(String key, String value, String word) throws UserError {
        Set<String> options = RunCommand.commandLine(new RunCommand())
                .getCommandSpec()
                .optionsMap()
                .keySet();
        if (!options.contains("--" + key)) {
            List<String> known = new ArrayList<>(new TreeSet<>(WORDS));
            options.forEach(option -> known.add(option.replaceFirst("^-*", "")));
            throw UserError.usage(word + " is neither an option nor a WAR" + Nearest.question(key, known)
                    + "; see gangway runfcgi help");
        }
        arguments.add(new Argument("--" + key, value, ORIGIN));
    }

    /**
     * The same as options of {@code gangway run}, with the defaults that the words have.
     *
     * @param spawned whether file descriptor 0 is a listening socket
     * @return the options and the WARs
     * @throws UserError if a value or a combination is wrong
     */
    List<Argument> arguments(boolean spawned) throws UserError {
        String protocol = choice("protocol", "fcgi", PORTS.keySet());
        add("--protocol", protocol, origin("protocol"));
        boolean atDescriptor = listen(protocol, spawned);
        process(atDescriptor);
        method();
        if (isTrue("debug", false)) {
            add("--debug", null, ORIGIN);
        }
        for (String war : wars) {
            arguments.add(new Argument(null, war, ORIGIN));
        }
        if (wars.isEmpty()) {
            arguments.add(new Argument(null, here(), DEFAULT));
        }
        return List.copyOf(arguments);
    }

    /** The one WAR of the current directory, which is mounted at /, or the directory, whose WARs are at their names. */
    private static String here() throws UserError {
        try (Stream<Path> files = Files.list(Path.of("."))) {
            List<Path> found = files.filter(
                            file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".war"))
                    .limit(2)
                    .toList();
            return found.size() == 1 ? found.get(0).getFileName().toString() : ".";
        } catch (IOException e) {
            throw UserError.failed("cannot read the current directory (" + e.getMessage() + "); give war=APP.war", e);
        }
    }

    /** Returns whether it listens on file descriptor 0. */
    private boolean listen(String protocol, boolean spawned) throws UserError {
        String socket = given.get("socket");
        String host = given.get("host");
        String port = given.get("port");
        if (socket != null && (host != null || port != null)) {
            throw UserError.usage("socket and host or port exclude one another; give socket, or host and port");
        }
        if (socket != null) {
            add("--socket", socket, ORIGIN);
            // Whoever starts the next one means it to serve.
            add("--take-over", null, DEFAULT);
            return false;
        }
        if (host != null && port == null) {
            throw UserError.usage("host needs port; give both, or socket");
        }
        if (port != null) {
            add("--host", host == null ? "127.0.0.1" : host, origin("host"));
            add("--port", String.valueOf(number("port", 0, 0)), ORIGIN);
            return false;
        }
        if (spawned) {
            return true;
        }
        if (!given.containsKey("protocol")) {
            throw UserError.usage(
                    "no address to listen on; give socket, or host and port, or protocol for its own port");
        }
        add("--host", "127.0.0.1", DEFAULT);
        add("--port", PORTS.get(protocol), DEFAULT);
        return false;
    }

    private void process(boolean atDescriptor) throws UserError {
        boolean daemon = isTrue("daemonize", !atDescriptor);
        if (daemon) {
            add("--daemon", null, origin("daemonize"));
            add("--directory", given.getOrDefault("workdir", "/"), origin("workdir"));
        }
        String umask = given.getOrDefault("umask", "022");
        if (!UMASK.matcher(umask).matches()) {
            throw UserError.usage("umask=" + umask + " is no octal number; write it like 022");
        }
        add("--umask", umask, origin("umask"));
        if (given.containsKey("socket")) {
            int mode = ALL_READ_AND_WRITE & ~Integer.parseInt(umask, 8);
            add("--socket-mode", '0' + Integer.toOctalString(mode), origin("umask"));
        }
        copy("pidfile", "--pidfile");
        copy("outlog", "--out-log");
        copy("errlog", "--err-log");
    }

    private void method() throws UserError {
        String method = choice("method", "prefork", Set.of("prefork", "fork", "threaded", "thread"));
        int most = number("maxchildren", 50, 1);
        // maxchildren=1 alone says nothing of spare ones.
        int minSpare = number("minspare", Math.min(2, most), 0);
        int maxSpare = number("maxspare", 5, 1);
        int requests = number("maxrequests", 0, 0);
        if (minSpare > maxSpare) {
            throw UserError.usage(
                    "minspare=" + minSpare + " is more than maxspare=" + maxSpare + "; correct one of them");
        }
        if (method.startsWith("thread")) {
            if (requests > 0) {
                throw UserError.usage(
                        "maxrequests is for method=prefork, whose children can be replaced; leave it out");
            }
            add("--method", "threaded", origin("method"));
            add("--threads", String.valueOf(most), origin("maxchildren"));
            return;
        }
        add("--method", "prefork", origin("method"));
        add("--min-spare", String.valueOf(minSpare), origin("minspare"));
        add("--max-spare", String.valueOf(maxSpare), origin("maxspare"));
        add("--max-children", String.valueOf(most), origin("maxchildren"));
        add("--max-requests", String.valueOf(requests), origin("maxrequests"));
    }

    private void copy(String word, String option) {
        if (given.containsKey(word)) {
            add(option, given.get(word), ORIGIN);
        }
    }

    private String origin(String word) {
        return given.containsKey(word) ? ORIGIN : DEFAULT;
    }

    /** An option that was given by its own name wins. */
    private void add(String option, String value, String origin) {
        if (arguments.stream().noneMatch(argument -> option.equals(argument.option()))) {
            arguments.add(new Argument(option, value, origin));
        }
    }

    private String choice(String word, String standard, Set<String> allowed) throws UserError {
        String value = given.getOrDefault(word, standard).toLowerCase(Locale.ROOT);
        if (!allowed.contains(value)) {
            throw UserError.usage(word + '=' + given.get(word) + " is none of "
                    + String.join(", ", allowed.stream().sorted().toList()) + "; choose one");
        }
        return value;
    }

    private boolean isTrue(String word, boolean standard) throws UserError {
        if (!given.containsKey(word)) {
            return standard;
        }
        String value = given.get(word).toLowerCase(Locale.ROOT);
        if (!TRUE.contains(value) && !FALSE.contains(value)) {
            throw UserError.usage(word + '=' + given.get(word) + " is neither true nor false; write one of them");
        }
        return TRUE.contains(value);
    }

    private int number(String word, int standard, int least) throws UserError {
        String text = given.getOrDefault(word, String.valueOf(standard));
        try {
            int value = Integer.parseInt(text);
            if (value >= least) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw UserError.usage(word + '=' + text + " is no number; give one from " + least + " on");
        }
        throw UserError.usage(word + '=' + text + " is too small; give a number from " + least + " on");
    }
}
