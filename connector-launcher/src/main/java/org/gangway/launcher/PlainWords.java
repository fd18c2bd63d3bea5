package org.gangway.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gangway.ajp.AllowedRequestAttributes.OtherAttributes;
import org.gangway.ajp.BodyPackets;
import org.gangway.jetty.Limit;
import org.gangway.request.RemoteUserPolicy;
import org.gangway.request.SendfilePolicy;
import org.gangway.request.WebSocketPolicy;
import org.gangway.scgi.ScgiCompliance;

/**
 * Reads a command line of {@code gangway run} that is as it should be, as picocli does: to read its annotations took a
 * sixth of a start. All else, and whatever is wrong, is left to picocli, which knows what to say.
 */
final class PlainWords {
    private final RunCommand run = new RunCommand();
    /** The values of each option that was given, none for one that takes none. */
    private final Map<String, List<String>> given = new LinkedHashMap<>();

    private PlainWords() {
        for (String[] option : new String[][] {
            {"--ee", "auto"},
            {"--protocol", "fcgi"},
            {"--script-name", "auto"},
            {"--scgi-compliance", "default"},
            {"--socket-mode", "0660"},
            {"--roles-separator", ";"},
            {"--forwarded", "off"},
            {"--mercy", "60s"},
            {"--log-level", "info"},
            {"--threads", Integer.toString(RequestThreads.STANDARD)},
            {"--idle-timeout", "5m"},
            {"--websocket", "auto"},
            {"--stop-timeout", "30s"},
            {"--exit-when-idle", "0"},
            {"--sendfile", "none"},
            {"--method", "threaded"}
        }) {
            set(option[0], option[1]);
        }
    }

