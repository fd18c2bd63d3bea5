package org.gangway.launcher;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.gangway.jetty.SecretFile;
import org.gangway.launcher.ping.AjpQuestion;
import org.gangway.launcher.ping.Answer;
import org.gangway.launcher.ping.FastCgiQuestion;
import org.gangway.launcher.ping.HttpQuestion;
import org.gangway.launcher.ping.PathAndQuery;
import org.gangway.launcher.ping.PingConnection;
import org.gangway.launcher.ping.PingFailure;
import org.gangway.launcher.ping.PingTarget;
import org.gangway.launcher.ping.Question;
import org.gangway.launcher.ping.ScgiQuestion;

/**
 * A checked command line of {@code gangway ping}. It needs neither the library that reads command lines nor the server:
 * a health check starts it every few seconds.
 *
 * @param target where the server listens
 * @param question what it is asked
 * @param timeout how long all may take
 */
record PingPlan(PingTarget target, Question question, Duration timeout) {
    /** The protocol unless one is given. */
    static final String DEFAULT_PROTOCOL = "fcgi";

    /** The time unless one is given. */
    static final String DEFAULT_TIMEOUT = "5s";

    private static final String HTTP_URL = "http://";
    private static final int HTTP_PORT = 80;
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final long NANOS_PER_TENTH = 100_000;

    /**
     * Reads the simple forms of the command line: options with their values, and the address.
     *
     * @param arguments the command line
     * @return the values by the name of their option, that of the address by an empty name; or null for another command,
     *     and for what only the whole parser understands or explains
     */
    static Map<String, String> simpleForm(String[] arguments) {
        if (arguments.length == 0 || !arguments[0].equals("ping")) {
            return null;
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 1; i < arguments.length; i++) {
            String name = "";
            String value = arguments[i];
            if (value.startsWith("-")) {
                int sign = value.indexOf('=');
                name = sign < 0 ? value : value.substring(0, sign);
                value = sign >= 0 ? value.substring(sign + 1) : ++i < arguments.length ? arguments[i] : "";
            }
            boolean known =
                    switch (name) {
                        case "", "--protocol", "--path", "--timeout", "--secret-file" -> true;
                        default -> false;
                    };
            // What is wrong or unusual is left to the whole parser.
            if (!known || value.isEmpty() || "-\"'@".indexOf(value.charAt(0)) >= 0 || values.put(name, value) != null) {
                return null;
            }
        }
        return values.containsKey("") ? values : null;
    }

    /**
     * Checks the values of a command line.
     *
     * @param values as {@link #simpleForm} gives them
     * @param environment the environment variables
     * @return what to do
     * @throws UserError if one is wrong
     */
    static PingPlan of(Map<String, String> values, Map<String, String> environment) throws UserError {
        try {
            if (values.get("").startsWith(HTTP_URL)) {
                return ofUrl(values);
            }
            String protocol =
                    values.getOrDefault("--protocol", DEFAULT_PROTOCOL).toLowerCase(Locale.ROOT);
            String path = values.get("--path");
            PathAndQuery asked = path == null ? null : PathAndQuery.parse(path);
            String secretFile = values.get("--secret-file");
            Question question =
                    switch (protocol) {
                        case "fcgi", "fastcgi" -> new FastCgiQuestion(asked);
                        case "scgi" -> new ScgiQuestion(asked);
                        case "ajp", "ajp13" -> new AjpQuestion(asked, secret(asked, secretFile, environment));
                        case "http" -> new HttpQuestion(asked, "localhost");
                        default ->
                            throw UserError.usage(
                                    "--protocol " + protocol + " is none to ask with; use fcgi, scgi, ajp or http");
                    };
            if (secretFile != null && (asked == null || !question.protocol().equals("ajp"))) {
                throw UserError.usage(
                        "--secret-file is for a request over AJP; leave it out, or give --protocol ajp and --path");
            }
            Duration timeout = timeout(values.getOrDefault("--timeout", DEFAULT_TIMEOUT));
            return new PingPlan(PingTarget.parse(values.get("")), question, timeout);
        } catch (IllegalArgumentException e) {
            throw UserError.usage(e.getMessage());
        }
    }

    /** A URL tells protocol, address and path at once. */
    private static PingPlan ofUrl(Map<String, String> values) throws UserError {
        String url = values.get("");
        String protocol = values.getOrDefault("--protocol", DEFAULT_PROTOCOL);
        boolean other = !protocol.equals(DEFAULT_PROTOCOL) && !protocol.equalsIgnoreCase("http");
        if (other || values.get("--path") != null || values.get("--secret-file") != null) {
            throw UserError.usage("--protocol, --path and --secret-file don't go with " + url
                    + ", which tells protocol and path; leave them out");
        }
        String authority = url.substring(HTTP_URL.length());
        int slash = authority.indexOf('/');
        PathAndQuery asked = slash < 0 ? null : PathAndQuery.parse(authority.substring(slash));
        authority = slash < 0 ? authority : authority.substring(0, slash);
        boolean hasPort = authority.lastIndexOf(':') > authority.lastIndexOf(']');
        PingTarget target = PingTarget.parse(hasPort ? authority : authority + ':' + HTTP_PORT);
        return new PingPlan(
                target, new HttpQuestion(asked, authority), timeout(values.getOrDefault("--timeout", DEFAULT_TIMEOUT)));
    }

    private static Duration timeout(String text) throws UserError {
        Duration timeout;
        try {
            timeout = TimeText.parse(text);
        } catch (IllegalArgumentException e) {
            throw UserError.usage("--timeout: " + e.getMessage());
        }
        if (timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
            throw UserError.usage("--timeout " + text + " is no time to wait; give 1ms to 1h");
        }
        return timeout;
    }

    private static String secret(PathAndQuery asked, String file, Map<String, String> environment) throws UserError {
        if (asked == null) {
            return null;
        }
        if (file == null) {
            String secret = environment.get(AjpOptions.SECRET);
            return secret == null || secret.isBlank() ? null : secret;
        }
        try {
            return SecretFile.read(Path.of(file));
        } catch (IllegalArgumentException e) {
            throw UserError.failed("--secret-file: " + e.getMessage());
        }
    }

    /**
     * Asks the server.
     *
     * @return the line that says what it answered, and how fast
     * @throws UserError if it isn't healthy
     */
    String execute() throws UserError {
        ByteBuffer request = question.request();
        long begin = System.nanoTime();
        try (PingConnection connection = PingConnection.open(target, timeout)) {
            connection.write(request);
            Answer answer = question.answer(connection);
            // A formatter would take longer than all else.
            long tenths = (System.nanoTime() - begin) / NANOS_PER_TENTH;
            String line = this + ": " + answer.request() + " answered "
                    + (answer.status() == 0 ? "" : answer.status() + " ")
                    + "in " + tenths / 10 + '.' + tenths % 10 + " ms"
                    + (answer.details().isEmpty() ? "" : " (" + answer.details() + ')');
            if (!answer.healthy()) {
                throw UserError.failed(line + ", which isn't healthy; look into the log of the application");
            }
            return line;
        } catch (PingFailure e) {
            throw UserError.failed(this + ": " + e.getMessage());
        }
    }

    @Override
    public String toString() {
        return question.protocol() + ' ' + target;
    }
}