    /**
     * Reads a command line.
     *
     * @param words what stands behind {@code run}
     * @return what it says, or null to leave it to picocli
     */
    static PlainWords read(List<String> words) {
        try {
            PlainWords plain = new PlainWords();
            return plain.readAll(words) ? plain : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * What it says.
     *
     * @return the command
     */
    RunCommand command() {
        return run;
    }

    /**
     * Lists what was given.
     *
     * @param origin where it was given
     * @return what it says, the WARs last
     */
    List<Argument> arguments(String origin) {
        List<Argument> arguments = new ArrayList<>();
        given.forEach((option, values) -> {
            if (values.isEmpty()) {
                arguments.add(new Argument(option, null, origin));
            }
            values.forEach(value -> arguments.add(new Argument(option, value, origin)));
        });
        run.wars.forEach(war -> arguments.add(new Argument(null, war, origin)));
        return arguments;
    }

    private boolean readAll(List<String> words) {
        boolean options = true;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.isEmpty() || word.startsWith("@")) {
                return false;
            } else if (!options || !word.startsWith("-")) {
                run.wars.add(word);
            } else if (word.equals("--")) {
                options = false;
            } else if (setFlag(word)) {
                if (given.put(word, List.of()) != null) {
                    return false;
                }
            } else {
                int equals = word.indexOf('=');
                String value = equals >= 0 ? word.substring(equals + 1) : ++i < words.size() ? words.get(i) : "";
                // One that begins so may have been forgotten, and the next option be here instead.
                if (value.isEmpty() || (equals < 0 && (value.startsWith("-") || value.startsWith("@")))) {
                    return false;
                }
                if (!take(equals >= 0 ? word.substring(0, equals) : word, value)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean take(String option, String value) {
        if (add(option, value)) {
            given.computeIfAbsent(option, first -> new ArrayList<>()).add(value);
            return true;
        }
        return set(option, value) && given.put(option, List.of(value)) == null;
    }

    /** Options without a value. */
    private boolean setFlag(String option) {
        switch (option) {
            case "--take-over" -> run.listen.takeOver = true;
            case "--insecure-any-client" -> run.listen.anyClient = true;
            case "--dry-run" -> run.process.dryRun = true;
            case "--daemon" -> run.process.daemon = true;
            case "--debug" -> run.server.debug = true;
            case "--stderr" -> run.server.stderr = true;
            case "--no-padding" -> run.server.noPadding = true;
            case "--allow-encoded-slash" -> run.server.encodedSlashes = true;
            case "--strict" -> run.server.strict = true;
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Options that may be repeated. */
    private boolean add(String option, String value) {
        switch (option) {
            case "--lib" -> run.server.libraries.libraries = added(run.server.libraries.libraries, value);
            case "--add-opens" -> run.server.open.packages = added(run.server.open.packages, value);
            case "--realm" -> run.realms.realms = added(run.realms.realms, value);
            case "--touch-reload" -> run.reload.touchReload = added(run.reload.touchReload, value);
            case "--warm-up" -> run.reload.warmUp = added(run.reload.warmUp, value);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static List<String> added(List<String> values, String value) {
        List<String> all = values == null ? new ArrayList<>() : new ArrayList<>(values);
        all.add(value);
        return all;
    }

    /** Options with one value. */
    private boolean set(String option, String value) {
        switch (option) {
            case "--ee" -> run.level = value;
            case "--protocol" -> run.protocol = value;
            case "--context-path" -> run.contextPath = value;
            case "--script-name" -> run.scriptName = value;
            case "--scgi-compliance" -> run.scgiCompliance = constant(ScgiCompliance.class, value);
            case "--socket" -> run.listen.socket = Path.of(value);
            case "--host" -> run.listen.host = value;
            case "--port" -> run.listen.port = Integer.valueOf(value);
            case "--socket-mode" -> run.listen.socketMode = value;
            case "--socket-owner" -> run.listen.socketOwner = value;
            case "--socket-group" -> run.listen.socketGroup = value;
            case "--allowed-clients" -> run.listen.allowedClients = value;
            case "--remote-user" -> run.trust.remoteUser = constant(RemoteUserPolicy.class, value);
            case "--roles-variable" -> run.trust.rolesVariable = value;
            case "--roles-separator" -> run.trust.rolesSeparator = value;
            case "--attributes" -> run.trust.attributes = value;
            case "--forwarded" -> run.trust.forwarded = value;
            case "--session-store" -> run.sessions.sessionStore = value;
            case "--route" -> run.sessions.route = value;
            case "--mercy" -> run.reload.mercy = TimeText.parse(value);
            case "--method" -> run.prefork.method = value;
            case "--min-spare" -> run.prefork.minSpare = Integer.valueOf(value);
            case "--max-spare" -> run.prefork.maxSpare = Integer.valueOf(value);
            case "--max-children" -> run.prefork.maxChildren = Integer.valueOf(value);
            case "--max-requests" -> run.prefork.maxRequests = Integer.valueOf(value);
            case "--secret-file" -> run.ajp.secretFile = Path.of(value);
            case "--packet-size" -> run.ajp.packetSize = Integer.valueOf(value);
            case "--body-packets" -> run.ajp.bodyPackets = constant(BodyPackets.class, value);
            case "--other-attributes" -> run.ajp.otherAttributes = constant(OtherAttributes.class, value);
            default -> {
                return setOfServer(option, value) || setOfProcess(option, value) || setLimit(option, value);
            }
        }
        return true;
    }

    private boolean setOfServer(String option, String value) {
        switch (option) {
            case "--log" -> run.server.log = Path.of(value);
            case "--log-level" -> run.server.logLevel = constant(LogLevel.class, value);
            case "--threads" -> run.server.threads = value;
            case "--idle-timeout" -> run.server.idleTimeout = TimeText.parse(value);
            case "--websocket" -> run.server.webSocket = constant(WebSocketPolicy.class, value);
            case "--stop-timeout" -> run.server.stopTimeout = TimeText.parse(value);
            case "--exit-when-idle" -> run.server.exitWhenIdle = TimeText.parse(value);
            case "--work-dir" -> run.server.workDirectory = Path.of(value);
            case "--sendfile" -> run.server.sendfile.policy = SendfilePolicy.parse(value);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean setOfProcess(String option, String value) {
        switch (option) {
            case "--config" -> run.process.config = Path.of(value);
            case "--pidfile" -> run.process.pidFile = Path.of(value);
            case "--directory" -> run.process.directory = Path.of(value);
            case "--umask" -> run.process.umask = value;
            case "--out-log" -> run.process.outLog = Path.of(value);
            case "--err-log" -> run.process.errLog = Path.of(value);
            case "--user" -> run.process.user = value;
            case "--group" -> run.process.group = value;
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean setLimit(String option, String value) {
        for (Limit limit : Limit.values()) {
            if (limit.option().equals(option)) {
                run.limits().set(limit, LimitOptions.read(limit, value));
                return true;
            }
        }
        return false;
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String value) {
        return Enum.valueOf(type, value.toUpperCase(Locale.ROOT));
    }
}
